"""Topics of the configuration and topics that people edited, side by side."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from digests import Database, Newsroom, Section, Topic, UnknownTopicError

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NEWS = Topic(name="news", title="News")
BRIDGE = Topic(name="bridge", title="Bridge", words=("bridge",))
EDITED = Topic(
    name="bridge",
    title="The bridge",
    words=("harbour bridge",),
    exclude=("loan",),
    feeds=("https://a.example/feed",),
    outlets=("Courier",),
    sections=(
        Section(title="Money", cues=("cost", "pay"), question="Who pays?"),
        Section(title="X"),
    ),
)
FERRY = Topic(name="ferry", title="Ferry", words=("ferry",))


@pytest.fixture
async def newsroom(any_database: Database) -> AsyncIterator[Newsroom]:
    yield Newsroom(any_database, (NEWS, BRIDGE))


async def test_an_edited_topic_takes_the_place_of_the_configured_one(newsroom: Newsroom) -> None:
    await newsroom.keep_topic(FERRY, NOW)
    await newsroom.keep_topic(EDITED, NOW)
    assert newsroom.topics == (NEWS, EDITED, FERRY)
    assert newsroom.is_edited("bridge")
    assert newsroom.is_configured("bridge")
    assert not newsroom.is_configured("ferry")


async def test_another_newsroom_on_the_same_database_reads_them(
    newsroom: Newsroom, any_database: Database
) -> None:
    await newsroom.keep_topic(EDITED, NOW)
    other = Newsroom(any_database, (BRIDGE,))
    assert other.topics == (BRIDGE,)
    await other.load_topics()
    assert other.topics == (EDITED,)


async def test_dropping_an_edited_topic_brings_the_configured_one_back(newsroom: Newsroom) -> None:
    await newsroom.keep_topic(EDITED, NOW)
    assert await newsroom.drop_topic("bridge")
    assert newsroom.topics == (NEWS, BRIDGE)
    assert not await newsroom.drop_topic("bridge")


async def test_a_new_configuration_deletes_no_edited_topic(newsroom: Newsroom) -> None:
    await newsroom.keep_topic(EDITED, NOW)
    newsroom.set_topics([NEWS])
    assert newsroom.topics == (NEWS, EDITED)
    with pytest.raises(UnknownTopicError, match="news, bridge"):
        newsroom.topic("ferry")


async def test_keeping_a_topic_again_changes_it(newsroom: Newsroom) -> None:
    await newsroom.keep_topic(EDITED, NOW)
    await newsroom.keep_topic(BRIDGE, NOW)
    assert newsroom.topic("bridge") == BRIDGE
