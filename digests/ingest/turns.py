"""Places of which each has room for a few: whoever comes when it is full waits."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Hashable
from typing import Generic, TypeVar

Place = TypeVar("Place", bound=Hashable)


class Turns(Generic[Place]):
    """At most `size` at one place at a time, in the order in which they came. Most never wait, and
    for them a semaphore for each place would cost more than the rest of a turn.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._inside: dict[Place, int] = {}
        self._waiting: dict[Place, deque[asyncio.Future[None]]] = {}

    async def enter(self, place: Place) -> None:
        """Wait for a turn; `leave` afterwards, whatever happens, unless this raises."""
        inside = self._inside.get(place, 0)
        if inside < self.size:
            self._inside[place] = inside + 1
            return
        mine = asyncio.get_running_loop().create_future()
        line = self._waiting.setdefault(place, deque())
        line.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if not mine.cancelled():
                self.leave(place)  # it was ours already
            raise

    def leave(self, place: Place) -> None:
        """Let the next one in."""
        line = self._waiting.get(place)
        while line and self._inside[place] <= self.size:  # which may be less than before
            first = line.popleft()
            if not line:
                del self._waiting[place]
            if not first.done():  # cancelled ones are left in the line
                first.set_result(None)
                return
        self._inside[place] -= 1
        if not self._inside[place]:
            del self._inside[place]
