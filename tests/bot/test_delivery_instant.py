"""Subscriptions that wait for a story until so many outlets tell it."""

from collections.abc import AsyncIterator
from datetime import time, timedelta

import pytest

from bot.errors import DeliveryError
from bot.model import ChatState, DeliveryState, Every, WhenEmpty
from bot.store import BOT_TREE, BotStore
from digests import Database, migrate
from tests.bot.paper_round import DAY, NOW, SECOND, PaperRound

MINUTE = timedelta(minutes=1)
THREE = ("The Lantern", "The Tide", "Harbour Courier")


@pytest.fixture
async def paper(any_database_url: str) -> AsyncIterator[PaperRound]:
    database = Database.open(any_database_url)
    await migrate(database, [BOT_TREE], NOW)
    yield PaperRound(BotStore(database))
    await database.close()


async def waits(paper: PaperRound, native_id: str = "1", outlets: int = 3, **more: object) -> int:
    told = NOW - DAY
    chat, _ = await paper.reader(
        native_id, due=None, told_until=told, every=Every.STORY, outlets=outlets, times=(), **more
    )
    return chat.id


async def test_the_story_comes_alone_and_once(paper: PaperRound) -> None:
    await waits(paper)
    paper.newsroom.fact("One outlet tells this.", NOW - 3 * MINUTE)
    paper.newsroom.fact("All tell this.", NOW - 2 * MINUTE, *THREE)
    for minute in range(5):
        await paper.desk.tick(NOW + minute * MINUTE)
    assert paper.facts_in("1") == ["All tell this."]
    assert len(paper.platform.messages) == 1


async def test_a_story_is_told_when_it_grows_however_old_its_first_fact_is(
    paper: PaperRound,
) -> None:
    """The mark is about when a story has come, not about when it began."""
    await waits(paper)
    paper.newsroom.fact("Slow.", NOW - 5 * MINUTE)
    paper.newsroom.fact("Quick.", NOW - 2 * MINUTE, *THREE)
    await paper.desk.tick(NOW)
    assert paper.facts_in("1") == ["Quick."]
    paper.newsroom.facts[0] = (NOW - 5 * MINUTE, "Slow.", THREE)
    for minute in (10, 11, 12):
        await paper.desk.tick(NOW + minute * MINUTE)
    assert paper.facts_in("1") == ["Quick.", "Slow."]
    assert len(paper.platform.messages) == 2


async def test_each_waits_for_its_own_number_of_outlets(paper: PaperRound) -> None:
    await waits(paper, "1", outlets=3)
    await waits(paper, "2", outlets=2)
    await waits(paper, "3", outlets=13)
    paper.newsroom.fact("Two.", NOW - 2 * MINUTE, *THREE[:2])
    paper.newsroom.fact("Three.", NOW - 2 * MINUTE, *THREE)
    await paper.desk.tick(NOW)
    assert paper.facts_in("1") == ["Three."]
    assert paper.facts_in("2") == ["Two.", "Three."]
    assert paper.facts_in("3") == []


async def test_a_story_waits_for_the_end_of_the_quiet_hours(paper: PaperRound) -> None:
    chat = await waits(paper)
    await paper.store.set_quiet(chat, (time(7), time(10)))  # it is eight
    paper.newsroom.fact("First.", NOW - 2 * MINUTE, *THREE)
    await paper.desk.tick(NOW)
    paper.newsroom.fact("Second.", NOW + 30 * MINUTE, *THREE)
    for minute in (31, 60, 119):
        await paper.desk.tick(NOW + minute * MINUTE)
    assert paper.platform.messages == []
    for minute in (120, 121):
        await paper.desk.tick(NOW + minute * MINUTE)
    assert paper.facts_in("1") == ["First.", "Second."]
    assert len(paper.platform.messages) == 1


async def test_what_came_before_the_subscription_is_not_told(paper: PaperRound) -> None:
    await waits(paper, "1")
    paper.newsroom.fact("Old.", NOW - 2 * MINUTE, *THREE)
    await paper.desk.tick(NOW)
    await paper.reader(
        "2", due=None, told_until=NOW + MINUTE, every=Every.STORY, outlets=3, times=()
    )
    await paper.desk.tick(NOW + 2 * MINUTE)
    assert paper.facts_in("2") == []


async def test_nothing_new_is_never_said_to_those_who_wait(paper: PaperRound) -> None:
    chat = await waits(paper)
    await paper.store.set_when_empty(chat, WhenEmpty.LINE)
    paper.newsroom.fact("Gone again.", NOW - 2 * MINUTE, *THREE)
    await paper.desk._watch_stories(NOW)
    paper.newsroom.facts.clear()
    await paper.desk.tick(NOW + SECOND)
    assert paper.platform.messages == []
    assert await paper.store.delivery_counts() == {DeliveryState.MOOT: 1}


async def test_a_refused_story_is_not_tried_again_and_again(paper: PaperRound) -> None:
    await waits(paper)
    paper.newsroom.fact("Odd.", NOW - 2 * MINUTE, *THREE)
    paper.platform.before["1"].append(DeliveryError("refused", permanent=True))
    for minute in range(5):
        await paper.desk.tick(NOW + minute * MINUTE)
    assert len(paper.platform.requests) == 1
    paper.newsroom.fact("Next.", NOW + 5 * MINUTE, *THREE)
    await paper.desk.tick(NOW + 6 * MINUTE)
    assert paper.facts_in("1") == ["Odd.", "Next."]


async def test_a_blocked_chat_reads_of_the_stories_when_it_is_back(paper: PaperRound) -> None:
    chat = await waits(paper)
    paper.newsroom.fact("First.", NOW - 2 * MINUTE, *THREE)
    paper.platform.before["1"].append(DeliveryError("blocked", permanent=True, gone=True))
    await paper.desk.tick(NOW)
    found = await paper.store.chat_by_id(chat)
    assert found and found.state is ChatState.PAUSED
    paper.newsroom.fact("Second.", NOW + 30 * MINUTE, *THREE)
    await paper.desk.tick(NOW + 60 * MINUTE)
    await paper.store.resume_chat(chat, NOW + 90 * MINUTE)
    for minute in (90, 91, 92):
        await paper.desk.tick(NOW + minute * MINUTE)
    assert paper.facts_in("1") == ["First.", "Second."]
    assert len(paper.platform.messages) == 1


async def test_a_topic_that_is_gone_holds_up_no_other(paper: PaperRound) -> None:
    await waits(paper, "1", topic="gone")
    await waits(paper, "2")
    paper.newsroom.fact("Told.", NOW - 2 * MINUTE, *THREE)
    await paper.desk.tick(NOW)
    assert paper.facts_in("2") == ["Told."]
