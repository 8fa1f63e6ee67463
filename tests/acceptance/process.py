"""The real process, started as an operator starts it, and watched from outside."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 30  # a loaded machine starts a process slowly; nothing waits that long when all is well


class Process:
    """`digestbot ARGUMENTS` in a folder of its own, with no configuration but `environ`."""

    def __init__(self, folder: Path, environ: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.environ = {
            **{k: v for k, v in os.environ.items() if not k.startswith("DIGESTBOT_")},
            "DIGESTBOT_DATABASE_URL": f"sqlite:///{folder}/digestbot.db",
            "DIGESTBOT_WEB__LISTEN": "127.0.0.1:0",  # any free port
            "PYTHONPATH": str(ROOT),
            **(environ or {}),
        }
        self._running: asyncio.subprocess.Process | None = None
        self._log = folder / "log.txt"

    async def run(self, *arguments: str, input: str | None = None) -> tuple[int, str, str]:
        """To its end: exit status, standard output, standard error."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=self.folder,
            env=self.environ,
            stdin=asyncio.subprocess.PIPE if input is not None else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(
            process.communicate(input.encode() if input is not None else None), 2 * SECONDS
        )
        assert process.returncode is not None
        return process.returncode, out.decode(), err.decode()

    async def start(self, *options: str) -> None:
        """`digestbot run`, without waiting for anything."""
        with self._log.open("ab") as log:
            self._running = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                *options,
                cwd=self.folder,
                env=self.environ,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def stop(self, number: int = signal.SIGTERM) -> int:
        """End it by a signal; returns its exit status."""
        process = self._running
        assert process is not None
        if process.returncode is None:
            process.send_signal(number)
        return await asyncio.wait_for(process.wait(), SECONDS)

    def signal(self, number: int) -> None:
        assert self._running is not None
        self._running.send_signal(number)

    async def ended(self) -> int:
        assert self._running is not None
        return await asyncio.wait_for(self._running.wait(), SECONDS)

    @property
    def alive(self) -> bool:
        return self._running is not None and self._running.returncode is None

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""


async def until(true: Callable[[], object], process: Process, seconds: float = SECONDS) -> None:
    """Wait for something that the process causes; its log tells why it did not."""
    try:
        async with asyncio.timeout(seconds):
            while not true():
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"it did not happen; the log says:\n{process.log}") from None
