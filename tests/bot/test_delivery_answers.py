"""Answers to people and digests share the budget of a token; answers go first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.clock import utc_now
from bot.delivery import DeliveryDesk
from bot.model import Address, ChatChange, Command, Order, Reply
from bot.platforms.telegram import TelegramPlatform
from bot.store import BOT_TREE, BotStore
from digests import Database, migrate
from tests.bot.paper_round import FactNewsroom
from tests.contracts.factories_telegram import platform_on
from tests.servers.telegram import Fault, RateLimits, TelegramServer

READERS = range(1000, 1060)
ASKERS = range(1, 16)


async def answer(incoming: Command | ChatChange) -> Reply:
    return Reply(lines=("Here you are.",))


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(limits=RateLimits()) as running:
        for number in (*READERS, *ASKERS):
            running.private(number)
        yield running


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[BotStore]:
    database = Database.open(f"sqlite:///{tmp_path}/digestbot.db")
    await migrate(database, [BOT_TREE], utc_now())
    yield BotStore(database)
    await database.close()


@pytest.fixture
async def platform(server: TelegramServer) -> AsyncIterator[TelegramPlatform]:
    built = platform_on(server)
    yield built
    await built.stop()


async def desk_with_readers(store: BotStore, platform: TelegramPlatform) -> DeliveryDesk:
    now = utc_now()
    newsroom = FactNewsroom()
    newsroom.fact("A bridge opened.", now - timedelta(minutes=1))
    told = now - timedelta(days=1)
    order = Order(topic="coalition", times=(time(8),), next_due=now, told_until=told)
    for number in READERS:
        chat = await store.chat(Address("telegram", str(number)), now)
        await store.subscribe(chat, order, now)
    return DeliveryDesk(newsroom, store, {"telegram": platform})


async def test_answers_go_before_digests_and_both_keep_the_limit_of_the_token(
    server: TelegramServer, store: BotStore, platform: TelegramPlatform
) -> None:
    desk = await desk_with_readers(store, platform)
    await platform.start(answer)
    delivering = asyncio.create_task(desk.tick(utc_now()))
    await server.until(lambda: len(server.messages) >= 10)
    for number in ASKERS:
        server.say(server.chats[number], "/latest")
    await delivering
    chats = [shown.chat for shown in server.messages]
    assert sorted(chats) == sorted([*READERS, *ASKERS])
    last_answer = max(at for at, chat in enumerate(chats) if chat in ASKERS)
    assert last_answer < 10 + 2 * len(ASKERS)
    assert server.gate.refused == 0
    assert not any("allow_paid_broadcast" in call for call in server.called("sendMessage"))


async def test_an_answer_that_was_told_to_wait_lets_the_digest_wait_too(
    server: TelegramServer, store: BotStore, platform: TelegramPlatform
) -> None:
    desk = await desk_with_readers(store, platform)
    first = READERS[0]
    server.fault("sendMessage", Fault.RETRY_AFTER, value=100, chat=first)
    await platform.start(answer)
    server.say(server.chats[first], "/latest")
    async with asyncio.timeout(10):
        while desk.pacers["telegram"].rest_of(str(first)) < 90:
            await asyncio.sleep(0.01)
    await desk.tick(utc_now())
    assert not server.visible(first)
    assert len({shown.chat for shown in server.messages}) == len(READERS) - 1
    chat = await store.find_chat(Address("telegram", str(first)))
    assert chat
    [report] = await store.last_deliveries(chat.id)
    assert report.not_before and report.not_before > utc_now() + timedelta(seconds=80)
    assert report.error and "limit" in report.error
