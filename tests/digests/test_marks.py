"""For which marks a digest of everything is the same, so that chats may share it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from digests import Database, Digest, DigestQuery, Newsroom, Period, Topic
from digests.store.tables import stories
from tests.digests.newsdesk import (
    BRIDGE,
    BRIDGE_AGAIN,
    BUDGET,
    DAY,
    HOUR,
    NOW,
    FirstSentences,
    draft,
    query,
)

ALL = Topic(name="all", title="Everything")
TICK = timedelta(microseconds=1)
URL = "https://post.example/bridge"
PARENT = "https://post.example/parent"
CAME = [NOW - hours * HOUR for hours in (40, 30, 20, 16, 12, 8, 4)]
MARKS = sorted({moment + late for moment in CAME for late in (-HOUR, -TICK, 0 * HOUR, TICK, HOUR)})


async def saga(database: Database) -> tuple[Newsroom, int]:
    """A story of two outlets, whose first article is edited twice; and a follow-up weeks later of
    one that was edited before. With the number of that one, which is not to be told."""
    newsroom = Newsroom(database, [ALL], summariser=FirstSentences())
    hurt = f"{BRIDGE} Two workers were hurt when a crane fell into the water."
    closing = "Two museums in the old town are to be sold to a foundation."
    night = f"{BRIDGE_AGAIN} A dog called Rex swam to the southern bank on his own."
    recalled = f"{BUDGET.split('. ')[0]}. {closing}"
    found = f"Auditors found a hole of three million in the accounts on Friday. {recalled}"
    numbers = []
    news: Sequence[tuple[str, str, dict[str, Any]]] = (
        ("Lindale passes its budget", BUDGET, {"url": PARENT}),
        ("Harbour bridge closes", BRIDGE, {"url": URL}),
        ("Ferries at night", night, {"outlet": "City Wire"}),
        ("Harbour bridge closes", hurt, {"url": URL}),
        ("Harbour bridge closes", hurt.replace("12 million", "19 million"), {"url": URL}),
        ("Lindale passes its budget", f"{BUDGET} {closing}", {"url": PARENT}),
        ("Hole in accounts", found, {"outlet": "City Wire", "published": NOW + 60 * DAY}),
    )
    for moment, (title, text, more) in zip(CAME, news, strict=True):
        (taken,) = await newsroom.take_in([draft(title, text, **more)], moment)
        numbers.append(taken.story)
    async with database.write() as connection:
        goes_on = update(stories).where(stories.c.id == numbers[-1]).values(parent=numbers[0])
        await connection.execute(goes_on)
    return newsroom, numbers[0]


def asked(mark: datetime | None, muted: int) -> DigestQuery:
    return query(told_until=mark, muted=frozenset({muted}), max_points=20)


async def test_a_digest_is_the_same_for_all_marks_that_it_names(database: Database) -> None:
    newsroom, parent = await saga(database)
    told = {mark: await newsroom.digest(asked(mark, parent), NOW) for mark in MARKS}
    assert len({_new(digest) for digest in told.values()}) > 4  # the marks do matter
    for mark, digest in told.items():
        assert digest.marks and digest.marks.start <= mark < digest.marks.end
        same = [other for other in MARKS if digest.marks.start <= other < digest.marks.end]
        assert all(told[other] == digest for other in same)
        assert all(told[other].marks == digest.marks for other in same)
    assert len({_bounds(digest.marks) for digest in told.values()}) <= len(CAME) + 1


def _new(digest: Digest) -> tuple[bool, ...]:
    return tuple(point.new for story in digest.stories for point in story.points)


def _bounds(period: Period | None) -> tuple[datetime, datetime] | None:
    return (period.start, period.end) if period else None


async def test_it_names_none_for_who_has_no_mark_or_wants_only_what_is_new(
    database: Database,
) -> None:
    newsroom, parent = await saga(database)
    assert (await newsroom.digest(asked(None, parent), NOW)).marks is None
    only = query(told_until=NOW - 10 * HOUR, only_new=True)
    assert (await newsroom.digest(only, NOW)).marks is None


async def test_what_is_not_told_parts_no_marks(database: Database) -> None:
    newsroom = Newsroom(database, [ALL], summariser=FirstSentences())
    await newsroom.take_in([draft("Lindale passes its budget", BUDGET)], NOW - 9 * HOUR)
    await newsroom.take_in([draft("Otters", "Three otters were seen.")], NOW - 5 * HOUR)
    digest = await newsroom.digest(query(told_until=NOW - HOUR, max_stories=1), NOW)
    assert digest.marks and len(digest.stories) == 1
    shown = NOW - 9 * HOUR if digest.stories[0].title.startswith("Lindale") else NOW - 5 * HOUR
    assert digest.marks.start == shown
