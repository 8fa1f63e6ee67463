"""What a reader narrows a topic to: whole stories by words, articles of a story by outlets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digests import (
    STORE_TREE,
    Article,
    ArticleDraft,
    Database,
    DigestQuery,
    Filters,
    Newsroom,
    Period,
    Story,
    Topic,
    migrate,
)
from digests.stories.filters import Sieve

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def article(number: int, outlet: str, text: str, **more: object) -> Article:
    values = {
        "id": number,
        "title": f"Title {number}",
        "text": text,
        "outlet": outlet,
        "url": f"https://www.{outlet.lower().replace(' ', '-')}.example/{number}",
        "author": None,
        "published": NOW,
        "first_seen": NOW,
        "language": "en",
    }
    return Article(**{**values, **more})  # type: ignore[arg-type]


STORY = Story(
    id=1,
    title="Title 1",
    articles=(
        article(1, "The Lantern", "The bridges of the town are painted."),
        article(2, "Tide", "Football fans paint the bridge."),
        article(3, "Ліхтар", "Фарбують мости міста.", language="uk"),
    ),
    first_seen=NOW,
    last_seen=NOW,
)


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (Filters(), [1, 2, 3]),
        (Filters(words=("bridge",)), [1, 2, 3]),
        (Filters(words=("volcano", "FOOTBALL")), [1, 2, 3]),
        (Filters(words=("volcano",)), None),
        (Filters(words=("вулкан",)), None),
        (Filters(words=("мостів",)), [1, 2, 3]),
        (Filters(without_words=("football",)), None),
        (Filters(without_words=("volcano",)), [1, 2, 3]),
        (Filters(words=("bridge",), without_words=("town",)), None),
        (Filters(outlets=("lantern",)), [1]),
        (Filters(outlets=("the  Lantern", "TIDE")), [1, 2]),
        (Filters(outlets=("tide.example",)), [2]),
        (Filters(outlets=("Ліхтар",)), [3]),
        (Filters(outlets=("nobody",)), None),
        (Filters(without_outlets=("The Lantern",)), [2, 3]),
        (Filters(without_outlets=("Lantern", "tide", "ліхтар")), None),
        (Filters(outlets=("tide",), without_outlets=("tide",)), None),
    ],
)
def test_a_story_goes_through_as_far_as_it_is_wanted(
    filters: Filters, left: list[int] | None
) -> None:
    found = Sieve(filters).through(STORY)
    assert (found and [one.id for one in found.articles]) == left
    if found:
        assert found.title == f"Title {found.articles[0].id}"


@pytest.fixture
async def newsroom(tmp_path: Path) -> AsyncIterator[Newsroom]:
    database = Database.open(f"sqlite:///{tmp_path / 'news.db'}")
    await migrate(database, [STORE_TREE], NOW)
    room = Newsroom(database, [Topic(name="town", title="Town", words=("town",))])
    lines = (
        ("Ferry", "Tide", "A ferry was bought by the town. It sails at noon to the islands."),
        ("Theatre", "The Lantern", "Actors rehearse in a mill. Our town never had velvet chairs."),
        ("Football", "The Lantern", "The club sold its goalie. A football cup left the town."),
    )
    drafts = [
        ArticleDraft(
            title=title, text=text, outlet=outlet, url=f"https://x.example/{title}", published=NOW
        )
        for title, outlet, text in lines
    ]
    await room.take_in(drafts, NOW)
    yield room
    await database.close()


@pytest.mark.parametrize(
    ("filters", "titles", "left_out"),
    [
        (Filters(), {"Ferry", "Theatre", "Football"}, 0),
        (Filters(without_words=("football",)), {"Ferry", "Theatre"}, 0),
        (Filters(outlets=("the lantern",)), {"Theatre", "Football"}, 0),
        (Filters(words=("ferry", "goalie")), {"Ferry", "Football"}, 0),
    ],
)
async def test_a_digest_tells_and_counts_what_goes_through(
    newsroom: Newsroom, filters: Filters, titles: set[str], left_out: int
) -> None:
    period = Period(start=NOW - timedelta(days=1), end=NOW + timedelta(seconds=1))
    query = DigestQuery(topic="town", period=period, filters=filters)
    digest = await newsroom.digest(query, NOW)
    assert {story.title for story in digest.stories} == titles
    assert digest.left_out == left_out
    one = await newsroom.digest(
        DigestQuery(topic="town", period=period, filters=filters, max_stories=1), NOW
    )
    assert one.left_out == len(titles) - 1
