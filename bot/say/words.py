"""What sentences are made of: lists, times, words of a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.say.language import _, locale

SAID_BACK = 40  # characters


def listed(words: Sequence[str]) -> str:
    """ "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    from babel.lists import format_list

    return format_list(words, locale=locale())


def quoted(titles: Sequence[str]) -> str:
    """ "“a” and “b”", with the quotation marks of the language."""
    return listed([_("“{title}”", title=title) for title in titles])


def clock(times: Sequence[time]) -> str:
    return listed([f"{moment:%H:%M}" for moment in times])


def when(moment: datetime, zone: str, now: datetime) -> str:
    """ "tomorrow at 08:00" in the chat's zone."""
    local, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    clock, day = f"{local:%H:%M}", timedelta(days=1)
    if local.date() == today:
        return _("today at {time}", time=clock)
    if local.date() == today + day:
        return _("tomorrow at {time}", time=clock)
    if local.date() == today - day:
        return _("yesterday at {time}", time=clock)
    return _(
        "on {weekday}, {date} at {time}", weekday=weekday(local), date=day_of(local), time=clock
    )


def weekday(moment: datetime) -> str:
    """ "Friday"."""
    return weekdays()[moment.weekday()]


def weekdays() -> tuple[str, ...]:
    """Monday comes first."""
    names = locale().days["stand-alone"]["wide"]
    return tuple(names[number] for number in range(7))


def day_of(moment: datetime) -> str:
    """ "26 April"."""
    from babel.dates import format_skeleton

    return format_skeleton("MMMMd", moment, locale=locale())


def date(moment: datetime, zone: str) -> str:
    """A date as people write it: "26 April 2025"."""
    from babel.dates import format_date

    return format_date(moment.astimezone(ZoneInfo(zone)), "long", locale=locale())


def short(text: str) -> str:
    """What a person typed, to be said back: one line that is never long."""
    line = " ".join(text.split())
    return line if len(line) <= SAID_BACK else f"{line[: SAID_BACK - 1]}…"
