"""The details of a long digest go into the thread of its first message, whatever happens."""

from collections.abc import AsyncIterator

import pytest

from bot.config import DeliveryConfig
from bot.errors import DeliveryError
from bot.store import BOT_TREE, Begin, BotStore, Sent
from digests import Database, migrate
from tests.bot.paper_round import NOW, SECOND, PaperRound

LOST = DeliveryError("closed without an answer", unknown=True)


@pytest.fixture
async def store(any_database_url: str) -> AsyncIterator[BotStore]:
    database = Database.open(any_database_url)
    await migrate(database, [BOT_TREE], NOW)
    yield BotStore(database)
    await database.close()


async def long_digest(store: BotStore, on_unknown: str = "resend") -> PaperRound:
    paper = PaperRound(store, settings=DeliveryConfig(on_unknown=on_unknown))
    paper.platform.split = paper.platform.threads = paper.platform.can_find_sent = True
    for number in (1, 2, 3):
        paper.newsroom.fact(f"Fact {number}.", NOW - SECOND)
    await paper.reader()
    return paper


def threads(paper: PaperRound) -> list[str | None]:
    return [message.address.thread for message in paper.platform.messages]


async def test_the_details_hang_under_the_first_message(store: BotStore) -> None:
    paper = await long_digest(store)
    await paper.desk.tick(NOW)
    first = paper.platform.messages[0].id
    assert threads(paper) == [None, first, first]
    assert paper.facts_in("1") == ["Fact 1.", "Fact 2.", "Fact 3."]


async def test_after_a_crash_they_go_on_in_the_same_thread(store: BotStore) -> None:
    paper = await long_digest(store)
    await paper.desk.prepare(NOW)
    [delivery] = await store.claim("telegram", NOW, 10)
    content = await store.content(delivery.rendition)
    lead, detail, _ = delivery.parts
    await store.record([Begin(delivery, lead)], NOW)
    await paper.platform.send(delivery.address, content[1], delivery.key(lead))
    await store.record([Sent(delivery, lead, "1")], NOW)
    lead.message_id = "1"
    await store.record([Begin(delivery, detail)], NOW)
    await paper.platform.send(delivery.place(content[2]), content[2], delivery.key(detail))
    desk = paper.new_desk()  # the process was killed here
    await desk.recover(NOW + SECOND)
    await desk.tick(NOW + SECOND)
    await desk.tick(NOW + 30 * SECOND)
    assert threads(paper) == [None, "1", "1"]
    assert paper.facts_in("1") == ["Fact 1.", "Fact 2.", "Fact 3."]


async def test_a_first_message_that_was_found_again_has_its_thread(store: BotStore) -> None:
    paper = await long_digest(store)
    paper.platform.after["1"].append(LOST)
    await paper.desk.tick(NOW)
    await paper.desk.tick(NOW + 30 * SECOND)
    assert threads(paper) == [None, "1", "1"]
    assert len(paper.platform.messages) == 3


async def test_without_a_first_message_the_details_stand_in_the_chat(store: BotStore) -> None:
    paper = await long_digest(store, on_unknown="skip")
    paper.platform.unreadable = DeliveryError("missing_scope", permanent=True)
    paper.platform.before["1"].append(LOST)
    await paper.desk.tick(NOW)
    await paper.desk.tick(NOW + 30 * SECOND)
    assert paper.facts_in("1") == ["Fact 2.", "Fact 3."]
    assert threads(paper) == [None, None]
