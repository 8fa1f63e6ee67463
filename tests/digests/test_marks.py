"""For which marks a digest of everything is the same, so that chats may share it."""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from digests import (
    Database,
    Digest,
    DigestQuery,
    KeyPoint,
    Newsroom,
    Period,
    Topic,
)
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
    return tuple(point.new for point in points_of(digest))


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


class Shouting(FirstSentences):
    """Writes the same otherwise."""

    name = "shouting"

    async def summarise(self, *wanted: Any) -> tuple[KeyPoint, ...]:
        points = await super().summarise(*wanted)
        return tuple(replace(point, text=point.text.upper(), written=True) for point in points)


def counted(monkeypatch: pytest.MonkeyPatch, name: str) -> list[str]:
    """Grows with every call of that."""
    calls, real = list[str](), pkgutil.resolve_name(name)

    def called(*given: Any) -> Any:
        calls.append(name)
        return real(*given)

    monkeypatch.setattr(name, called)
    return calls


def points_of(digest: Digest) -> list[KeyPoint]:
    return [point for story in digest.stories for point in story.points]


async def test_what_was_told_is_read_once_for_all_who_were_told_the_same(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom, parent = await saga(database)
    read = counted(monkeypatch, "digests.telling.Told")

    async def digest(mark: datetime, now: datetime = NOW) -> Digest:
        wanted = query(told_until=mark, muted=frozenset({parent}), max_points=20, end=now)
        return await newsroom.digest(wanted, now)

    first = await digest(NOW - 6 * HOUR)
    once = len(read)
    assert once
    later = [await digest(NOW - hours * HOUR, NOW + hours * HOUR) for hours in (7, 6, 5)]
    assert len(read) == once
    assert all(one.stories == first.stories for one in later)
    newsroom.use_summariser(Shouting())
    assert all(
        point.text.isupper()
        for one in (await digest(NOW - 6 * HOUR)).stories
        for point in one.points
    )
    more = f"{BRIDGE_AGAIN} A dog called Rex swam to the southern bank on his own. Nobody was hurt."
    await newsroom.take_in([draft("Ferries at night", more, "City Wire")], NOW)
    points = points_of(await digest(NOW - 6 * HOUR))
    assert "NOBODY WAS HURT." in [point.text for point in points if point.new]


async def test_the_stories_of_a_period_are_found_once_until_something_comes(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom, parent = await saga(database)
    found = counted(monkeypatch, "digests.reading.articles_touched")
    for mark in MARKS[:3]:
        await newsroom.digest(asked(mark, parent), NOW)
    assert len(found) == 1
    await newsroom.take_in([draft("Otters", "Three otters were seen.", "City Wire")], NOW)
    digest = await newsroom.digest(asked(MARKS[0], parent), NOW)
    assert "Otters" in [story.title for story in digest.stories]
