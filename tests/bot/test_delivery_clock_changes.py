"""Days of ticks in any zone, over a change of the clocks and a downtime: who is told what, when."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.schedule import next_due
from bot.store import BOT_TREE, BotStore
from digests import Database, migrate
from tests.bot.paper_round import PaperRound

HOUR = timedelta(hours=1)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LENGTH = 60  # hours


def clock_changes(zone: str) -> list[datetime]:
    """The hours of 2026 in which the clocks of a zone change."""
    place = ZoneInfo(zone)
    hours = [FIRST + number * HOUR for number in range(365 * 24)]
    offsets = [hour.astimezone(place).utcoffset() for hour in hours]
    return [hours[at] for at in range(1, len(hours)) if offsets[at] != offsets[at - 1]]


CHANGES = {
    zone: changes for zone in sorted(available_timezones())[::7] if (changes := clock_changes(zone))
}
WHEN = st.sampled_from([(zone, change) for zone in CHANGES for change in CHANGES[zone]])
TIMES = st.lists(
    st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30))), min_size=1, max_size=3
)
QUIET = st.one_of(
    st.none(), st.tuples(st.builds(time, st.integers(0, 23)), st.builds(time, st.integers(0, 23)))
)


async def days_of_ticks(
    zone: str,
    start: datetime,
    times: list[time],
    quiet: tuple[time, time] | None,
    down: range,
) -> tuple[PaperRound, list[datetime]]:
    """A fact and a few ticks every hour; while the bot is down there is no tick, and then another
    process begins. Gives what was read, and when."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/digestbot.db")
        await migrate(database, [BOT_TREE], start)
        paper = PaperRound(BotStore(database))
        due = next_due(times, zone, start)
        chat, _ = await paper.reader(due=due, told_until=start - HOUR, times=tuple(times))
        await paper.store.set_zone(chat.id, zone)
        await paper.store.set_quiet(chat.id, quiet)
        read: list[datetime] = []
        for hour in range(LENGTH):
            now = start + hour * HOUR
            paper.newsroom.fact(f"Fact {hour}.", now)
            if hour in down:
                continue
            if hour == down.stop:
                await paper.new_desk().recover(now)
            for minute in (1, 16, 31, 46):
                moment = now + timedelta(minutes=minute)
                await paper.desk.tick(moment)
                read += [moment] * (len(paper.platform.messages) - len(read))
        await database.close()
    return paper, read


@given(when=WHEN, times=TIMES, quiet=QUIET, down=st.integers(5, 30), long=st.integers(0, 20))
@settings(max_examples=5, deadline=None)
def test_every_fact_is_told_once_and_never_in_quiet_hours(
    when: tuple[str, datetime],
    times: list[time],
    quiet: tuple[time, time] | None,
    down: int,
    long: int,
) -> None:
    zone, change = when
    start, silent = change - 30 * HOUR, range(down, down + long)
    paper, read = asyncio.run(days_of_ticks(zone, start, times, quiet, silent))
    told = paper.facts_in("1")
    assert told == [f"Fact {number}." for number in range(len(told))]
    place = ZoneInfo(zone)
    for moment in read:
        wall = moment.astimezone(place).time().replace(fold=0)
        if quiet and quiet[0] < quiet[1]:
            assert not quiet[0] <= wall < quiet[1]
        elif quiet and quiet[0] > quiet[1]:
            assert quiet[1] <= wall < quiet[0]
    if quiet is None or quiet[0] == quiet[1]:
        assert read == expected(zone, start, times, silent)


def expected(zone: str, start: datetime, times: list[time], down: range) -> list[datetime]:
    """One digest at the first tick after each due time; those that fall together are one."""
    ticks = [
        start + hour * HOUR + timedelta(minutes=minute)
        for hour in range(LENGTH)
        for minute in (1, 16, 31, 46)
        if hour not in down
    ]
    found: list[datetime] = []
    due = next_due(times, zone, start)
    for tick in ticks:
        if due <= tick:
            found.append(tick)
            due = next_due(times, zone, tick)
    return found
