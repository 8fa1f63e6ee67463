"""Large bodies come in a few at a time, however many feeds send them at once."""

from __future__ import annotations

import asyncio
import contextlib
import weakref
from collections.abc import Callable

from digests.ingest.watch import Limit

SMALL_BYTES = 1024 * 1024  # of those there may be as many as there are connections
AT_ONCE = 3
PATIENCE_SECONDS = 60.0  # those who hold a body may themselves wait for a place


class LargeBodies:
    """Places for bodies over `SMALL_BYTES`; one is taken until nobody holds the body any more."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)

    def place(self, deadline: Limit) -> LargePlace:
        return LargePlace(self._places, deadline)


class LargePlace:
    """The place of one fetch, if it comes to need one."""

    def __init__(self, places: asyncio.Semaphore, deadline: Limit) -> None:
        self._places = places
        self._deadline = deadline
        self._taken = False

    async def need(self, size: int) -> None:
        """`size` bytes are held, and more will come: it may wait, which the deadline of the fetch
        does not count.

        Raises:
            TimeoutError: no place became free for too long.
        """
        if self._taken or size <= SMALL_BYTES:
            return
        self._deadline.pause()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._places.acquire()
        self._taken = True
        self._deadline.go_on()

    def leave(self) -> None:
        """No body came of it."""
        if self._taken:
            self._taken = False
            self._places.release()

    def leave_with(self, holder: object) -> None:
        """Leave as soon as `holder`, who holds the body, is gone."""
        if self._taken:
            self._taken = False
            loop = asyncio.get_running_loop()
            weakref.finalize(holder, _in_loop, loop, self._places.release).atexit = False


def _in_loop(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    """Whichever thread the holder goes in."""
    with contextlib.suppress(RuntimeError):  # the loop has ended, and with it those who wait
        loop.call_soon_threadsafe(call)
