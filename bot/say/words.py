"""What sentences are made of: lists, numbers, times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

SAID_BACK = 40  # characters


def listed(words: Sequence[str]) -> str:
    """ "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def clock(times: Sequence[time]) -> str:
    return listed([f"{moment:%H:%M}" for moment in times])


def when(moment: datetime, zone: str, now: datetime) -> str:
    """ "tomorrow at 08:00" in the chat's zone."""
    local, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    day = timedelta(days=1)
    days = {today: "today", today + day: "tomorrow", today - day: "yesterday"}
    date = days.get(local.date(), f"on {local:%A}, {local.day} {local:%B}")
    return f"{date} at {local:%H:%M}"


def short(text: str) -> str:
    """What a person typed, to be said back: one line that is never long."""
    line = " ".join(text.split())
    return line if len(line) <= SAID_BACK else f"{line[: SAID_BACK - 1]}…"


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
