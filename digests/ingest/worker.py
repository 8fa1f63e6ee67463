"""Run parsers in a process of their own that can be killed; started only when there is work.

Feed parsers and page extractors can be made to hang or to eat memory, and neither a thread nor a
plain process pool can be stopped. `multiprocessing` and `anyio.to_process` would import the main
module of the program into every worker, and neither limits memory nor lets an idle worker go.

What runs in the process, and the wire format: `child.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from digests.errors import UnreadableError
from digests.ingest.child import receive, send

PARSE_SECONDS = 6.0
START_SECONDS = 30.0  # a busy machine takes long to load a parser; no feed is to blame
PROCESSES = 3
STUCK_SECONDS = 0.5  # most feeds take a hundredth of it

Result = TypeVar("Result")
Given_co = TypeVar("Given_co", covariant=True)
_CHILD = Path(__file__).with_name("child.py")


@dataclass(frozen=True, slots=True)
class Named(Generic[Given_co]):
    """A job by the name of its module and its own: so the module is loaded in the worker alone."""

    module: str
    name: str


Job = Callable[..., Result] | Named[Result]


class WorkerError(UnreadableError):
    """The parser had to be stopped: it took too long, too much memory, or broke down."""


class Workers:
    """At most `size` processes, reused while busy; each ends by itself after a quiet minute.

    In a loop one process works, for one keeps up with the newsroom; another one comes to its help
    when a job takes long, so that a hostile feed holds no other up.
    """

    def __init__(self, size: int = PROCESSES) -> None:
        self._idle: list[_Worker] = []
        self._places = threading.BoundedSemaphore(size)
        self._all = asyncio.Semaphore(size)
        self._turn = asyncio.Lock()
        self._lock = threading.Lock()

    def run(self, job: Job[Result], *arguments: object, seconds: float = PARSE_SECONDS) -> Result:
        """Call `job` (a function at the top of a module, or its name) in a worker; blocks.

        Raises:
            UnreadableError: as the job raised it.
            WorkerError: it was stopped after `seconds`, or broke down.
        """
        with self._places:
            result: Result = self._run(_Ticket(), _request(job, arguments), seconds)
            return result

    async def run_async(
        self, job: Job[Result], *arguments: object, seconds: float = PARSE_SECONDS
    ) -> Result:
        """The same without blocking the loop; when the caller is cancelled the worker is killed."""
        async with self._all, self._in_turn():
            ticket = _Ticket()
            request = _request(job, arguments)
            try:
                return await asyncio.to_thread(self._run, ticket, request, seconds)
            except asyncio.CancelledError:
                ticket.kill()
                raise

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        """One after the other; whoever is stuck lets the next one go first."""
        await self._turn.acquire()
        held = True

        def give_up() -> None:
            nonlocal held
            if held:
                held = False
                self._turn.release()

        stuck = asyncio.get_running_loop().call_later(STUCK_SECONDS, give_up)
        try:
            yield
        finally:
            stuck.cancel()
            give_up()

    def close(self) -> None:
        """End the idle workers; later calls start new ones."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.kill()

    def _run(self, ticket: _Ticket, request: bytes, seconds: float) -> Any:
        worker, used = self._take()
        answer = worker.ask(ticket, request, seconds)
        if answer is None and used and not ticket.killed:
            # It may have ended a moment ago, as idle workers do.
            worker = _Worker()
            answer = worker.ask(ticket, request, seconds)
        if answer is None:
            late = ticket.late
            raise WorkerError(
                "parser", "it took too long and was stopped" if late else "it broke the parser"
            )
        with self._lock:
            spare = bool(self._idle)
            if not spare:
                self._idle.append(worker)
        if spare:
            worker.kill()  # it came to help; each holds 30 MB
        kind, value = answer
        if kind == "unreadable":
            raise UnreadableError(*value)
        return value

    def _take(self) -> tuple[_Worker, bool]:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker, True
                worker.kill()
        return _Worker(), False


class _Ticket:
    """One job: lets another thread kill whatever works on it."""

    def __init__(self) -> None:
        self.worker: _Worker | None = None
        self.killed = False
        self.late = False

    def kill(self, late: bool = False) -> None:
        self.killed = True
        self.late = late
        if self.worker:
            self.worker.kill()


class _Worker:
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

    def ask(self, ticket: _Ticket, request: bytes, seconds: float) -> tuple[str, Any] | None:
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

    def _answer(self, ticket: _Ticket, request: bytes, seconds: float) -> bytes | None:
        """Raises OSError or ValueError when the pipes break."""
        assert self._process.stdin and self._process.stdout
        if not self._ready:
            with _at_most(START_SECONDS, ticket):
                send(self._process.stdin, request)
                self._ready = receive(self._process.stdout) is not None
            with _at_most(seconds, ticket):
                return receive(self._process.stdout)
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
def _at_most(seconds: float, ticket: _Ticket) -> Iterator[None]:
    timer = threading.Timer(seconds, ticket.kill, kwargs={"late": True})
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _request(job: Job[object], arguments: tuple[object, ...]) -> bytes:
    named = job if isinstance(job, Named) else Named(job.__module__, job.__qualname__)
    return pickle.dumps((named.module, named.name, arguments))
