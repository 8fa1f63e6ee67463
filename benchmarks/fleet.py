"""Real processes of the bot on one database, and the feeds that they poll."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from digests import Feed
from tests.servers.telegram import TelegramServer

ROOT = Path(__file__).resolve().parents[1]
CALL = 0.1  # seconds that a feed takes to answer
DEAD_AFTER = 3.0


@dataclass
class Site:
    """Answers each feed after a while, and remembers when it was asked."""

    asked: dict[str, list[tuple[float, float]]] = field(
        default_factory=lambda: defaultdict[str, list[tuple[float, float]]](list)
    )
    port: int = 0

    async def answer(self, request: web.Request) -> web.Response:
        begun, host = time.monotonic(), request.host
        await asyncio.sleep(CALL)
        self.asked[host].append((begun, time.monotonic()))
        title = f"Notice {host} of the {secrets.token_hex(4)} harbour board"
        item = f"<item><title>{title}</title><link>http://{host}/a</link></item>"
        rss = f"<rss version='2.0'><channel><title>News</title>{item}</channel></rss>"
        return web.Response(text=rss, content_type="application/rss+xml")

    def feeds(self, number: int) -> list[Feed]:
        """Loopback has sixteen million hosts."""
        hosts = (f"127.{1 + n // 250}.7.{1 + n % 250}:{self.port}" for n in range(number))
        return [Feed(id=0, url=f"http://{host}/feed.xml") for host in hosts]

    @property
    def first(self) -> float:
        return min(calls[0][0] for calls in self.asked.values())


@asynccontextmanager
async def site() -> AsyncIterator[Site]:
    found, app = Site(), web.Application()
    app.router.add_get("/{path:.*}", found.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 0).start()  # all of loopback
    found.port = runner.addresses[0][1]
    try:
        yield found
    finally:
        await runner.cleanup()


class Fleet:
    """Processes of the bot on one database."""

    def __init__(self, url: str, folder: Path, telegram: TelegramServer, at_once: int) -> None:
        self.environ = {
            **{key: value for key, value in os.environ.items() if "DIGESTBOT" not in key},
            "DIGESTBOT_DATABASE_URL": url,
            "DIGESTBOT_FETCH__ALLOW_PRIVATE": '["127.0.0.0/8"]',
            "DIGESTBOT_TELEGRAM__TOKEN": telegram.token,
            "DIGESTBOT_TELEGRAM__BASE_URL": telegram.base_url,
            "DIGESTBOT_WEB__ENABLED": "false",
            "DIGESTBOT_LOG__LEVEL": "WARNING",
            "PYTHONPATH": str(ROOT),
        }
        if not url.startswith("sqlite"):
            self.environ |= {
                "DIGESTBOT_CLUSTER__ENABLED": "true",
                "DIGESTBOT_CLUSTER__HEARTBEAT_SECONDS": str(DEAD_AFTER / 3),
                "DIGESTBOT_CLUSTER__JOBS_AT_ONCE": str(at_once),
            }
        self._folder = folder
        self.running: list[asyncio.subprocess.Process] = []

    async def start(self, *arguments: str) -> None:
        folder = self._folder / secrets.token_hex(4)
        folder.mkdir()
        environ = {**self.environ, "DIGESTBOT_HEALTH_FILE": str(folder / "health.json")}
        with (self._folder / "log.txt").open("ab") as log:
            command = (sys.executable, "-m", "bot", "run", *arguments)
            process = await asyncio.create_subprocess_exec(
                *command, cwd=folder, env=environ, stdout=log, stderr=log
            )
        self.running.append(process)
        async with asyncio.timeout(300):
            while not (folder / "health.json").exists():
                await asyncio.sleep(0.05)

    async def kill(self, number: int) -> None:
        for _ in range(number):
            process = self.running.pop(0)
            process.kill()
            await process.wait()

    @property
    def cpu(self) -> float:
        """Seconds of a core that the processes used up to now, with those that they started."""
        return sum(cpu_of(process.pid) for process in self.running)

    def troubles(self) -> list[str]:
        """The first lines that complain of something."""
        said = (self._folder / "log.txt").read_text().splitlines()
        return [line for line in said if "error" in line.lower()][:5]

    async def stop(self) -> None:
        for process in self.running:
            process.send_signal(signal.SIGTERM)
        await asyncio.gather(*(process.wait() for process in self.running))


def cpu_of(pid: int) -> float:
    """Of a process and its children, where /proc tells; else 0."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0.0
    ticks = sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK") + sum(cpu_of(int(child)) for child in children)
