"""What can break on the way, and how fast may be posted."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    DROP_BEFORE = "drop before"  # closed before it was processed
    DROP_AFTER = "drop after"  # processed, then closed without an answer
    SLOW = "slow"  # processed, answered much later
    HTML = "html"  # a 502 page, not processed
    HTML_AFTER = "html after"  # the same, but processed
    CUT = "cut"  # processed, the JSON breaks off
    RATE = "rate"  # HTTP 429 with Retry-After
    ERROR = "error"  # 200 with ok false and the given code


@dataclass
class Planned:
    """A fault for the next `times` calls of `method`; `value` is a code or seconds."""

    method: str
    fault: Fault
    times: int = 1
    value: str = ""


class Faults:
    def __init__(self) -> None:
        self._planned: list[Planned] = []

    def plan(self, method: str, fault: Fault, times: int = 1, value: str = "") -> None:
        self._planned.append(Planned(method, fault, times, value))

    def clear(self) -> None:
        self._planned.clear()

    def take(self, method: str) -> Planned | None:
        """The fault for this call, used up by it."""
        for planned in self._planned:
            if planned.method == method and planned.times > 0:
                planned.times -= 1
                return planned
        return None


class Rate:
    """One message a second for each channel, with short bursts: a bucket of `burst` messages."""

    def __init__(self, per_second: float = 1.0, burst: int = 1) -> None:
        self.per_second = per_second
        self.burst = burst
        self.refused = 0
        self._level: dict[str, tuple[float, float]] = {}

    def wait(self, channel: str) -> int:
        """0 when the message may go, else the seconds of Retry-After."""
        now = time.monotonic()
        level, before = self._level.get(channel, (float(self.burst), now))
        level = min(self.burst, level + (now - before) * self.per_second)
        if level < 0.98:  # clocks of two processes
            self._level[channel] = (level, now)
            self.refused += 1
            return max(1, round((1 - level) / self.per_second))
        self._level[channel] = (level - 1, now)
        return 0
