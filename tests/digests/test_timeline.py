"""How a story went on, day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date
from zoneinfo import ZoneInfo

from digests import Article, Database, Newsroom, Story, Topic
from digests.timeline import timeline_of
from tests.digests.newsdesk import (
    BRIDGE,
    BRIDGE_AGAIN,
    DAY,
    HOUR,
    NOW,
    FirstSentences,
    draft,
    point,
)

FIRST = Article(
    id=1,
    title="Bridge closes",
    text=BRIDGE,
    outlet="The Harbour Post",
    url=None,
    author=None,
    published=NOW - DAY,
    first_seen=NOW - DAY,
    language="en",
)
COPY = replace(FIRST, id=2, outlet="The Mirror", original=1)
LATER = replace(
    FIRST, id=3, title="Ferries at night", outlet="City Wire", published=NOW, first_seen=NOW
)


def story(*articles: Article) -> Story:
    return Story(id=1, title="Bridge", articles=articles, first_seen=NOW, last_seen=NOW)


def test_each_day_says_who_joined_and_how_much_was_new() -> None:
    both = point(FIRST, (0, 20))
    both = replace(both, citations=(*point(LATER, (0, 20)).citations, *both.citations))
    days = timeline_of(story(LATER, FIRST, COPY), [both, point(LATER, (21, 40))], UTC)
    assert [(one.day, one.headline, one.articles, one.joined, one.points) for one in days] == [
        (date(2026, 3, 1), "Bridge closes", 2, ("The Harbour Post",), 1),
        (date(2026, 3, 2), "Ferries at night", 1, ("City Wire",), 1),
    ]


def test_an_outlet_joins_once() -> None:
    again = replace(LATER, outlet="The Harbour Post")
    assert [one.joined for one in timeline_of(story(FIRST, again), [], UTC)] == [
        ("The Harbour Post",),
        (),
    ]


def test_a_day_is_one_of_the_readers_zone() -> None:
    late = replace(FIRST, published=NOW.replace(hour=23), first_seen=NOW + DAY)
    days = timeline_of(story(late), [], ZoneInfo("Europe/Kyiv"))
    assert [one.day for one in days] == [date(2026, 3, 3)]


def test_a_date_in_the_future_counts_as_the_day_when_it_was_taken_in() -> None:
    future = replace(FIRST, published=NOW + 9 * DAY, first_seen=NOW)
    assert [one.day for one in timeline_of(story(future), [], UTC)] == [date(2026, 3, 2)]


async def test_a_summary_has_the_timeline_of_its_story(any_database: Database) -> None:
    newsroom = Newsroom(any_database, [Topic(name="all", title="All")], summariser=FirstSentences())
    first = draft("Harbour bridge closes", BRIDGE, published=NOW - DAY)
    later = draft("Ferries at night", BRIDGE_AGAIN, "City Wire", published=NOW - HOUR)
    taken, _ = await newsroom.take_in([first, later], NOW)
    (told,) = (await newsroom.summary(taken.story, NOW)).stories
    assert [(one.day.day, one.points) for one in told.timeline] == [(1, 3), (2, 3)]
