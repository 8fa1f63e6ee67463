"""Writes that nobody waits for: done in their order, together, as soon as the writer is free."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Iterable
from typing import TypeAlias

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from digests.errors import StoreError

Work: TypeAlias = Callable[[Connection], object]
AT_ONCE = 50  # works in one transaction
PAUSE = 0.02  # seconds: the answer leaves first
Write: TypeAlias = Callable[[Work], Awaitable[object]]

log = logging.getLogger(__name__)


class Later:
    """Works that wait, each with what it is `about`.

    Whoever reads what a work is about waits for it first (`settled`), so nobody in this process
    sees that it was not written yet. A process that is killed loses the works that wait: so a work
    is nothing that a promise stands on.
    """

    def __init__(self, write: Write) -> None:
        self._write = write
        self._waiting: deque[tuple[Work, frozenset[Hashable]]] = deque()
        self._writing: list[frozenset[Hashable]] = []
        self._task: asyncio.Task[None] | None = None
        self._done = asyncio.Condition()

    def put(self, work: Work, about: Iterable[Hashable]) -> None:
        self._waiting.append((work, frozenset(about)))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())

    async def settled(self, about: Hashable = None) -> None:
        """Wait until all works about this are written, or just all."""
        if self._is_open(about):
            async with self._done:
                await self._done.wait_for(lambda: not self._is_open(about))

    def _is_open(self, about: Hashable) -> bool:
        open_ones = [*self._writing, *(each for _, each in self._waiting)]
        return bool(open_ones) if about is None else any(about in each for each in open_ones)

    async def _drain(self) -> None:
        while self._waiting:
            await asyncio.sleep(PAUSE)
            batch = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
            self._writing = [about for _, about in batch]
            works = [work for work, _ in batch]
            try:
                if not await self._done_together(works) and len(works) > 1:
                    for work in works:  # the fault of one must not lose the others
                        await self._done_together([work])
            finally:
                self._writing = []
                async with self._done:
                    self._done.notify_all()

    async def _done_together(self, works: Iterable[Work]) -> bool:
        def all_of(connection: Connection) -> None:
            for work in works:
                work(connection)

        try:
            await self._write(all_of)
        except (StoreError, SQLAlchemyError):
            log.exception("What was shown to a chat could not be written down")
            return False
        return True
