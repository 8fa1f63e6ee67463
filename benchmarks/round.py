"""What the two delivery benchmarks share: a newsroom with a digest of any length, and readers."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from bot.config import DeliveryConfig
from bot.delivery import DeliveryDesk
from bot.model import Address, Order
from bot.platforms.telegram import Pauses, TelegramPlatform, TelegramSettings
from bot.store import BOT_TREE, BotStore
from digests import (
    Citation,
    Database,
    Digest,
    DigestQuery,
    DigestSection,
    DigestStory,
    KeyPoint,
    migrate,
)

SEEN = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
FILLER = "The council of Example Harbour published a long and careful account of the matter. "


def utc_now() -> datetime:
    return datetime.now(UTC)


class OneDigest:
    """Always tells the same digest; with the default length it is one message a story."""

    def __init__(self, stories: int, sentences: int = 26) -> None:
        self._stories = tuple(_story(number, sentences) for number in range(1, stories + 1))

    async def digest(self, query: DigestQuery, now: datetime) -> Digest:
        return Digest(
            topic=query.topic, title="Harbour", period=query.period, stories=self._stories
        )


def _story(number: int, sentences: int) -> DigestStory:
    text = f"Story {number}. " + FILLER * sentences
    cited = Citation(article=number, start=0, end=9, quote="Story", outlet="The Example")
    point = KeyPoint(text=text, citations=(cited,), first_seen=SEEN)
    return DigestStory(
        story=number,
        title=f"Story {number}",
        outlets=("The Example",),
        published=SEEN,
        language="en",
        sections=(DigestSection(title=None, points=(point,)),),
    )


async def fill(database: Database, chats: list[int]) -> None:
    """Migrate, and subscribe each chat; all are due now and never again."""
    now = utc_now()
    await migrate(database, [BOT_TREE], now)
    store = BotStore(database)
    order = Order(
        topic="harbour", times=(time(8),), next_due=now, told_until=now - timedelta(days=1)
    )
    for number in chats:
        chat = await store.chat(Address("telegram", str(number)), now)
        await store.subscribe(chat, order, now)


def settings_of(token: str, base_url: str, per_second: float, call: float = 20) -> TelegramSettings:
    """`call` is how many seconds an answer may take."""
    return TelegramSettings(
        token=token, base_url=base_url, per_second=per_second, pauses=Pauses(call=call)
    )


def platform_of(token: str, base_url: str, per_second: float) -> TelegramPlatform:
    return TelegramPlatform(settings_of(token, base_url, per_second))


def desk_of(store: BotStore, platform: TelegramPlatform, newsroom: OneDigest) -> DeliveryDesk:
    return DeliveryDesk(newsroom, store, {"telegram": platform}, DeliveryConfig())


def database_in(folder: Path) -> Database:
    return Database.open(f"sqlite:///{folder}/bench.db")
