"""Delivering from a due subscription to the message in the chat and the row that stays."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.errors import ChatMoved, DeliveryError
from bot.model import Address, ChatKind, ChatState, DeliveryState, WhenEmpty
from bot.store import BOT_TREE, BotStore
from digests import Database, migrate
from tests.bot.paper_round import DAY, NOW, SECOND, PaperRound


@pytest.fixture
async def paper(any_database_url: str) -> AsyncIterator[PaperRound]:
    database = Database.open(any_database_url)
    await migrate(database, [BOT_TREE], NOW)
    yield PaperRound(BotStore(database))
    await database.close()


async def test_a_due_digest_is_delivered_once(paper: PaperRound) -> None:
    chat, _ = await paper.reader()
    paper.newsroom.fact("A bridge opened.", NOW - 60 * SECOND)
    await paper.desk.tick(NOW)
    await paper.desk.tick(NOW + SECOND)
    assert paper.facts_in("1") == ["A bridge opened."]
    assert (await paper.order(chat)).next_due == NOW + DAY
    [delivery] = await paper.store.last_deliveries(chat.id)
    assert (delivery.state, delivery.parts, delivery.sent) == (DeliveryState.SENT, 1, 1)


async def test_the_next_digest_begins_where_the_last_one_ended(paper: PaperRound) -> None:
    await paper.reader()
    for number, seen in enumerate((NOW - SECOND, NOW, NOW + SECOND)):
        paper.newsroom.fact(f"Fact {number}.", seen)
    await paper.desk.tick(NOW)
    await paper.desk.tick(NOW + DAY)
    assert paper.facts_in("1") == ["Fact 0.", "Fact 1.", "Fact 2."]


async def test_nothing_leaves_before_it_is_due(paper: PaperRound) -> None:
    await paper.reader(due=NOW + SECOND)
    paper.newsroom.fact("Early.", NOW - SECOND)
    await paper.desk.tick(NOW)
    assert paper.platform.messages == []


async def test_numbers_mean_the_stories_of_the_digest_just_read(paper: PaperRound) -> None:
    chat, _ = await paper.reader()
    paper.newsroom.fact("One.", NOW - 2 * SECOND)
    paper.newsroom.fact("Two.", NOW - SECOND)
    await paper.desk.tick(NOW)
    assert [await paper.store.numbered_story(chat.id, n) for n in (1, 2, 3)] == [1, 2, None]


async def test_chats_that_are_told_the_same_share_one_rendition(paper: PaperRound) -> None:
    for number in range(20):
        await paper.reader(str(number))
    paper.newsroom.fact("Shared.", NOW - SECOND)
    await paper.desk.tick(NOW)
    assert len(paper.platform.messages) == 20
    assert (paper.platform.rendered, len(paper.newsroom.asked)) == (1, 1)


async def test_nothing_new_is_silence_or_one_line(paper: PaperRound) -> None:
    quiet, _ = await paper.reader("1")
    talkative, _ = await paper.reader("2")
    await paper.store.set_when_empty(talkative.id, WhenEmpty.LINE)
    await paper.desk.tick(NOW)
    assert paper.platform.texts("1") == []
    assert paper.platform.texts("2") == ["Nothing new."]
    [delivery] = await paper.store.last_deliveries(quiet.id)
    assert delivery.state is DeliveryState.MOOT
    for chat in (quiet, talkative):
        assert (await paper.order(chat)).told_until > NOW - SECOND


async def test_a_backlog_becomes_exactly_one_digest(paper: PaperRound) -> None:
    chat, _ = await paper.reader()
    for day in range(5):
        paper.newsroom.fact(f"Day {day}.", NOW + day * DAY - SECOND)
    late = NOW + 4 * DAY + timedelta(hours=3)
    await paper.desk.tick(late)
    await paper.desk.tick(late + SECOND)
    assert len(paper.platform.messages) == 1
    assert paper.facts_in("1") == [f"Day {day}." for day in range(5)]
    assert (await paper.order(chat)).next_due == NOW + 5 * DAY


async def test_a_certain_failure_is_repeated_with_growing_pauses(paper: PaperRound) -> None:
    chat, _ = await paper.reader()
    paper.newsroom.fact("Late.", NOW - SECOND)
    paper.platform.before["1"].extend(DeliveryError("no connection") for _ in range(2))
    await paper.desk.tick(NOW)
    [delivery] = await paper.store.last_deliveries(chat.id)
    assert delivery.state is DeliveryState.PENDING
    assert delivery.not_before and delivery.not_before > NOW + 4 * SECOND
    await paper.desk.tick(NOW + 2 * SECOND)
    assert len(paper.platform.requests) == 1
    await paper.desk.tick(NOW + 6 * SECOND)
    await paper.desk.tick(NOW + 12 * SECOND)
    assert len(paper.platform.requests) == 2
    await paper.desk.tick(NOW + 20 * SECOND)
    assert paper.facts_in("1") == ["Late."]


async def test_a_chat_told_to_wait_waits_alone_and_over_a_restart(paper: PaperRound) -> None:
    await paper.reader("1")
    await paper.reader("2")
    paper.newsroom.fact("News.", NOW - SECOND)
    paper.platform.before["1"].append(DeliveryError("slow down", retry_after=43_838))
    await paper.desk.tick(NOW)
    assert (paper.facts_in("1"), paper.facts_in("2")) == ([], ["News."])
    desk = paper.new_desk()
    await desk.recover(NOW + SECOND)
    await desk.tick(NOW + 43_830 * SECOND)
    assert len(paper.platform.requests) == 2
    await desk.tick(NOW + 43_840 * SECOND)
    assert paper.facts_in("1") == ["News."]


async def test_a_token_told_to_wait_holds_everybody(paper: PaperRound) -> None:
    await paper.reader("1")
    paper.newsroom.fact("News.", NOW - SECOND)
    paper.platform.before["1"].append(DeliveryError("wait", retry_after=60, everyone=True))
    await paper.desk.tick(NOW)
    await paper.reader("2", due=NOW + SECOND)
    await paper.new_desk().tick(NOW + 30 * SECOND)
    assert paper.platform.messages == []
    await paper.new_desk().tick(NOW + 90 * SECOND)
    assert (paper.facts_in("1"), paper.facts_in("2")) == (["News."], ["News."])


async def test_a_blocked_chat_pauses_and_gets_one_digest_when_it_is_back(
    paper: PaperRound,
) -> None:
    chat, _ = await paper.reader()
    paper.newsroom.fact("First.", NOW - SECOND)
    paper.platform.before["1"].append(DeliveryError("blocked", permanent=True, gone=True))
    await paper.desk.tick(NOW)
    found = await paper.store.chat_by_id(chat.id)
    assert found and found.state is ChatState.PAUSED and found.paused_reason == "blocked"
    for day in (1, 2, 3):
        paper.newsroom.fact(f"Day {day}.", NOW + day * DAY - SECOND)
        await paper.desk.tick(NOW + day * DAY)
    assert len(paper.platform.requests) == 1
    await paper.store.resume_chat(chat.id, NOW + 3 * DAY)
    await paper.desk.tick(NOW + 3 * DAY + SECOND)
    assert len(paper.platform.messages) == 1
    assert paper.facts_in("1") == ["First.", "Day 1.", "Day 2.", "Day 3."]


async def test_a_part_refused_for_its_markup_goes_once_as_plain_text(paper: PaperRound) -> None:
    await paper.reader()
    paper.newsroom.fact("Plain.", NOW - SECOND)
    refused = DeliveryError("can't parse", permanent=True, markup=True)
    paper.platform.before["1"].append(refused)
    await paper.desk.tick(NOW)
    assert [message.plain for message in paper.platform.messages] == [True]


async def test_a_part_refused_even_as_plain_text_fails_and_keeps_the_mark(
    paper: PaperRound,
) -> None:
    chat, order = await paper.reader()
    paper.newsroom.fact("Odd.", NOW - SECOND)
    refused = DeliveryError("can't parse", permanent=True, markup=True)
    paper.platform.before["1"].extend([refused, refused])
    await paper.desk.tick(NOW)
    [delivery] = await paper.store.deliveries(failed=True)
    assert (delivery.state, delivery.error) == (DeliveryState.FAILED, "can't parse")
    assert (await paper.order(chat)).told_until == order.told_until
    await paper.desk.tick(NOW + DAY)
    assert paper.facts_in("1") == ["Odd."]


async def test_a_chat_that_moves_gets_its_part_once_at_the_new_address(paper: PaperRound) -> None:
    chat, _ = await paper.reader(kind=ChatKind.GROUP)
    paper.newsroom.fact("Moved.", NOW - SECOND)
    new = Address("telegram", "-1001")
    paper.platform.before["1"].append(ChatMoved(new))
    await paper.desk.tick(NOW)
    assert (paper.facts_in("1"), paper.facts_in("-1001")) == ([], ["Moved."])
    found = await paper.store.find_chat(new)
    assert found and found.id == chat.id


async def test_a_refused_token_parks_everything(paper: PaperRound) -> None:
    await paper.reader()
    paper.newsroom.fact("Parked.", NOW - SECOND)
    paper.platform.before["1"].append(DeliveryError("401", permanent=True, token=True))
    await paper.desk.tick(NOW)
    assert await paper.store.delivery_counts() == {DeliveryState.PENDING: 1}
    await paper.desk.tick(NOW + timedelta(minutes=11))
    assert paper.facts_in("1") == ["Parked."]


async def test_an_ended_topic_is_moot_and_says_why(paper: PaperRound) -> None:
    chat, _ = await paper.reader(topic="gone")
    await paper.desk.tick(NOW)
    [delivery] = await paper.store.last_deliveries(chat.id)
    assert delivery.state is DeliveryState.MOOT
    assert delivery.error and "gone" in delivery.error


async def test_unsubscribing_drops_what_has_not_left(paper: PaperRound) -> None:
    chat, _ = await paper.reader()
    paper.newsroom.fact("Unwanted.", NOW - SECOND)
    await paper.desk.prepare(NOW)
    await paper.store.unsubscribe(chat.id, None)
    await paper.desk.tick(NOW + SECOND)
    assert paper.platform.messages == []


async def test_a_new_subscriber_can_be_served_at_once(paper: PaperRound) -> None:
    _, order = await paper.reader(due=NOW + DAY)
    paper.newsroom.fact("Hot.", NOW - SECOND)
    await paper.desk.deliver_now(order, NOW)
    await paper.desk.tick(NOW)
    assert paper.facts_in("1") == ["Hot."]


async def test_a_digest_that_certainly_did_not_arrive_is_told_with_the_next_one(
    paper: PaperRound,
) -> None:
    await paper.reader()
    paper.newsroom.fact("First.", NOW - SECOND)
    paper.platform.before["1"].append(DeliveryError("can't be reached"))
    await paper.desk.tick(NOW)
    paper.newsroom.fact("Second.", NOW + DAY - SECOND)
    await paper.desk.tick(NOW + DAY)
    assert paper.facts_in("1") == ["First.", "Second."]
    assert len(paper.platform.messages) == 1


async def test_a_digest_that_perhaps_arrived_is_not_built_anew(paper: PaperRound) -> None:
    await paper.reader()
    paper.newsroom.fact("First.", NOW - SECOND)
    paper.platform.before["1"].append(DeliveryError("no clear answer", unknown=True))
    paper.platform.before["1"].append(DeliveryError("can't be reached"))
    await paper.desk.tick(NOW)
    await paper.desk.tick(NOW + 10 * SECOND)
    paper.newsroom.fact("Second.", NOW + DAY - SECOND)
    await paper.desk.tick(NOW + DAY)
    await paper.desk.tick(NOW + DAY + SECOND)
    assert [text.count(".") for text in paper.platform.texts("1")] == [1, 1]
    assert paper.facts_in("1") == ["First.", "Second."]
