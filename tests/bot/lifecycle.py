"""A bot on a loopback service, with one reader: what happens while its chat comes and goes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path

from bot.commands import Desk, DeskSettings
from bot.delivery import DeliveryDesk
from bot.model import Address, Chat, ChatKind, ChatState, Order
from bot.platforms import Platform
from bot.store import BOT_TREE, BotStore
from digests import STORE_TREE, Database, Newsroom, Topic, migrate
from tests.bot.paper_round import DAY, NOW, FactNewsroom

SECOND = timedelta(seconds=1)


@dataclass
class Round:
    """Everything real but the news and the time."""

    store: BotStore
    facts: FactNewsroom
    deliveries: DeliveryDesk
    day: int = 0

    async def reader(self, address: Address, kind: ChatKind = ChatKind.PRIVATE) -> Chat:
        chat = await self.store.chat(address, NOW, kind=kind)
        order = Order(
            topic="coalition", times=(time(8),), next_due=NOW, told_until=NOW - timedelta(days=1)
        )
        await self.store.subscribe(chat, order, NOW)
        return chat

    async def next_morning(self) -> str:
        """A day passes with one fact, and its digest is due; returns the fact."""
        now = NOW + self.day * DAY
        fact = f"Fact of day {self.day}."
        self.facts.fact(fact, now - SECOND)
        self.day += 1
        await self.deliveries.tick(now)
        return fact

    async def state(self, chat: Chat) -> ChatState:
        found = await self.store.chat_by_id(chat.id)
        assert found
        return found.state

    async def becomes(self, chat: Chat, state: ChatState) -> None:
        async with asyncio.timeout(10):
            while await self.state(chat) is not state:
                await asyncio.sleep(0.01)

    async def back(self) -> None:
        """The tick after the chat came back; a second one has nothing to do."""
        now = NOW + (self.day - 1) * DAY + 60 * SECOND
        await self.deliveries.tick(now)
        await self.deliveries.tick(now + SECOND)


@asynccontextmanager
async def a_round(folder: Path, platform: Platform) -> AsyncIterator[Round]:
    database = Database.open(f"sqlite:///{folder}/digestbot.db")
    await migrate(database, [STORE_TREE, BOT_TREE], NOW)
    store, facts, platforms = BotStore(database), FactNewsroom(), {platform.name: platform}
    topic = Topic(name="coalition", title="Coalition", words=("coalition",))
    desk = Desk(Newsroom(database, [topic]), store, platforms, DeskSettings())
    deliveries = DeliveryDesk(facts, store, platforms)
    await platform.start(desk.handle)
    try:
        yield Round(store, facts, deliveries)
    finally:
        await platform.stop()
        await database.close()


def told(texts: list[str]) -> list[str]:
    """The facts in these messages, a string for each message that has some."""
    found = []
    for text in texts:
        facts = [line for line in text.splitlines() if "Fact of day" in line]
        if facts:
            found.append(" ".join(f"{fact[fact.index('day') :].split('.')[0]}" for fact in facts))
    return found


Step = Callable[[], Awaitable[object] | object]
