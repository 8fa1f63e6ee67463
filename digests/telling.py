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

    async def tell(self, story: Story, topic: Topic, query: DigestQuery) -> Telling:
        """The story with its points for the topic's sections, best first."""
        articles = independent(story.articles)
        summariser = self._summariser or _extractive()
        if not story.id:
            points, note = await self._make(summariser, articles, topic)
            return Telling(story=story, points=points, note=note)
        cut = cut_key(summariser.name, topic, articles)
        async with self._database.read() as connection:
            version = (await story_rows(connection, [story.id]))[story.id].version
            known = await stored_points(connection, story.id, cut, version)
        if known is not None:
            return Telling(story=story, points=known)
        points, note = await self._make(summariser, articles, topic)
        if note is None:  # what another one wrote is made anew as soon as the chosen one can
            async with self._database.write() as connection:
                await store_points(connection, story.id, cut, version, points)
        return Telling(story=story, points=points, note=note)

    async def _make(
        self, summariser: Summariser, articles: Sequence[Article], topic: Topic
    ) -> tuple[tuple[KeyPoint, ...], str | None]:
        """Points, and a note for the reader when another summariser than the chosen wrote them."""
        builtin, note = _extractive(), None
        try:
            return await summariser.summarise(articles, topic.sections, MOST_POINTS), None
        except SummaryError as error:
            if summariser.name == builtin.name:
                return (), None
            note = f"Written by the built-in summariser: {error}"
        try:
            return await builtin.summarise(articles, topic.sections, MOST_POINTS), note
        except SummaryError:
            return (), note


def _extractive() -> Summariser:
    from digests.summarise.extractive import ExtractiveSummariser

    return ExtractiveSummariser()


def cut_key(summariser: str, topic: Topic, articles: Sequence[Article]) -> str:
    """Names everything besides the story's version that its points depend on."""
    parts = [summariser, repr(topic.sections), *(str(article.id) for article in articles)]
    return hashlib.blake2b("\x00".join(parts).encode(), digest_size=16).hexdigest()
