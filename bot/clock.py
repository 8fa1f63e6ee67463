"""APScheduler wakes a few ticks; each asks the store what is due.

Due times live in rows, so nothing here has to survive a restart: a wake-up that was missed is made
up for by the next one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

Tick = Callable[[datetime], Awaitable[object]]
EVERY_SECONDS = 1.0


def utc_now() -> datetime:
    return datetime.now(UTC)


class Clock:
    """Calls each tick again and again, never twice at once; a tick that fails is called again.

    `every` gives seconds between two calls by name, one second without. `ticked` is when each
    last came to its end without an error, `started` when there was none yet.
    """

    def __init__(
        self,
        ticks: Mapping[str, Tick],
        every: Mapping[str, float] | None = None,
        time: Callable[[], datetime] = utc_now,
    ) -> None:
        self.ticked: dict[str, datetime] = {}
        self.started = time()
        self._ticks = ticks
        self._every = every or {}
        self._time = time
        self._running: dict[str, asyncio.Task[None]] = {}
        self._scheduler: AsyncIOScheduler | None = None

    def start(self) -> None:
        """Begin to tick in the running event loop, at once for the first time."""
        # Here: it looks through all that is installed, which nobody who writes should wait for.
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        self._scheduler = AsyncIOScheduler(timezone=UTC)
        for name in self._ticks:
            self._scheduler.add_job(
                self._wake,
                "interval",
                args=(name,),
                id=name,
                seconds=self._every.get(name, EVERY_SECONDS),
                next_run_time=self._time(),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a long tick is no news
        self._scheduler.start()

    def stop(self) -> None:
        """No tick begins any more; those that run go on, see `finish`."""
        if self._scheduler and self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def finish(self, seconds: float) -> None:
        """Let the ticks that run come to their end for so long, then end them."""
        running = [task for task in self._running.values() if not task.done()]
        if running:
            _, late = await asyncio.wait(running, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _wake(self, name: str) -> None:
        """Start the tick in a task of our own: APScheduler's stop would cancel it in the middle."""
        before = self._running.get(name)
        if before is None or before.done():
            self._running[name] = asyncio.create_task(self.tick(name), name=name)

    async def tick(self, name: str) -> None:
        """One call of the tick; whatever goes wrong is logged and tried again next time."""
        try:
            await self._ticks[name](self._time())
        except Exception:
            log.exception("The tick “%s” failed; it is called again", name)
        else:
            self.ticked[name] = self._time()
