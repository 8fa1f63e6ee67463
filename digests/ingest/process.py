"""The parent's end of a process that parsers run in. What runs there: `child.py`."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from digests.ingest.child import receive, send

START_SECONDS = 30.0  # a busy machine takes long to load a parser; no feed is to blame
_CHILD = Path(__file__).with_name("child.py")


class Ticket:
    """One job: lets another thread kill whatever works on it."""

    def __init__(self) -> None:
        self.worker: Worker | None = None
        self.killed = False
        self.late = False
        self.begun = False  # what it needs is loaded

    def kill(self, late: bool = False) -> None:
        self.killed = True
        self.late = late
        if self.worker:
            self.worker.kill()


class Worker:
    """The parent's end of one process."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", str(_CHILD), str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # Ctrl-C in the terminal is for the parent alone
        )
        self._ready = False

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, ticket: Ticket, request: bytes, seconds: float) -> tuple[str, Any] | None:
        """The answer, or None when the process ended before it gave one."""
        ticket.worker = self
        if ticket.killed:
            self.kill()
            return None
        try:
            answer = self._answer(ticket, request, seconds)
        except (OSError, ValueError):
            answer = None
        if answer is None or ticket.killed:
            self.kill()
            return None
        return pickle.loads(answer)  # type: ignore[no-any-return]  # noqa: S301 - from our own child

    def _answer(self, ticket: Ticket, request: bytes, seconds: float) -> bytes | None:
        """Raises OSError or ValueError when the pipes break."""
        assert self._process.stdin and self._process.stdout
        if not self._ready:
            with _at_most(START_SECONDS, ticket):
                send(self._process.stdin, request)
                self._ready = receive(self._process.stdout) is not None
            ticket.begun = True
            with _at_most(seconds, ticket):
                return receive(self._process.stdout)
        ticket.begun = True
        with _at_most(seconds, ticket):
            send(self._process.stdin, request)
            return receive(self._process.stdout)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError, ValueError):
                if pipe:
                    pipe.close()


@contextmanager
def _at_most(seconds: float, ticket: Ticket) -> Iterator[None]:
    timer = threading.Timer(seconds, ticket.kill, kwargs={"late": True})
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
