"""How fast a token may write: a line to wait in, instead of sleeps inside calls.

Three limits hold together. A steady rate for the whole token: the generic cell rate algorithm
(ITU-T I.371, annex A) spaces the starts. A window: a request counts against the second that begins
when it *ends*, so that no jitter on the way lets a server see more than the limit in any second.
And for one chat a pause after the end of each request, for groups and channels a window of a
minute. Replies go before digests.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.model import Limits

MINUTE = 60.0
LATE_SLOTS = 4.0  # a timer that comes late may catch up by this many slots
SWEEP = 4096  # chats to remember before those that are free again are dropped


@dataclass(slots=True)
class _Lane:
    """What one chat used of its limits."""

    group: bool
    free_at: float = 0.0
    in_flight: int = 0
    ended: deque[float] = field(default_factory=deque)  # of the last minute, groups only

    def ready_at(self, limits: Limits, now: float) -> float:
        """When the next request may start; infinity while it depends on one in flight."""
        if limits.chat_interval and self.in_flight:
            return float("inf")
        ready = self.free_at
        if self.group and limits.group_per_minute:
            while self.ended and self.ended[0] + MINUTE <= now:
                self.ended.popleft()
            used = len(self.ended) + self.in_flight
            surplus = used - limits.group_per_minute
            if surplus >= len(self.ended):
                return float("inf")
            if surplus >= 0:
                ready = max(ready, self.ended[surplus] + MINUTE)
        return ready


class Pacer:
    """The line for one token. Wait for a turn with `async with pacer.turn(chat): …`."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._lanes: dict[str, _Lane] = {}
        self._waiting: list[tuple[int, int, str, bool, asyncio.Future[None]]] = []
        self._number = 0
        self._next_start = 0.0
        self._in_flight = 0
        self._ended: deque[float] = deque()
        self._held_until = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def turn(
        self, chat: str, *, group: bool = False, reply: bool = False
    ) -> AsyncIterator[Callable[[], None]]:
        """Inside the block one request to `chat` may be made.

        The block gets a function to call when the request has ended; without it the block's end
        counts.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self._number += 1
        heapq.heappush(self._waiting, (0 if reply else 1, self._number, chat, group, future))
        self._pump()
        try:
            await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled():
                self._leave(chat)
            raise
        ended = False

        def end() -> None:
            nonlocal ended
            if not ended:
                ended = True
                self._leave(chat)

        try:
            yield end
        finally:
            end()

    def hold(self, seconds: float) -> None:
        """Nobody starts for that long: the platform told the whole token to wait."""
        now = asyncio.get_running_loop().time()
        self._held_until = max(self._held_until, now + seconds)

    def release(self) -> None:
        """The wait for the whole token is over."""
        self._held_until = 0.0
        self._pump()

    @property
    def held(self) -> bool:
        """Whether the whole token has to wait."""
        return asyncio.get_running_loop().time() < self._held_until

    def remember(self, chat: str, ago: float, *, group: bool) -> None:
        """A request to this chat ended `ago` seconds ago, perhaps before a restart.

        Call it in the order of the requests, before anybody has a turn.
        """
        lane = self._lanes.setdefault(chat, _Lane(group))
        ended = asyncio.get_running_loop().time() - ago
        self._ended.append(ended)
        self._note(lane, ended)

    def _leave(self, chat: str) -> None:
        now = asyncio.get_running_loop().time()
        lane = self._lanes[chat]
        lane.in_flight -= 1
        self._in_flight -= 1
        self._ended.append(now)
        self._note(lane, now)
        self._pump()

    def _note(self, lane: _Lane, ended: float) -> None:
        lane.free_at = max(lane.free_at, ended + (self.limits.chat_interval or 0.0))
        if lane.group and self.limits.group_per_minute:
            lane.ended.append(ended)

    def _pump(self) -> None:
        """Start everyone whose turn has come, and set the alarm for the next."""
        now = asyncio.get_running_loop().time()
        passed: list[tuple[int, int, str, bool, asyncio.Future[None]]] = []
        wake = float("inf")
        while self._waiting:
            token_ready = self._token_ready_at(now)
            if token_ready > now:
                wake = min(wake, token_ready)
                break
            waiter = heapq.heappop(self._waiting)
            _, _, chat, group, future = waiter
            if future.done():
                continue
            lane = self._lanes.setdefault(chat, _Lane(group))
            ready = lane.ready_at(self.limits, now)
            if ready > now:
                wake = min(wake, ready)
                passed.append(waiter)
                continue
            self._start(lane, now)
            future.set_result(None)
        for waiter in passed:
            heapq.heappush(self._waiting, waiter)
        self._set_alarm(wake)
        if len(self._lanes) > SWEEP:
            self._sweep(now)

    def _token_ready_at(self, now: float) -> float:
        ready = self._held_until
        rate = self.limits.per_second
        if rate:
            while self._ended and self._ended[0] + 1.0 <= now:
                self._ended.popleft()
            ready = max(ready, self._next_start)
            surplus = len(self._ended) + self._in_flight - max(1, int(rate))
            if surplus >= len(self._ended):
                return float("inf")
            if surplus >= 0:
                ready = max(ready, self._ended[surplus] + 1.0)
        else:
            self._ended.clear()
        return ready

    def _start(self, lane: _Lane, now: float) -> None:
        lane.in_flight += 1
        self._in_flight += 1
        if self.limits.per_second:
            slot = 1.0 / self.limits.per_second
            self._next_start = max(self._next_start, now - LATE_SLOTS * slot) + slot

    def _set_alarm(self, wake: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if wake != float("inf"):
            self._timer = asyncio.get_running_loop().call_at(wake, self._pump)

    def _sweep(self, now: float) -> None:
        self._lanes = {
            chat: lane
            for chat, lane in self._lanes.items()
            if lane.in_flight or lane.ended or lane.free_at > now
        }
