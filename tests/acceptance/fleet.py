"""Several real processes on one PostgreSQL, and what happens to them."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from datetime import time as day_time
from pathlib import Path

from bot.model import Address, Order
from bot.store import BotStore
from tests.acceptance.process import Process

HEARTBEAT = 1.0
LEASE = 3 * HEARTBEAT
PATIENCE = 300  # seconds: a very busy machine takes long to start five processes


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Fleet:
    """`start` begins a process with a role and returns it; `environ` is for all of them."""

    def __init__(self, folder: Path, url: str, config: str, environ: dict[str, str]) -> None:
        self._folder = folder
        self._config = config
        self.environ = {
            "DIGESTBOT_DATABASE_URL": url,
            "DIGESTBOT_CLUSTER__ENABLED": "true",
            "DIGESTBOT_CLUSTER__HEARTBEAT_SECONDS": str(HEARTBEAT),
            **environ,
        }
        self.started: list[Process] = []

    async def start(self, role: str, **environ: str) -> Process:
        """Not ready yet, see `ready`. Names of `environ` are of the configuration: web__enabled."""
        folder = self._folder / f"{role}{len(self.started)}"
        folder.mkdir()
        (folder / "config.toml").write_text(self._config)
        more = {f"DIGESTBOT_{name.upper()}": value for name, value in environ.items()}
        health = {"DIGESTBOT_HEALTH_FILE": str(folder / "health.json")}
        process = Process(folder, {**self.environ, **health, **more})
        self.started.append(process)
        await process.start("--role", role)
        return process

    async def close(self) -> None:
        for process in self.started:
            if process.alive:
                process.signal(signal.SIGCONT)
                await process.stop(signal.SIGKILL)

    @property
    def errors(self) -> list[str]:
        """What the processes complained of."""
        lines = [line for one in self.started for line in one.log.splitlines()]
        return [line for line in lines if re.search(r"\b(error|critical|traceback)\b", line, re.I)]


async def ready(processes: Iterable[Process]) -> None:
    """Every one of them works, or did."""
    await eventually(lambda: all("Running on" in one.log for one in processes), *processes)


async def eventually(true: Callable[[], object], *processes: Process) -> float:
    """Wait for it; how long that took, in seconds."""
    begun = time.monotonic()
    try:
        async with asyncio.timeout(PATIENCE):
            while not true():
                await asyncio.sleep(0.02)
    except TimeoutError:
        said = "\n\n".join(one.log[-3000:] for one in processes)
        raise AssertionError(f"it did not happen; the logs say:\n{said}") from None
    return time.monotonic() - begun


def has_seat(name: str, *processes: Process) -> Process | None:
    """The process that took that seat last and has it still, by what its log says."""
    for process in processes:
        moves = re.findall(rf"(has|lost) the seat “{name}”", process.log)
        if process.alive and moves and moves[-1] == "has":
            return process
    return None


async def subscribe(store: BotStore, native_ids: Iterable[int], *, due: bool = True) -> None:
    """Private chats of Telegram that are to be told `news`, now or in the far future."""
    now = datetime.now(UTC)
    later = now if due else now + timedelta(days=300)
    for native_id in native_ids:
        chat = await store.chat(Address("telegram", str(native_id)), now)
        since = now - timedelta(days=1)
        order = Order(topic="news", times=(day_time(8),), next_due=later, told_until=since)
        await store.subscribe(chat, order, now)


async def taken_in(store: BotStore) -> None:
    """Wait for the first article."""
    from sqlalchemy import text

    async with asyncio.timeout(60):
        while True:
            async with store.database.read() as connection:
                query = "SELECT to_regclass('articles') IS NOT NULL"
                if (await connection.execute(text(query))).scalar_one():
                    found = await connection.execute(text("SELECT count(*) FROM articles"))
                    if found.scalar_one():
                        return
            await asyncio.sleep(0.1)
