"""Pure: which requests of several processes may leave through one token, and when the others may.

As in the line of one process: a request counts from its start until a second after its end, so no
jitter on the way lets a server see more than the limit.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.model import Limits
from bot.store import TurnTaken

MINUTE = 60.0
AGAIN = 0.05  # seconds until one looks again, where it depends on a request under way
FEW = 10  # a rate below this is not divided
KEPT = 0.1  # of the rate is left to answers while people ask


def waits(
    limits: Limits, asked: Sequence[TurnTaken], known: Sequence[TurnTaken], now: float
) -> list[float]:
    """Seconds that each of those who ask has to wait, 0 for who may leave; answers go first."""
    book, found = list(known), [0.0] * len(asked)
    for place in sorted(range(len(asked)), key=lambda place: not asked[place].reply):
        one = asked[place]
        found[place] = max(_token(one, book, limits, now), _chat(one, book, limits, now))
        if found[place] <= 0:
            book.append(TurnTaken(one.chat, one.in_group, one.reply, begun=now))
    return found


def second_of(limits: Limits) -> float:
    """For how many seconds the end of a request counts against the token."""
    return max(1.0, 1.0 / limits.per_second) if limits.per_second else 1.0


def _token(one: TurnTaken, book: Sequence[TurnTaken], limits: Limits, now: float) -> float:
    if not limits.per_second:
        return 0.0
    most = max(1, int(limits.per_second))
    if not one.reply and most >= FEW:
        most -= int(most * KEPT) if any(turn.reply for turn in book) else 1
    return _free_at(book, most, second_of(limits), now)


def _chat(one: TurnTaken, book: Sequence[TurnTaken], limits: Limits, now: float) -> float:
    here = [turn for turn in book if turn.chat == one.chat]
    wait = _free_at(here, 1, limits.chat_interval, now) if limits.chat_interval else 0.0
    if limits.group_per_minute and (one.in_group or any(turn.in_group for turn in here)):
        wait = max(wait, _free_at(here, limits.group_per_minute, MINUTE, now))
    return wait


def _free_at(book: Sequence[TurnTaken], most: int, span: float, now: float) -> float:
    """Seconds until fewer than `most` requests are under way or ended within the span."""
    ends = sorted(turn.ended for turn in book if turn.ended is not None and turn.ended > now - span)
    surplus = len(ends) + sum(turn.ended is None for turn in book) - most
    if surplus < 0:
        return 0.0
    return ends[surplus] + span - now if surplus < len(ends) else AGAIN
