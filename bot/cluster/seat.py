"""A seat: work for one process of several, such as to poll a token."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from time import monotonic

from bot.store import BotStore
from digests import StoreError

LEAVE_SECONDS = 1.0

log = logging.getLogger(__name__)


class Seat:
    """Give `tick` to the clock, often within one lease.

    `sit` is called when the seat becomes ours, `rise` when it is lost or given back. A process that
    was paused for longer than the lease gets up before it does anything else, for the seat may be
    another's by then; and so does one that can't reach the database for so long.
    """

    def __init__(
        self,
        store: BotStore,
        name: str,
        holder: str,
        lease: timedelta,
        moves: tuple[Callable[[], Awaitable[None]], Callable[[], Awaitable[None]]],
        time: Callable[[], float] = monotonic,
    ) -> None:
        self.name = name
        self.held = False
        self._store = store
        self._holder = holder
        self._lease = lease
        self._sit, self._rise = moves
        self._time = time
        self._until = 0.0

    async def tick(self, now: datetime) -> None:
        """Take the seat, keep it, or notice that it is lost."""
        if self.held and self._time() >= self._until:
            await self._lose()
        asked = self._time()
        try:
            mine = await self._store.take_seat(self.name, self._holder, now, self._lease)
        except StoreError:
            if self.held and self._time() >= self._until:
                await self._lose()
            raise
        if mine:
            self._until = asked + self._lease.total_seconds()
        if mine and not self.held:
            self.held = True
            log.info("This process has the seat “%s”", self.name)
            await self._sit()
        elif self.held and not mine:
            await self._lose()

    async def leave(self) -> None:
        """Get up and let the next one in at once."""
        if self.held:
            self.held = False
            await self._rise()
        try:
            async with asyncio.timeout(LEAVE_SECONDS):
                await self._store.leave_seat(self.name, self._holder)
        except (StoreError, TimeoutError):
            log.warning("The seat “%s” is free when its lease is over: no database", self.name)

    async def _lose(self) -> None:
        log.warning("This process lost the seat “%s”; another one may have it", self.name)
        self.held = False
        await self._rise()
