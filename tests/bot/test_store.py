"""The store of the paper round on a real SQLite file and on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.model import Address, ChatKind, ChatState, Length, Order, WhenEmpty, Wishes
from bot.store import BOT_TREE, BotStore, Shown
from digests import Database, migrate

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
HERE = Address("telegram", "42")
DUE = NOW + timedelta(hours=1)


@pytest.fixture
async def store(any_database_url: str) -> AsyncIterator[BotStore]:
    database = Database.open(any_database_url)
    await migrate(database, [BOT_TREE], NOW)
    yield BotStore(database)
    await database.close()


def order(topic: str = "coalition", told_until: datetime = NOW) -> Order:
    return Order(topic=topic, times=(time(8),), next_due=DUE, told_until=told_until)


async def test_a_chat_is_made_once_and_found_again(store: BotStore) -> None:
    made = await store.chat(HERE, NOW, kind=ChatKind.GROUP, title="Desk", language="uk")
    again = await store.chat(HERE, NOW, kind=ChatKind.GROUP, title="Desk")
    assert made == again == await store.find_chat(HERE)
    assert (made.kind, made.title, made.language) == (ChatKind.GROUP, "Desk", "uk")


async def test_a_chat_takes_over_a_new_title(store: BotStore) -> None:
    await store.chat(HERE, NOW, kind=ChatKind.GROUP, title="Desk")
    assert (await store.chat(HERE, NOW, kind=ChatKind.GROUP, title="Night desk")).title == (
        "Night desk"
    )


async def test_threads_are_chats_of_their_own(store: BotStore) -> None:
    chat = await store.chat(HERE, NOW)
    thread = await store.chat(Address("telegram", "42", "7"), NOW)
    assert chat.id != thread.id
    assert thread.address.thread == "7"


async def test_an_unknown_chat_is_none(store: BotStore) -> None:
    assert await store.find_chat(HERE) is None


async def test_subscribing_twice_makes_one_order(store: BotStore) -> None:
    chat = await store.chat(HERE, NOW)
    first = await store.subscribe(chat, order(), NOW)
    assert await store.subscribe(chat, order(), NOW) == first
    assert await store.subscriptions(chat.id) == [first]


async def test_unsubscribing_ends_one_topic_or_all(store: BotStore) -> None:
    chat = await store.chat(HERE, NOW)
    for topic in ("a", "b", "c"):
        await store.subscribe(chat, order(topic), NOW)
    assert await store.unsubscribe(chat.id, "b") == ["b"]
    assert await store.unsubscribe(chat.id, "b") == []
    assert await store.unsubscribe(chat.id, None) == ["a", "c"]
    assert await store.subscriptions(chat.id) == []


async def test_a_revived_order_keeps_the_later_mark(store: BotStore) -> None:
    chat = await store.chat(HERE, NOW)
    first = await store.subscribe(chat, order(), NOW)
    await store.unsubscribe(chat.id, None)
    earlier = await store.subscribe(chat, order(told_until=NOW - timedelta(days=1)), NOW)
    assert (earlier.id, earlier.told_until, earlier.active) == (first.id, NOW, True)
    await store.unsubscribe(chat.id, None)
    later = await store.subscribe(chat, order(told_until=DUE), NOW)
    assert later.told_until == DUE


async def test_times_and_due_times_change_together(store: BotStore) -> None:
    chat = await store.chat(HERE, NOW)
    made = await store.subscribe(chat, order(), NOW)
    await store.set_times(chat.id, (time(7), time(19, 30)), {made.id: DUE})
    [now] = await store.subscriptions(chat.id)
    assert (now.times, now.next_due) == ((time(7), time(19, 30)), DUE)


async def test_settings_of_a_chat_are_kept(store: BotStore) -> None:
    chat = await store.chat(HERE, NOW)
    await store.set_zone(chat.id, "Europe/Kyiv")
    await store.set_language(chat.id, "uk")
    await store.set_quiet(chat.id, (time(22), time(7)))
    await store.set_when_empty(chat.id, WhenEmpty.LINE)
    found = await store.chat_by_id(chat.id)
    assert found
    assert (found.zone, found.language) == ("Europe/Kyiv", "uk")
    assert (found.quiet, found.when_empty) == ((time(22), time(7)), WhenEmpty.LINE)


async def test_pausing_keeps_everything_and_takes_the_threads_along(store: BotStore) -> None:
    chat = await store.chat(HERE, NOW)
    thread = await store.chat(Address("telegram", "42", "7"), NOW)
    made = await store.subscribe(thread, order(), NOW)
    await store.pause_chat(chat.id, "blocked by the user", NOW)
    found = await store.chat_by_id(thread.id)
    assert found and found.state is ChatState.PAUSED
    assert found.paused_reason == "blocked by the user"
    await store.resume_chat(chat.id, NOW)
    found = await store.chat_by_id(thread.id)
    assert found and found.state is ChatState.ACTIVE
    assert [s.id for s in await store.subscriptions(thread.id)] == [made.id]


async def test_a_closed_thread_pauses_alone(store: BotStore) -> None:
    chat = await store.chat(HERE, NOW)
    thread = await store.chat(Address("telegram", "42", "7"), NOW)
    await store.pause_chat(thread.id, "topic closed", NOW)
    found = await store.chat_by_id(chat.id)
    assert found and found.state is ChatState.ACTIVE


async def test_a_moved_chat_keeps_its_orders(store: BotStore) -> None:
    chat = await store.chat(HERE, NOW)
    thread = await store.chat(Address("telegram", "42", "7"), NOW)
    await store.subscribe(chat, order(), NOW)
    new = Address("telegram", "-10042")
    await store.move_chat(HERE, new)
    found = await store.find_chat(new)
    assert found and found.id == chat.id
    assert len(await store.subscriptions(found.id)) == 1
    assert (await store.find_chat(Address("telegram", "-10042", "7"))).id == thread.id  # type: ignore[union-attr]
    assert await store.find_chat(HERE) is None


async def test_a_move_onto_a_known_chat_joins_their_orders(store: BotStore) -> None:
    old, new = await store.chat(HERE, NOW), await store.chat(Address("telegram", "-1"), NOW)
    for topic in ("both", "old", "ended"):
        await store.subscribe(old, order(topic), NOW)
    for topic in ("both", "ended"):
        await store.subscribe(new, order(topic), NOW)
    await store.unsubscribe(new.id, "ended")
    await store.move_chat(old.address, new.address)
    assert sorted(s.topic for s in await store.subscriptions(new.id)) == ["both", "ended", "old"]
    assert await store.subscriptions(old.id) == []


async def test_settings_follow_a_chat_to_its_new_address(store: BotStore) -> None:
    """The new address may be known before we hear of the move."""
    wishes = Wishes(length=Length.BRIEF, without_words=("football",))
    old, new = await store.chat(HERE, NOW), await store.chat(Address("telegram", "-1"), NOW)
    manager = await store.chat(Address("telegram", "9"), NOW)
    await store.set_wishes(old.id, wishes)
    await store.set_zone(old.id, "Europe/Kyiv")
    await store.subscribe(old, order(), NOW)
    await store.manage(manager.id, old.id)
    shown = await store.new_rendition("telegram", Shown(id=0, topic="", stories=(4,)), NOW, old.id)
    await store.move_chat(old.address, new.address)
    moved = await store.find_chat(new.address)
    assert moved and (moved.wishes, moved.zone) == (wishes, "Europe/Kyiv")
    assert await store.shown(shown, new.address) and not await store.shown(shown, old.address)
    managed = await store.managed_by(manager.id)
    assert managed and managed.id == new.id


async def test_of_wishes_that_change_at_once_none_is_lost(store: BotStore) -> None:
    chat = await store.chat(HERE, NOW)

    async def mute(story: int) -> None:
        await store.change_wishes(chat.id, lambda now: replace(now, muted=(*now.muted, story)))

    await asyncio.gather(*(mute(story) for story in range(8)))
    found = await store.find_chat(HERE)
    assert found and sorted(found.wishes.muted) == list(range(8))


async def test_settings_of_a_new_address_that_was_set_up_stay(store: BotStore) -> None:
    old, new = await store.chat(HERE, NOW), await store.chat(Address("telegram", "-1"), NOW)
    await store.set_zone(old.id, "Europe/Kyiv")
    await store.set_zone(new.id, "Europe/Warsaw")
    await store.subscribe(new, order(), NOW)
    await store.move_chat(old.address, new.address)
    moved = await store.find_chat(new.address)
    assert moved and moved.zone == "Europe/Warsaw"


async def test_numbers_lead_to_the_stories_of_the_last_digest(store: BotStore) -> None:
    chat = await store.chat(HERE, NOW)
    store.remember_stories(chat.id, [7, 9, 11])
    store.remember_stories(chat.id, [5, 6])
    store.remember_stories(chat.id, [8], first_number=3)
    found = [await store.numbered_story(chat.id, number) for number in (1, 2, 3, 4)]
    assert found == [5, 6, 8, None]


async def test_an_update_is_handled_the_first_time_only(store: BotStore) -> None:
    assert await store.first_time("telegram:1", NOW)
    assert not await store.first_time("telegram:1", NOW)
    assert await store.first_time("", NOW)
    assert await store.first_time("", NOW)
    await store.forget_updates(NOW + timedelta(days=1))
    assert await store.first_time("telegram:1", NOW)
