"""What one chat used of its limits."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from bot.model import Limits

MINUTE = 60.0


@dataclass(slots=True)
class Lane:
    """The requests to one chat. Times are of the event loop, in seconds."""

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

    def note(self, limits: Limits, ended: float) -> None:
        """A request to the chat came to its end."""
        self.free_at = max(self.free_at, ended + (limits.chat_interval or 0.0))
        if self.group and limits.group_per_minute:
            self.ended.append(ended)

    def idle(self, now: float) -> bool:
        """Whether nothing of it needs to be remembered."""
        return not (self.in_flight or self.ended or self.free_at > now)
