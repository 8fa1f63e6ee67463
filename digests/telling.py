"""Key points of a story: made by the summariser once, then read from the store for every chat."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from digests.compose import Telling, independent
from digests.errors import SummaryError
from digests.model import Article, DigestQuery, KeyPoint, Story, Topic
from digests.store.database import Database
from digests.store.points import store_points, stored_points
from digests.store.stories import story_rows

if TYPE_CHECKING:
    from digests.summarise import Summariser

MOST_POINTS = 24  # a story's points before a digest takes its share


class Teller:
    """Knows what a story's points are; falls back to the extractive summariser."""

    def __init__(self, database: Database, summariser: Summariser | None) -> None:
        self._database = database
        self._summariser = summariser
        self.note: str | None = None

    async def tell(self, story: Story, topic: Topic, query: DigestQuery) -> Telling:
        """The story with its points for the topic's sections, those to skip included."""
        articles = independent(story.articles)
        return Telling(story=story, points=await self._points(story, articles, topic))

    async def _points(
        self, story: Story, articles: Sequence[Article], topic: Topic
    ) -> tuple[KeyPoint, ...]:
        summariser = self._chosen()
        if not story.id:
            return await self._summarise(summariser, articles, topic)
        cut = cut_key(summariser.name, topic, articles)
        async with self._database.read() as connection:
            row = (await story_rows(connection, [story.id]))[story.id]
            known = await stored_points(connection, story.id, cut, row.version)
        if known is not None:
            return known
        points = await self._summarise(summariser, articles, topic)
        async with self._database.write() as connection:
            await store_points(connection, story.id, cut, row.version, points)
        return points

    async def _summarise(
        self, summariser: Summariser, articles: Sequence[Article], topic: Topic
    ) -> tuple[KeyPoint, ...]:
        self.note = None
        try:
            return await summariser.summarise(articles, topic.sections, MOST_POINTS)
        except SummaryError as error:
            self.note = f"Written by the built-in summariser: {error}"
            return await _extractive().summarise(articles, topic.sections, MOST_POINTS)

    def _chosen(self) -> Summariser:
        if self._summariser is None:
            self._summariser = _extractive()
        return self._summariser


def _extractive() -> Summariser:
    from digests.summarise import ExtractiveSummariser

    return ExtractiveSummariser()


def cut_key(summariser: str, topic: Topic, articles: Sequence[Article]) -> str:
    """Names everything besides the story's version that its points depend on."""
    parts = [summariser, repr(topic.sections), *(str(article.id) for article in articles)]
    return hashlib.blake2b("\x00".join(parts).encode(), digest_size=16).hexdigest()
