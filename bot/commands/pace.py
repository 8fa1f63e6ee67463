"""How many commands a person may give: a flood is answered once, kindly, and then with silence."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

MOST = 20
WINDOW = timedelta(minutes=1)
PEOPLE = 10_000  # remembered at once


class Pace:
    """Counts in memory: a restart forgives everybody."""

    def __init__(self, most: int = MOST, window: timedelta = WINDOW) -> None:
        self._most = most
        self._window = window
        self._people: dict[str, _Recent] = {}

    def wait(self, person: str, now: datetime) -> Wait | None:
        """None when the command may go on."""
        recent = self._people.setdefault(person, _Recent())
        while recent.moments and recent.moments[0] <= now - self._window:
            recent.moments.popleft()
        if len(recent.moments) < self._most:
            recent.moments.append(now)
            recent.told = False
            self._forget(now)
            return None
        first, recent.told = not recent.told, True
        left = recent.moments[0] + self._window - now
        return Wait(seconds=max(1, ceil(left.total_seconds())), first=first)

    def _forget(self, now: datetime) -> None:
        """People who have been silent for a while, once there are many."""
        if len(self._people) > PEOPLE:
            self._people = {
                person: recent
                for person, recent in self._people.items()
                if recent.moments and recent.moments[-1] > now - self._window
            }


@dataclass(frozen=True, slots=True)
class Wait:
    """How long to wait; `first` is False when that was said already."""

    seconds: int
    first: bool


@dataclass(slots=True)
class _Recent:
    moments: deque[datetime] = field(default_factory=deque)
    told: bool = False
