"""What the tests of delivering share: a newsroom with facts that we date, and a desk over it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from bot.config import DeliveryConfig
from bot.delivery import DeliveryDesk
from bot.model import Address, Chat, ChatKind, Every, Order, Subscription
from bot.store import BotStore
from digests import (
    Citation,
    Digest,
    DigestQuery,
    DigestSection,
    DigestStory,
    KeyPoint,
    UnknownTopicError,
)
from tests.fakes import FakePlatform

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@dataclass
class FactNewsroom:
    """Tells facts by the moment at which they were first seen, as the contract of a query says."""

    facts: list[tuple[datetime, str, tuple[str, ...]]] = field(default_factory=list)
    asked: list[DigestQuery] = field(default_factory=list)
    topics: tuple[str, ...] = ("coalition", "bridge")

    def fact(self, text: str, seen: datetime, *outlets: str) -> None:
        self.facts.append((seen, text, outlets or ("The Example",)))

    async def digest(self, query: DigestQuery, now: datetime) -> Digest:
        if query.topic not in self.topics:
            raise UnknownTopicError(query.topic, self.topics)
        self.asked.append(query)
        told = query.told_until
        stories = [
            _story(number, seen, text, outlets)
            for number, (seen, text, outlets) in enumerate(self.facts, 1)
            if query.period.start <= seen < query.period.end and not (told and seen <= told)
        ]
        return Digest(
            topic=query.topic, title=query.topic, period=query.period, stories=tuple(stories)
        )


def _story(number: int, seen: datetime, text: str, outlets: tuple[str, ...]) -> DigestStory:
    cited = tuple(
        Citation(article=number, start=0, end=len(text), quote=text, outlet=outlet)
        for outlet in outlets
    )
    points = (KeyPoint(text=text, citations=cited, first_seen=seen),)
    return DigestStory(
        story=number,
        title=f"Story {number}",
        outlets=outlets,
        published=seen,
        language="en",
        sections=(DigestSection(title=None, points=points),),
    )


@dataclass
class PaperRound:
    """A desk with one fake platform. Times run as the test says."""

    store: BotStore
    newsroom: FactNewsroom = field(default_factory=FactNewsroom)
    platform: FakePlatform = field(default_factory=FakePlatform)
    settings: DeliveryConfig = field(default_factory=DeliveryConfig)

    def __post_init__(self) -> None:
        self.desk = self.new_desk()

    def new_desk(self) -> DeliveryDesk:
        """As after a restart: nothing is known but what the store keeps."""
        platforms = {self.platform.name: self.platform}
        self.desk = DeliveryDesk(self.newsroom, self.store, platforms, self.settings)
        return self.desk

    async def reader(
        self,
        native_id: str = "1",
        *,
        topic: str = "coalition",
        due: datetime | None = NOW,
        told_until: datetime = NOW - DAY,
        kind: ChatKind = ChatKind.PRIVATE,
        **schedule: object,
    ) -> tuple[Chat, Subscription]:
        address = Address(self.platform.name, native_id)
        chat = await self.store.chat(address, NOW, kind=kind)
        schedule = {"times": (time(8),), **schedule}
        order = Order(topic=topic, next_due=due, told_until=told_until, **schedule)  # type: ignore[arg-type]
        return chat, await self.store.subscribe(chat, order, NOW)

    async def order(self, chat: Chat) -> Subscription:
        [order] = await self.store.subscriptions(chat.id)
        return order

    def facts_in(self, native_id: str) -> list[str]:
        """Lines of all messages in a chat that are facts of ours, in order."""
        lines = [line for text in self.platform.texts(native_id) for line in text.splitlines()]
        facts = {text for _, text, _ in self.newsroom.facts}
        return [line for line in lines if line in facts]


__all__ = ["DAY", "NOW", "SECOND", "Every", "FactNewsroom", "PaperRound"]
