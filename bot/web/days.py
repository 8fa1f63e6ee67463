"""Pure: days of a zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digests import Period


def day_of(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def period_of(day: date, zone: str) -> Period:
    """From midnight to midnight on the clocks of the zone."""
    place = ZoneInfo(zone)
    start, end = (datetime.combine(day + timedelta(days=later), time(), place) for later in (0, 1))
    return Period(start=start.astimezone(UTC), end=end.astimezone(UTC))


def edges_of(last: date, days: int, zone: str) -> list[datetime]:
    """The midnights around so many days, up to and with the last one."""
    first = last - timedelta(days=days - 1)
    return [period_of(first + timedelta(days=n), zone).start for n in range(days + 1)]


def read_day(text: str) -> date | None:
    """A day as it stands in an address, `2026-03-02`."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
