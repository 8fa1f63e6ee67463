"""Run parsers in a process of their own that can be killed; started only when there is work.

Feed parsers and page extractors can be made to hang or to eat memory, and neither a thread nor a
plain process pool can be stopped. `multiprocessing` and `anyio.to_process` would import the main
module of the program into every worker, and neither limits memory nor lets an idle worker go.

What runs in the process, and the wire format: `child.py`.
"""

from __future__ import annotations

import asyncio
import pickle
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from digests.errors import UnreadableError
from digests.ingest.process import Ticket, Worker

PARSE_SECONDS = 6.0
PROCESSES = 3
STUCK_SECONDS = 0.5  # most feeds take a hundredth of it

Result = TypeVar("Result")
Given_co = TypeVar("Given_co", covariant=True)


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
        self._idle: list[Worker] = []
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
            result: Result = self._run(Ticket(), _request(job, arguments), seconds)
            return result

    async def run_async(
        self, job: Job[Result], *arguments: object, seconds: float = PARSE_SECONDS
    ) -> Result:
        """The same without blocking the loop; when the caller is cancelled the worker is killed."""
        ticket = Ticket()
        async with self._all, self._in_turn(ticket):
            request = _request(job, arguments)
            try:
                return await asyncio.to_thread(self._run, ticket, request, seconds)
            except asyncio.CancelledError:
                ticket.kill()
                raise

    @asynccontextmanager
    async def _in_turn(self, ticket: Ticket) -> AsyncIterator[None]:
        """One after the other; whoever is stuck lets the next one go first. A process that is still
        loading is not stuck: another one would load no sooner.
        """
        await self._turn.acquire()
        held, loop = True, asyncio.get_running_loop()
        stuck: asyncio.TimerHandle

        def give_up() -> None:
            nonlocal held
            if held:
                held = False
                self._turn.release()

        def look() -> None:
            nonlocal stuck
            if ticket.begun:
                give_up()
            else:
                stuck = loop.call_later(STUCK_SECONDS, look)

        stuck = loop.call_later(STUCK_SECONDS, look)
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

    def _run(self, ticket: Ticket, request: bytes, seconds: float) -> Any:
        worker, used = self._take()
        answer = worker.ask(ticket, request, seconds)
        if answer is None and used and not ticket.killed:
            # It may have ended a moment ago, as idle workers do.
            worker = Worker()
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
            worker.kill()  # it came to help; each holds 18 MB
        kind, value = answer
        if kind == "unreadable":
            raise UnreadableError(*value)
        return value

    def _take(self) -> tuple[Worker, bool]:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker, True
                worker.kill()
        return Worker(), False


def _request(job: Job[object], arguments: tuple[object, ...]) -> bytes:
    named = job if isinstance(job, Named) else Named(job.__module__, job.__qualname__)
    return pickle.dumps((named.module, named.name, arguments))
