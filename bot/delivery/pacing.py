"""How fast a token may write: a line to wait in, instead of sleeps inside calls.

Three limits hold together. A steady rate for the whole token: the generic cell rate algorithm
(ITU-T I.371, annex A) spaces the starts. A window: a request counts against the second that begins
when it *ends*, so that no jitter on the way lets a server see more than the limit in any second.
And for one chat a pause after the end of each request, for groups and channels a window of a
minute. Answers to people go before digests.

A turn has two steps, so that no time of the token is lost to the disk: a few are let in early to
write down that they begin, and each leaves at its moment.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.delivery.budget import Budget, TooLong
from bot.delivery.lanes import Lane
from bot.errors import Held
from bot.model import Limits
from bot.store import BotStore

LATE_SLOTS = 4.0  # a timer that comes late may catch up by this many slots
AHEAD = 4  # requests that may prepare themselves before their moment, at least
LEAD = 0.15  # seconds of the rate that may do so
REPLY = 0  # the rank of answers
SWEEP = 4096  # chats to remember before those that are free again are dropped


@dataclass(order=True, slots=True)
class Turn:
    """One request that may be made: `leave` right before it, `ended` right after it."""

    rank: tuple[int, int]
    chat: str = field(compare=False)
    group: bool = field(compare=False)
    gate: asyncio.Future[None] = field(compare=False)
    pacer: Pacer = field(compare=False)
    lane: Lane | None = field(default=None, compare=False)
    number: int | None = field(default=None, compare=False)  # in the budget of all processes
    left: bool = field(default=False, compare=False)

    async def leave(self) -> None:
        """Wait for the moment at which the request may leave.

        Raises:
            Held: the whole token was told to wait meanwhile, or other processes used it up.
        """
        await self.pacer.leave(self)

    def ended(self) -> None:
        """The answer is there, or there will be none. Saying so again does nothing."""
        self.pacer.ended(self)


class Pacer:
    """The line for one token. Wait for a turn with `async with pacer.turn(chat) as turn: …`."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.budget: Budget | None = None  # where other processes write through the token, too
        self._lanes: dict[str, Lane] = {}
        self._waiting: list[Turn] = []  # for a chance to prepare
        self._leaving: list[Turn] = []  # for their moment
        self._number = 0
        self._next_start = 0.0
        self._ahead = 0
        self._in_flight = 0
        self._ended: deque[float] = deque()
        self._held_until = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def turn(
        self, chat: str, *, group: bool = False, reply: bool = False
    ) -> AsyncIterator[Turn]:
        """Inside the block one request to `chat` may be made; its end counts as the answer."""
        self._number += 1
        rank = (REPLY if reply else REPLY + 1, self._number)
        turn = Turn(rank, chat, group, asyncio.get_running_loop().create_future(), self)
        heapq.heappush(self._waiting, turn)
        self._pump()
        try:
            await turn.gate
            yield turn
        finally:
            turn.ended()

    async def leave(self, turn: Turn) -> None:
        """See `Turn.leave`."""
        if turn.left or turn.lane is None:
            return
        if self.held:
            raise Held
        turn.gate = asyncio.get_running_loop().create_future()
        heapq.heappush(self._leaving, turn)
        self._pump()
        await turn.gate
        if self.budget is not None:
            await self._share(turn, self.budget)

    def share(self, store: BotStore, platform: str) -> None:
        """From now on other processes may write through the token, too."""
        self.budget = Budget(store, platform, lambda: self.limits)

    async def _share(self, turn: Turn, budget: Budget) -> None:
        """It may leave as far as we know; now as far as all know.

        Raises:
            Held: not now. The chat is left alone for as long as it takes.
        """
        try:
            turn.number = await budget.take(
                turn.chat, in_group=turn.group, reply=turn.rank[0] == REPLY
            )
        except TooLong as wait:
            self.rest(turn.chat, wait.seconds)
            raise

    def ended(self, turn: Turn) -> None:
        """See `Turn.ended`."""
        lane, turn.lane = turn.lane, None
        if lane is None:
            return
        number, turn.number = turn.number, None
        if number is not None and self.budget is not None:
            self.budget.give(number)
        now = asyncio.get_running_loop().time()
        lane.in_flight -= 1
        if turn.left:
            self._in_flight -= 1
            self._ended.append(now)
            lane.note(self.limits, now)
        else:
            self._ahead -= 1
        self._pump()

    def hold(self, seconds: float) -> None:
        """Nobody leaves for that long: the platform told the whole token to wait."""
        now = asyncio.get_running_loop().time()
        self._held_until = max(self._held_until, now + seconds)
        for turn in self._leaving:
            if not turn.gate.done():
                turn.gate.set_exception(Held())
        self._leaving.clear()

    def release(self) -> None:
        """The wait for the whole token is over."""
        self._held_until = 0.0
        self._pump()

    @property
    def held(self) -> bool:
        """Whether the whole token has to wait."""
        return asyncio.get_running_loop().time() < self._held_until

    def rest(self, chat: str, seconds: float) -> None:
        """The platform told this chat to wait."""
        lane = self._lanes.setdefault(chat, Lane(group=False))
        lane.free_at = max(lane.free_at, asyncio.get_running_loop().time() + seconds)

    def rest_of(self, chat: str) -> float:
        """Seconds for which this chat may not be written to."""
        now, lane = asyncio.get_running_loop().time(), self._lanes.get(chat)
        ready = lane.ready_at(self.limits, now) if lane else now
        return max(0.0, ready - now) if ready != float("inf") else 0.0

    def remember(self, chat: str, ago: float, *, group: bool) -> None:
        """A request to this chat ended `ago` seconds ago, perhaps before a restart.

        Call it in the order of the requests, before anybody has a turn.
        """
        ended = asyncio.get_running_loop().time() - ago
        self._ended.append(ended)
        self._lane(chat, group).note(self.limits, ended)

    def _lane(self, chat: str, group: bool) -> Lane:
        lane = self._lanes.setdefault(chat, Lane(group))
        lane.group = lane.group or group
        return lane

    def _pump(self) -> None:
        """Start everyone whose moment has come, and set the alarm for the next."""
        now = asyncio.get_running_loop().time()
        wake = min(self._let_out(now), self._let_in(now))
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if wake != float("inf"):
            self._timer = asyncio.get_running_loop().call_at(wake, self._pump)
        if len(self._lanes) > SWEEP:
            self._lanes = {c: lane for c, lane in self._lanes.items() if not lane.idle(now)}

    def _let_out(self, now: float) -> float:
        """Requests leave; returns when to look again."""
        while self._leaving:
            if (ready := self._ready_at(now)) > now:
                return ready
            turn = heapq.heappop(self._leaving)
            if turn.gate.done() or turn.lane is None:
                continue
            turn.left = True
            self._ahead -= 1
            self._in_flight += 1
            if self.limits.per_second:
                slot = 1.0 / self.limits.per_second
                self._next_start = max(self._next_start, now - LATE_SLOTS * slot) + slot
            turn.gate.set_result(None)
        return float("inf")

    def _let_in(self, now: float) -> float:
        """Some may prepare themselves; returns when to look again."""
        if self._held_until > now:
            return self._held_until
        passed: list[Turn] = []
        wake = float("inf")
        most = max(AHEAD, LEAD * (self.limits.per_second or float("inf")))
        while self._waiting and self._ahead < most:
            if (ready := self._ready_at(now)) > now + LEAD:
                wake = min(wake, ready - LEAD)
                break
            turn = heapq.heappop(self._waiting)
            if turn.gate.done():
                continue
            lane = self._lane(turn.chat, turn.group)
            if (ready := lane.ready_at(self.limits, now)) > now:
                wake = min(wake, ready)
                passed.append(turn)
                continue
            turn.lane = lane
            lane.in_flight += 1
            self._ahead += 1
            turn.gate.set_result(None)
        for turn in passed:
            heapq.heappush(self._waiting, turn)
        return wake

    def _ready_at(self, now: float) -> float:
        """When the token may make its next request; infinity while it depends on an answer."""
        rate = self.limits.per_second
        if not rate:
            self._ended.clear()
            return self._held_until
        while self._ended and self._ended[0] + 1.0 <= now:
            self._ended.popleft()
        ready = max(self._held_until, self._next_start)
        surplus = len(self._ended) + self._in_flight - max(1, int(rate))
        if surplus >= len(self._ended):
            return float("inf")
        if surplus >= 0:
            ready = max(ready, self._ended[surplus] + 1.0)
        return ready
