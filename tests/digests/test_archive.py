"""Looking back: without a model, and without closing the period that is looked at."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from digests import Database, Newsroom, SummaryError, Topic, reading
from digests.summarise import Summariser
from digests.telling import StoredOnly
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

ALL = Topic(name="all", title="All")
CLOSES = draft("Harbour bridge to close", BRIDGE)
FERRIES = draft("Norhaven's harbour bridge closes, ferries replace it", BRIDGE_AGAIN, "The Tide")
DEFICIT = draft("Lindale passes a budget with a deficit", BUDGET, "The Tide")


async def test_a_room_without_model_asks_none_and_tells_what_was_written(
    any_database: Database,
) -> None:
    dear = FirstSentences()
    newsroom = Newsroom(any_database, [ALL], summariser=dear)
    await newsroom.take_in([CLOSES], NOW)
    stranger = await newsroom.without_model().digest(query(), NOW)
    assert dear.asked == 0
    assert stranger.stories[0].points
    assert "built-in summariser" in str(stranger.note)
    owned = await newsroom.digest(query(), NOW)
    assert dear.asked == 1
    again = await newsroom.without_model().digest(query(), NOW)
    assert dear.asked == 1
    assert again == owned


async def test_the_stand_in_for_a_model_refuses() -> None:
    stand_in = StoredOnly("dear")
    assert isinstance(stand_in, Summariser)
    with pytest.raises(SummaryError):
        await stand_in.summarise([], [], 1)


async def test_looking_back_does_not_close_the_period(any_database: Database) -> None:
    newsroom = Newsroom(any_database, [ALL])
    await newsroom.take_in([CLOSES], NOW)
    wanted = query(end=NOW + 30 * DAY, days=31, told_until=NOW - HOUR, only_new=True)
    assert (await newsroom.digest(wanted, NOW, looking_back=True)).stories
    (taken,) = await newsroom.take_in([DEFICIT], NOW + HOUR)
    assert taken.article.first_seen == NOW + HOUR


async def test_articles_of_later_do_not_change_what_a_period_told(any_database: Database) -> None:
    newsroom = Newsroom(any_database, [ALL])
    await newsroom.take_in([CLOSES], NOW)
    before = await newsroom.digest(query(), NOW)
    (taken,) = await newsroom.take_in([FERRIES], NOW + HOUR)
    assert taken.story == before.stories[0].story
    assert await newsroom.digest(query(), NOW) == before
    assert await newsroom.digest(query(end=NOW + 2 * HOUR), NOW) != before


async def test_articles_are_counted_by_outlet_between_edges(any_database: Database) -> None:
    newsroom = Newsroom(any_database, [ALL])
    assert (await newsroom.edition()).changed is None
    await newsroom.take_in([CLOSES], NOW)
    first = await newsroom.edition()
    await newsroom.take_in([DEFICIT], NOW + 25 * HOUR)
    edges = [NOW, NOW + DAY, NOW + 2 * DAY]
    assert await newsroom.articles_by_outlet(edges) == [{"The Harbour Post": 1}, {"The Tide": 1}]
    assert await newsroom.articles_by_outlet([NOW - HOUR, NOW]) == [{}]
    second = await newsroom.edition()
    assert second.number > first.number
    assert second.changed == NOW + 25 * HOUR


async def test_how_much_there_is_is_counted_once_until_something_is_taken_in(
    any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted, count = [], reading.count_articles_and_stories

    def heard(connection: Connection) -> tuple[int, int]:
        counted.append(count(connection))
        return counted[-1]

    monkeypatch.setattr(reading, "count_articles_and_stories", heard)
    newsroom = Newsroom(any_database, [ALL])
    for drafts in ([CLOSES], [DEFICIT]):
        await newsroom.take_in(drafts, NOW)
        assert await newsroom.counts() == await newsroom.counts()
    assert counted == [(1, 1), (2, 2)]
