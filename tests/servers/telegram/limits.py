"""How fast the server lets a bot write."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from tests.servers.telegram.model import too_many


@dataclass(frozen=True)
class RateLimits:
    """Messages per second for the token, one per second and chat after a burst, and per minute
    for each group and channel."""

    per_second: int = 30
    burst: int = 3
    group_per_minute: int = 20


class Gate:
    """Counts what was written and refuses what is too much.

    `impatient` counts calls that came before an announced wait was over.
    """

    def __init__(
        self, limits: RateLimits | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.limits = limits
        self.clock = clock
        self.refused = 0
        self.impatient = 0
        self._all: deque[float] = deque()
        self._groups: defaultdict[int, deque[float]] = defaultdict(deque)
        self._tokens: dict[int, tuple[float, float]] = {}  # chat -> (tokens left, at)
        self._wait: dict[int, float] = {}

    def passes(self, chat: int, group: bool) -> None:
        """Count one message.

        Raises:
            ApiError: 429 with the seconds to wait.
        """
        if self.limits is None:
            return
        now = self.clock()
        if now < self._wait.get(chat, 0):
            self.impatient += 1
            self._refuse(chat, now, self._wait[chat] - now)
        wait = max(self._global_wait(now), self._chat_wait(chat, now))
        if group:
            wait = max(wait, self._group_wait(chat, now))
        if wait > 0:
            self._refuse(chat, now, wait)
        self._count(chat, group, now)

    def _refuse(self, chat: int, now: float, wait: float) -> None:
        self.refused += 1
        seconds = max(1, math.ceil(wait))
        self._wait[chat] = now + wait
        raise too_many(seconds)

    def _global_wait(self, now: float) -> float:
        assert self.limits
        while self._all and self._all[0] <= now - 1:
            self._all.popleft()
        return self._all[0] + 1 - now if len(self._all) >= self.limits.per_second else 0

    def _group_wait(self, chat: int, now: float) -> float:
        assert self.limits
        recent = self._groups[chat]
        while recent and recent[0] <= now - 60:
            recent.popleft()
        return recent[0] + 60 - now if len(recent) >= self.limits.group_per_minute else 0

    def _left(self, chat: int, now: float) -> float:
        assert self.limits
        left, at = self._tokens.get(chat, (float(self.limits.burst), now))
        return min(float(self.limits.burst), left + now - at)

    def _chat_wait(self, chat: int, now: float) -> float:
        return max(0.0, 1 - self._left(chat, now))

    def _count(self, chat: int, group: bool, now: float) -> None:
        self._all.append(now)
        self._tokens[chat] = (self._left(chat, now) - 1, now)
        if group:
            self._groups[chat].append(now)
