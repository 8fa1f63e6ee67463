"""Processes that start together, and that are restarted one after the other under load."""

from __future__ import annotations

import asyncio
import signal

from sqlalchemy import text

from bot.store import BOT_TREE, BotStore
from digests import STORE_TREE
from tests.acceptance.fleet import Fleet, eventually, ready, subscribe, taken_in
from tests.servers.feed_site import FeedSite
from tests.servers.telegram import TelegramServer

CHATS = 120
NEWS = [f"{what} number {number}" for what in ("ferry", "bridge", "crane") for number in range(5)]


async def test_migrations_run_once_when_four_processes_start_on_an_empty_database(
    fleet: Fleet, shared: BotStore
) -> None:
    started = [await fleet.start(role) for role in ("ingest", "digest", "post", "answer")]
    await ready(started)
    for tree in (STORE_TREE, BOT_TREE):
        async with shared.database.read() as connection:
            query = text(f"SELECT count(*) FROM {tree.version_table}")
            assert (await connection.execute(query)).scalar_one() == 1
    for process in started:
        assert await process.stop() == 0, process.log
    assert fleet.errors == []


async def test_every_process_restarted_in_turn_under_load_loses_and_repeats_nothing(
    fleet: Fleet, telegram: TelegramServer, shared: BotStore, site: FeedSite
) -> None:
    site.news("/feed.xml", NEWS)
    roles = ("answer", "ingest", "digest", "post")
    running = {role: await fleet.start(role) for role in roles}
    await ready(running.values())
    await taken_in(shared)
    chats = [telegram.private(1000 + number) for number in range(CHATS)]
    asking = [telegram.private(5000 + number) for number in range(4 * len(roles))]
    await subscribe(shared, [chat.id for chat in chats])
    await eventually(lambda: any(map(telegram.visible, chats)), *running.values())
    for turn, role in enumerate(roles):
        for chat in asking[4 * turn :][:4]:
            telegram.say(chat, "/help")
            await asyncio.sleep(0.1)
        assert await running[role].stop() == 0, running[role].log
        running[role] = await fleet.start(role)
    await ready(running.values())
    everybody = [*chats, *asking]
    await eventually(lambda: all(map(telegram.visible, everybody)), *running.values())
    await asyncio.sleep(2)
    assert {len(telegram.visible(chat)) for chat in everybody} == {1}
    async with shared.database.read() as connection:
        stored = await connection.execute(
            text("SELECT count(*), count(DISTINCT url) FROM articles")
        )
        assert tuple(stored.one()) == (len(NEWS), len(NEWS))
    assert fleet.errors == []


async def leaving(store: BotStore) -> set[str]:
    """Chats to which a request is under way."""
    query = (
        "SELECT native_id FROM chats JOIN deliveries ON deliveries.chat = chats.id "
        "JOIN parts ON parts.delivery = deliveries.id WHERE parts.state = 'sending'"
    )
    async with store.database.read() as connection:
        return set((await connection.execute(text(query))).scalars())


async def test_a_poster_that_was_paused_repeats_nothing_but_what_was_in_flight(
    fleet: Fleet, telegram: TelegramServer, shared: BotStore
) -> None:
    ingest = await fleet.start("ingest")
    await ready([ingest])
    await taken_in(shared)
    chats = [telegram.private(1000 + number) for number in range(CHATS)]
    await subscribe(shared, [chat.id for chat in chats])
    paused = await fleet.start("post")
    digest = await fleet.start("digest")

    def told() -> int:
        return sum(len(telegram.visible(chat)) for chat in chats)

    await eventually(lambda: told() > CHATS // 6, paused, digest)
    paused.signal(signal.SIGSTOP)
    await asyncio.sleep(0.5)  # what was on its way
    before, in_flight = told(), await leaving(shared)
    other = await fleet.start("post")
    spent = await eventually(lambda: told() > before, other)
    paused.signal(signal.SIGCONT)
    await eventually(lambda: all(map(telegram.visible, chats)), paused, other)
    await asyncio.sleep(2)
    twice = {str(chat.id) for chat in chats if len(telegram.visible(chat)) > 1}
    assert twice <= in_flight
    assert told() == CHATS + len(twice)
    print(f"the next message left {spent:.1f} s after the start of another poster")
