"""Reading from the store: stories of a period that a topic wants, single stories, search."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digests.model import Article, ArticleDraft, Period, Story, Topic
from digests.remembering import Memory
from digests.store.archive import batches_taken_in
from digests.store.articles import (
    Headline,
    StoredArticle,
    Touched,
    articles_by_keys,
    articles_touched,
    edits_of,
    headlines,
    newest_articles,
    stored_articles,
    to_moment,
)
from digests.store.database import Database, Transaction
from digests.store.stories import (
    count_articles_and_stories,
    story_rows,
    whole_story,
)
from digests.store.topics import feed_addresses
from digests.store.words import newest_with_all
from digests.stories.keys import keys_of
from digests.stories.terms import any_language_terms, split
from digests.stories.topics import IN_TEXT, Match, Matcher

Strengths = dict[tuple[int, Any], float]
REMEMBERED = 100_000  # articles a topic
STORIES = 300  # at hand
PERIODS = 20  # of a topic
AT_ONCE = 300


@dataclass(frozen=True, slots=True)
class Found:
    """A story that a topic wants, with what decides its place."""

    story: int
    outlets: int
    last: datetime
    match: float


class Reading:
    """Questions to the store, each in one snapshot."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._matchers: dict[Topic, Matcher] = {}
        self._remembered: dict[Topic, Strengths] = {}
        self._matching = threading.Lock()
        self._stories: Memory[Story] = Memory(STORIES)
        self._matched: Memory[list[Found]] = Memory(PERIODS)
        self._counted: Memory[tuple[int, int]] = Memory(1)
        self._edition: int | None = None

    def of_one_digest(self) -> Reading:
        """For making one digest: a story is read once for each edition of the store."""
        pinned = copy(self)
        pinned._edition = None
        return pinned

    async def matching(self, topic: Topic, period: Period) -> list[Found]:
        """Stories with an article of the period that the topic wants."""
        self._edition, found = await self._database.read_in_thread(
            lambda it: self._match(it, topic, period)
        )
        return found

    def _match(
        self, connection: Transaction, topic: Topic, period: Period
    ) -> tuple[int, list[Found]]:
        edition = batches_taken_in(connection)  # first: what is read later is no older
        with self._matching:
            matcher = self._matcher(connection, topic)
        key = (edition, matcher, period)
        known = self._matched.get(key)
        if known is None:
            known = self._matched.put(key, self._find(connection, matcher, period))
        return edition, known

    def _find(self, connection: Transaction, matcher: Matcher, period: Period) -> list[Found]:
        touched = articles_touched(connection, period.start, period.end)
        with self._matching:
            strengths = self._strengths(connection, matcher, touched)
        groups: dict[int, list[Touched]] = {}
        for article in touched:
            if strengths[article.id, article.changed] > 0:
                groups.setdefault(article.story, []).append(article)
        return [
            Found(
                story=story,
                outlets=len({one.outlet for one in group if one.original is None}),
                last=to_moment(max(one.changed for one in group)),
                match=max(strengths[one.id, one.changed] for one in group),
            )
            for story, group in groups.items()
        ]

    def _strengths(
        self, connection: Transaction, matcher: Matcher, touched: Sequence[Touched]
    ) -> Strengths:
        """How much the topic wants each article; texts are read once, then it is remembered."""
        if matcher.takes_all and not matcher.topic.exclude:
            return {(article.id, article.changed): IN_TEXT for article in touched}
        known = self._remembered.setdefault(matcher.topic, {})
        missing = {one.id: one.changed for one in touched if (one.id, one.changed) not in known}
        if len(known) + len(missing) > REMEMBERED:
            known = self._remembered[matcher.topic] = {}  # others may be looking at the old one
            missing = {one.id: one.changed for one in touched}
        numbers = list(missing)
        for start in range(0, len(numbers), AT_ONCE):
            part = numbers[start : start + AT_ONCE]
            for number, stored in stored_articles(connection, part).items():
                match = matcher.match(stored.article)
                known[number, missing[number]] = match.strength if match.wanted else 0.0
        return known

    async def strength(self, topic: Topic, story: Story) -> float:
        """How much a topic wants a story; 0 when it doesn't, or when it takes everything."""
        matcher = await self._database.read_in_thread(lambda it: self._matcher(it, topic))
        if matcher.takes_all:
            return 0.0
        matches = [matcher.match(article) for article in story.articles]
        return max((match.strength for match in matches if match.wanted), default=0.0)

    async def going_on(self, stories: Sequence[int], mark: datetime) -> list[int]:
        """Those of the stories that were known at the mark, or go on from another one."""

        def work(connection: Transaction) -> list[int]:
            found: list[int] = []
            for start in range(0, len(stories), AT_ONCE):
                rows = story_rows(connection, stories[start : start + AT_ONCE])
                found += [row.id for row in rows.values() if row.first_seen <= mark or row.parent]
            return found

        return await self._database.read_in_thread(work)

    async def wants(self, topic: Topic, story: Story) -> bool:
        """Whether a topic wants any article of a story."""
        matcher = await self._database.read_in_thread(lambda it: self._matcher(it, topic))
        return any(matcher.match(article).wanted for article in story.articles)

    async def explain(self, topic: Topic, limit: int) -> list[tuple[StoredArticle, Match]]:
        """What the topic wants or refuses among the newest articles, newest first."""
        found: list[tuple[StoredArticle, Match]] = []
        async with self._database.read() as connection:
            matcher = await connection.run_sync(self._matcher, topic)
            async for stored in newest_articles(connection):
                match = matcher.match(stored.article)
                if match.reasons:
                    found.append((stored, match))
                if len(found) == limit:
                    break
        return found

    async def article(self, number: int) -> Article:
        async with self._database.read() as connection:
            found = (await connection.run_sync(stored_articles, [number])).get(number)
        if found is None:
            raise LookupError(f"There is no article {number}.")
        return found.article

    async def story(self, number: int) -> Story | None:
        key = (self._edition, number)
        known = self._stories.get(key) if self._edition is not None else None
        if known is None:
            known = await self._database.read_in_thread(lambda it: whole_story(it, number))
            if known is not None and self._edition is not None:
                self._stories.put(key, known)
        return known

    async def edited(self, articles: Sequence[Article]) -> list[datetime]:
        """When the texts of these were changed."""
        numbers = [article.id for article in articles]
        if not numbers:
            return []
        earlier = await self._database.read_in_thread(lambda it: edits_of(it, numbers))
        return [*earlier, *(article.changed for article in articles if article.changed)]

    async def story_by_keys(self, keys: Sequence[str]) -> Story | None:
        """The story of the article that the first known key leads to."""
        async with self._database.read() as connection:
            found = await connection.run_sync(articles_by_keys, keys)
            article = next((found[key] for key in keys if key in found), None)
            if article is None:
                return None
            stored = await connection.run_sync(stored_articles, [article])
        return await self.story(stored[article].story)

    async def story_of_draft(self, draft: ArticleDraft) -> Story | None:
        """The stored article with this very text, alone; None when it is not stored."""
        async with self._database.read() as connection:
            found = await connection.run_sync(articles_by_keys, keys_of(draft))
            stored = await connection.run_sync(stored_articles, list(found.values()))
        for item in stored.values():
            article = item.article
            if article.text == draft.text and article.title == draft.title:
                seen = article.first_seen
                return Story(
                    id=0, title=article.title, articles=(article,), first_seen=seen, last_seen=seen
                )
        return None

    async def search(self, words: str, limit: int) -> list[Headline]:
        """Articles that hold all the words, newest first."""
        asked = (any_language_terms(word) for word in dict.fromkeys(split(words)))
        wanted = [forms for forms in asked if forms]
        return await self._database.read_in_thread(
            lambda it: headlines(it, newest_with_all(it, wanted, limit))
        )

    async def counts(self) -> tuple[int, int]:
        """How many articles and stories there are; counted once for each edition of the store."""
        return await self._database.read_in_thread(self._count)

    def _count(self, connection: Transaction) -> tuple[int, int]:
        edition = batches_taken_in(connection)
        known = self._counted.get(edition)
        return known or self._counted.put(edition, count_articles_and_stories(connection))

    def _matcher(self, connection: Transaction, topic: Topic) -> Matcher:
        """The topic made ready, anew when the feeds that it may name changed."""
        feeds = feed_addresses(connection) if topic.feeds else {}
        known = self._matchers.get(topic)
        if known is None or known.feeds != feeds:
            self._remembered.pop(topic, None)
            known = self._matchers[topic] = Matcher(topic, feeds)
        return known
