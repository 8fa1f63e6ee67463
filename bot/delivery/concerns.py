"""What happened to deliveries and the owner should hear of, without being told the same again."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.store import Claimed

LOST_EVERY = timedelta(hours=1)


class Concerns:
    """Collected while posting; `take` gives the sentences that are due."""

    def __init__(self) -> None:
        self._plain: dict[tuple[int, int], str | None] = {}  # None once it was told
        self._lost = 0
        self._last_reason = ""
        self._told_lost: datetime | None = None

    def plain(self, delivery: Claimed, number: int, reason: str) -> None:
        """A part went as plain text: its formatting was refused, for all chats that get it."""
        self._plain.setdefault((delivery.rendition, number), reason)

    def lost(self, reason: str) -> None:
        """A delivery did not arrive for sure, and is not tried again."""
        self._lost += 1
        self._last_reason = reason

    def take(self, now: datetime) -> list[str]:
        lines = [
            f"A message had to go as plain text, for its formatting was refused: {reason}"
            for reason in self._plain.values()
            if reason
        ]
        self._plain = dict.fromkeys(self._plain)
        quiet = self._told_lost and now < self._told_lost + LOST_EVERY
        if self._lost and not quiet:
            lines.append(_lost_line(self._lost, self._last_reason))
            self._lost, self._told_lost = 0, now
        return lines


def _lost_line(number: int, reason: str) -> str:
    if number == 1:
        return (
            f"1 digest did not arrive for sure; the last reason: {reason} "
            "`digestbot deliveries --failed` lists them."
        )
    return (
        f"{number} digests did not arrive for sure; the last reason: {reason} "
        "`digestbot deliveries --failed` lists them."
    )
