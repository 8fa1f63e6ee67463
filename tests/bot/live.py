"""The whole bot on a loopback service: newsroom, store, desk, deliveries and one platform."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.commands import Desk, DeskSettings
from bot.delivery import DeliveryDesk
from bot.platforms import Platform
from bot.store import BOT_TREE, BotStore
from digests import STORE_TREE, ArticleDraft, Database, Newsroom, Topic, migrate
from tests.bot.newsdesk import BRIDGE, LIBRARY, TOPICS


@dataclass
class Live:
    """A started bot. `tick` delivers what is due; `later` moves its clock for deliveries on."""

    newsroom: Newsroom
    store: BotStore
    desk: Desk
    deliveries: DeliveryDesk
    platform: Platform
    ahead: timedelta = timedelta(0)

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def tick(self) -> None:
        await self.deliveries.tick(self.now)

    def later(self, wait: timedelta) -> None:
        self.ahead += wait

    async def take_in(self, *drafts: ArticleDraft) -> None:
        await self.newsroom.take_in(drafts, self.now)


@asynccontextmanager
async def live(
    folder: Path, platform: Platform, topics: tuple[Topic, ...] = TOPICS
) -> AsyncIterator[Live]:
    """The bot, with two small stories that came in two hours ago."""
    database = Database.open(f"sqlite:///{folder / 'digestbot.db'}")
    now = datetime.now(UTC)
    await migrate(database, [STORE_TREE, BOT_TREE], now)
    newsroom, store = Newsroom(database, topics), BotStore(database)
    drafts = [_dated(draft, now - timedelta(hours=2)) for draft in (BRIDGE, LIBRARY)]
    await newsroom.take_in(drafts, now - timedelta(hours=2))
    platforms = {platform.name: platform}
    desk = Desk(newsroom, store, platforms, DeskSettings())
    await platform.start(desk.handle)
    try:
        deliveries = DeliveryDesk(newsroom, store, platforms)
        yield Live(newsroom, store, desk, deliveries, platform)
    finally:
        await platform.stop()
        await database.close()


def _dated(draft: ArticleDraft, moment: datetime) -> ArticleDraft:
    from dataclasses import replace

    return replace(draft, published=moment)
