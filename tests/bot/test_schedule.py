"""When a subscription is due next, in every zone and over both changes of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Every, Schedule
from bot.schedule import (
    has_day,
    moment,
    next_due,
    next_due_of,
    quiet_until,
    read_schedule,
    write_schedule,
)

ZONES = st.sampled_from(sorted(available_timezones()))
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
FROM, UNTIL = (datetime(year, 1, 1) for year in (2000, 2037))  # noqa: DTZ001
MOMENTS = st.datetimes(FROM, UNTIL, timezones=st.just(UTC))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "at", "after", "due"),
    [
        ("UTC", "08:00", "2026-03-02T07:59", "2026-03-02T08:00"),
        ("UTC", "08:00", "2026-03-02T08:00", "2026-03-03T08:00"),
        ("Europe/Kyiv", "08:00", "2026-03-02T07:00", "2026-03-03T06:00"),
        ("America/New_York", "20:00", "2026-03-02T00:30", "2026-03-02T01:00"),
        # Spring: 02:30 does not exist on 29 March 2026 in Berlin; clocks jump at 01:00 UTC.
        ("Europe/Berlin", "02:30", "2026-03-28T12:00", "2026-03-29T01:00"),
        ("Europe/Berlin", "02:30", "2026-03-29T01:00", "2026-03-30T00:30"),
        # Autumn: 02:30 comes twice on 25 October 2026; the first one counts.
        ("Europe/Berlin", "02:30", "2026-10-24T12:00", "2026-10-25T00:30"),
        ("Europe/Berlin", "02:30", "2026-10-25T00:30", "2026-10-26T01:30"),
        # Half an hour: Lord Howe jumps from 02:00 to 02:30.
        ("Australia/Lord_Howe", "02:15", "2026-10-03T12:00", "2026-10-03T15:30"),
        # A whole day that never was: Samoa left out 30 December 2011.
        ("Pacific/Apia", "08:00", "2011-12-29T18:00", "2011-12-30T18:00"),
    ],
)
def test_due_times_follow_the_clock_on_the_wall(zone: str, at: str, after: str, due: str) -> None:
    assert next_due([time.fromisoformat(at)], zone, utc(after)) == utc(due)


def test_of_several_times_the_nearest_counts() -> None:
    times = [time(8), time(13), time(18)]
    assert next_due(times, "UTC", utc("2026-03-02T12:00")) == utc("2026-03-02T13:00")
    assert next_due(times, "UTC", utc("2026-03-02T18:00")) == utc("2026-03-03T08:00")


def test_without_a_time_there_is_no_schedule() -> None:
    with pytest.raises(ValueError, match="at least one time"):
        next_due([], "UTC", utc("2026-03-02T12:00"))


def test_weekdays_leave_out_the_weekend() -> None:
    weekdays = Schedule(times=(time(8),), days=(1, 2, 3, 4, 5))
    friday = utc("2026-03-06T08:00")
    assert next_due_of(weekdays, "UTC", friday) == utc("2026-03-09T08:00")


def test_days_are_those_of_the_zone() -> None:
    monday = Schedule(times=(time(8),), days=(1,))
    # Monday 08:00 in Auckland is still Sunday in UTC.
    assert next_due_of(monday, "Pacific/Auckland", utc("2026-03-05T00:00")) == utc(
        "2026-03-08T19:00"
    )


def test_weekly_comes_once_a_week() -> None:
    weekly = Schedule(times=(time(8),), days=(7,))
    assert next_due_of(weekly, "UTC", utc("2026-03-01T08:00")) == utc("2026-03-08T08:00")


def test_hourly_comes_on_the_hour_of_the_zone() -> None:
    hourly = Schedule(every=Every.HOUR)
    due, found = utc("2026-03-02T11:20"), []
    for _ in range(3):
        due = next_due_of(hourly, "Asia/Kathmandu", due) or due
        found.append(f"{due:%H:%M}")
    assert found == ["12:15", "13:15", "14:15"]


@pytest.mark.parametrize(
    ("zone", "after", "walls"),
    [
        # Autumn: two o'clock comes twice, and both times an hour has passed.
        ("Europe/Berlin", "2026-10-24T23:00", ["02:00", "02:00", "03:00"]),
        # Spring: there is no two o'clock.
        ("Europe/Berlin", "2026-03-29T00:00", ["03:00", "04:00", "05:00"]),
        # Half an hour: two o'clock is left out, or half past one comes twice.
        ("Australia/Lord_Howe", "2026-10-03T14:30", ["03:00", "04:00", "05:00"]),
        ("Australia/Lord_Howe", "2026-04-04T14:00", ["02:00", "03:00", "04:00"]),
    ],
)
def test_an_hour_that_comes_twice_counts_twice(zone: str, after: str, walls: list[str]) -> None:
    due, found = utc(after), []
    for _ in walls:
        due = next_due_of(Schedule(every=Every.HOUR), zone, due) or due
        found.append(f"{due.astimezone(ZoneInfo(zone)):%H:%M}")
    assert found == walls


@given(zone=ZONES, days=st.sets(st.integers(1, 7)), after=MOMENTS)
@settings(max_examples=300, deadline=None)
def test_hourly_is_every_full_hour_of_its_days(zone: str, days: set[int], after: datetime) -> None:
    place, hourly = ZoneInfo(zone), Schedule(every=Every.HOUR, days=tuple(sorted(days)))
    due = next_due_of(hourly, zone, after)
    assert due and due > after
    wall = due.astimezone(place)
    assert (wall.minute, wall.second) == (0, 0) and (not days or wall.isoweekday() in days)
    between = after.replace(minute=0, second=0, microsecond=0)
    while (between := between + timedelta(minutes=15)) < due:
        wall = between.astimezone(place)
        full = between > after and wall.minute == 0
        assert not (full and (not days or wall.isoweekday() in days))


@given(
    zone=ZONES,
    days=st.sets(st.integers(1, 7), min_size=1),
    times=st.lists(TIMES, min_size=1, max_size=3),
    after=MOMENTS,
)
@settings(max_examples=300, deadline=None)
def test_only_the_chosen_weekdays_are_due(
    zone: str, days: set[int], times: list[time], after: datetime
) -> None:
    place = ZoneInfo(zone)
    chosen = Schedule(times=tuple(times), days=tuple(sorted(days)))
    due = next_due_of(chosen, zone, after)
    assert due and after < due < after + timedelta(days=9)
    every = next_due_of(Schedule(times=tuple(times)), zone, after)
    while every and every < due:  # what is passed over falls on other days, as its time was meant
        day = every.astimezone(place).date()
        meant = {
            d
            for d in (day, day - timedelta(days=1))
            for at in times
            if moment(d, at, place) == every
        }
        assert all(d.isoweekday() not in days for d in meant)
        every = next_due_of(Schedule(times=tuple(times)), zone, every)


def test_a_schedule_that_waits_for_a_story_has_no_due_time() -> None:
    assert next_due_of(Schedule(every=Every.STORY), "UTC", utc("2026-03-02T11:20")) is None


@given(zone=ZONES, times=st.lists(TIMES, min_size=1, max_size=4), after=MOMENTS)
@settings(max_examples=300, deadline=None)
def test_each_time_comes_once_on_every_day_and_none_is_left_out(
    zone: str, times: list[time], after: datetime
) -> None:
    place = ZoneInfo(zone)
    due, seen = after, []
    for _ in range(len(set(times)) * 3):
        due = next_due(times, zone, due)
        seen.append(due)
    assert seen == sorted(set(seen)) and seen[0] > after
    expected = sorted(
        {
            moment(after.astimezone(place).date() + timedelta(days=day), at, place)
            for day in range(-1, 7)
            for at in times
            if has_day(place, after.astimezone(place).date() + timedelta(days=day))
        }
    )
    assert seen == [found for found in expected if found > after][: len(seen)]


@given(zone=ZONES, at=TIMES, day=st.dates(date(2000, 1, 1), date(2036, 1, 1)))
@settings(max_examples=300, deadline=None)
def test_a_due_moment_shows_its_time_on_the_wall_or_the_end_of_a_gap(
    zone: str, at: time, day: date
) -> None:
    place = ZoneInfo(zone)
    found = moment(day, at, place)
    wall = found.astimezone(place).replace(tzinfo=None)
    wanted = datetime.combine(day, at)
    if wall == wanted:
        assert not found.astimezone(place).fold
    else:
        before = (found - timedelta(seconds=1)).astimezone(place).replace(tzinfo=None)
        assert before < wanted < wall


@given(zone=ZONES, times=st.lists(TIMES, min_size=1, max_size=3), after=MOMENTS)
@settings(max_examples=100, deadline=None)
def test_asking_again_before_the_due_time_shifts_nothing(
    zone: str, times: list[time], after: datetime
) -> None:
    due = next_due(times, zone, after)
    assert next_due(times, zone, after + (due - after) / 2) == due


@pytest.mark.parametrize(
    ("quiet", "now", "end"),
    [
        (("22:00", "07:00"), "2026-03-02T23:30", "2026-03-03T07:00"),
        (("22:00", "07:00"), "2026-03-02T06:59", "2026-03-02T07:00"),
        (("22:00", "07:00"), "2026-03-02T07:00", None),
        (("22:00", "07:00"), "2026-03-02T21:59", None),
        (("12:00", "14:00"), "2026-03-02T12:00", "2026-03-02T14:00"),
        (("12:00", "14:00"), "2026-03-02T14:00", None),
        (("08:00", "08:00"), "2026-03-02T08:00", None),
    ],
)
def test_quiet_hours_may_run_over_midnight(
    quiet: tuple[str, str], now: str, end: str | None
) -> None:
    ends = (time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1]))
    assert quiet_until(ends, "UTC", utc(now)) == (utc(end) if end else None)


@given(zone=ZONES, start=TIMES, end=TIMES, now=MOMENTS)
@settings(max_examples=300, deadline=None)
def test_quiet_hours_end_later_and_for_good(
    zone: str, start: time, end: time, now: datetime
) -> None:
    over = quiet_until((start, end), zone, now)
    if over is not None:
        assert now < over < now + timedelta(hours=50)


@given(
    st.builds(
        Schedule,
        times=st.lists(TIMES, max_size=4).map(tuple),
        days=st.sets(st.integers(1, 7)).map(lambda days: tuple(sorted(days))),
        every=st.sampled_from(Every),
        outlets=st.integers(1, 99),
    )
)
def test_a_schedule_is_read_as_it_was_written(schedule: Schedule) -> None:
    assert read_schedule(write_schedule(schedule)) == schedule
