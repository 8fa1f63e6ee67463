"""Pure: when a subscription is due next, in its chat's own time.

Wall-clock times are looked up in the IANA zone for each day anew, so a restart or a change of the
clocks shifts nothing. A time that does not exist (spring) is due when the clocks have jumped over
it; one that comes twice (autumn) is due the first time only. What is due every hour is due in
both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model import Every, Schedule

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
DAYS_AHEAD = 9  # a week, and room for a date that a zone left out (Samoa in 2011)


def next_due(times: Sequence[time], zone: str, after: datetime) -> datetime:
    """The first moment later than `after` at which one of `times` comes in `zone`; UTC.

    Raises:
        ValueError: `times` is empty.
    """
    if not times:
        raise ValueError("a schedule needs at least one time of day")
    found = next_due_of(Schedule(times=tuple(times)), zone, after)
    assert found is not None
    return found


def next_due_of(schedule: Schedule, zone: str, after: datetime) -> datetime | None:
    """The first due moment later than `after`; None for a schedule that waits for a story."""
    if schedule.every is Every.STORY:
        return None
    place = ZoneInfo(zone)
    if schedule.every is Every.HOUR:
        return _next_hour(schedule, place, after)
    moments = (moment(day, at, place) for day, at in _wall_clock(schedule, place, after))
    return min((found for found in moments if found > after), default=None)


def _next_hour(schedule: Schedule, place: ZoneInfo, after: datetime) -> datetime:
    """The next full hour on the wall, also the one that comes twice; a gap is passed over."""
    found = after
    while True:
        local = found.astimezone(place)
        past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        found += HOUR - past
        local = found.astimezone(place)
        full = local.minute == local.second == 0
        if full and (not schedule.days or local.isoweekday() in schedule.days):
            return found


def _wall_clock(
    schedule: Schedule, place: ZoneInfo, after: datetime
) -> Iterator[tuple[date, time]]:
    first = after.astimezone(place).date() - DAY
    for number in range(DAYS_AHEAD + 1):
        day = first + number * DAY
        wanted = not schedule.days or day.isoweekday() in schedule.days
        if wanted and has_day(place, day):
            yield from ((day, at) for at in schedule.times)


def has_day(place: ZoneInfo, day: date) -> bool:
    """Whether the zone had this date at all: Samoa went from 29 to 31 December 2011."""
    return moment(day, time(0), place) != moment(day, time(23, 59), place)


def moment(day: date, at: time, place: ZoneInfo) -> datetime:
    """The UTC moment of a wall-clock time: the first of two, and for none the end of the gap."""
    local = datetime.combine(day, at.replace(fold=0), place)
    found = local.astimezone(UTC)
    if found.astimezone(place).replace(tzinfo=None) == local.replace(tzinfo=None):
        return found
    # In a gap, fold=0 counts with the offset before it: the moment lies as far behind the jump as
    # the time lies inside the gap.
    before = datetime.combine(day, at.replace(fold=1), place).astimezone(UTC)
    return _jump(before, found, place)


def _jump(low: datetime, high: datetime, place: ZoneInfo) -> datetime:
    """The moment between `low` and `high` at which the offset of the zone changes."""
    offset = low.astimezone(place).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(place).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def quiet_until(quiet: tuple[time, time] | None, zone: str, now: datetime) -> datetime | None:
    """When the quiet hours end that hold at `now`; None when none do. Equal ends mean never."""
    if quiet is None or quiet[0] == quiet[1]:
        return None
    start, end = quiet
    place = ZoneInfo(zone)
    local = now.astimezone(place)
    clock = local.time().replace(fold=0)
    inside = start <= clock < end if start < end else clock >= start or clock < end
    if not inside:
        return None
    ends = (moment(local.date() + days * DAY, end, place) for days in range(3))
    return min(found for found in ends if found > now)


def write_schedule(schedule: Schedule) -> str:
    """One line for the store, such as `day 1,2,3,4,5 08:00,18:00` or `story - 3`."""
    days = ",".join(map(str, schedule.days)) or "-"
    times = ",".join(f"{at:%H:%M}" for at in schedule.times) or "-"
    return f"{schedule.every} {days} {times} {schedule.outlets}"


def read_schedule(line: str) -> Schedule:
    """What `write_schedule` wrote."""
    every, days, times, outlets = line.split()
    return Schedule(
        every=Every(every),
        days=() if days == "-" else tuple(map(int, days.split(","))),
        times=() if times == "-" else tuple(map(time.fromisoformat, times.split(","))),
        outlets=int(outlets),
    )
