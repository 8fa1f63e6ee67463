"""Reading from the store: stories of a period that a topic wants, single stories, search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from digests.model import Article, ArticleDraft, Period, Story, Topic
from digests.store.articles import (
    Headline,
    StoredArticle,
    Touched,
    articles_by_keys,
    articles_of_stories,
    articles_touched,
    headlines,
    newest_articles,
    stored_articles,
)
from digests.store.database import Database, Snapshot
from digests.store.stories import (
    StoryRow,
    count_articles_and_stories,
    current_story,
    story_rows,
)
from digests.store.topics import feed_addresses
from digests.store.words import newest_with_all
from digests.stories.keys import keys_of
from digests.stories.terms import any_language_terms, split
from digests.stories.topics import IN_TEXT, Match, Matcher

Strengths = dict[tuple[int, datetime], float]
REMEMBERED = 100_000  # articles a topic
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

    async def matching(self, topic: Topic, period: Period) -> list[Found]:
        """Stories with an article of the period that the topic wants."""
        async with self._database.read() as connection:
            matcher = await self._matcher(connection, topic)
            touched = await articles_touched(connection, period.start, period.end)
            strengths = await self._strengths(connection, matcher, touched)
        groups: dict[int, list[Touched]] = {}
        for article in touched:
            if strengths[article.id, article.changed] > 0:
                groups.setdefault(article.story, []).append(article)
        return [
            Found(
                story=story,
                outlets=len({one.outlet for one in group if one.original is None}),
                last=max(one.changed for one in group),
                match=max(strengths[one.id, one.changed] for one in group),
            )
            for story, group in groups.items()
        ]

    async def _strengths(
        self, connection: Snapshot, matcher: Matcher, touched: Sequence[Touched]
    ) -> Strengths:
        """How much the topic wants each article; texts are read once, then it is remembered."""
        if matcher.takes_all and not matcher.topic.exclude:
            return {(article.id, article.changed): IN_TEXT for article in touched}
        known = self._remembered.setdefault(matcher.topic, {})
        missing = [one for one in touched if (one.id, one.changed) not in known]
        if len(known) + len(missing) > REMEMBERED:
            known.clear()
            missing = list(touched)
        for start in range(0, len(missing), AT_ONCE):
            part = [one.id for one in missing[start : start + AT_ONCE]]
            for number, stored in (await connection.run_sync(stored_articles, part)).items():
                article = stored.article
                match = matcher.match(article)
                changed = article.changed or article.first_seen
                known[number, changed] = match.strength if match.wanted else 0.0
        return known

    async def strength(self, topic: Topic, story: Story) -> float:
        """How much a topic wants a story; 0 when it doesn't, or when it takes everything."""
        async with self._database.read() as connection:
            matcher = await self._matcher(connection, topic)
        if matcher.takes_all:
            return 0.0
        matches = [matcher.match(article) for article in story.articles]
        return max((match.strength for match in matches if match.wanted), default=0.0)

    async def going_on(self, stories: Sequence[int], mark: datetime) -> list[int]:
        """Those of the stories that were known at the mark, or go on from another one."""
        found: list[int] = []
        async with self._database.read() as connection:
            for start in range(0, len(stories), AT_ONCE):
                rows = await story_rows(connection, stories[start : start + AT_ONCE])
                found += [row.id for row in rows.values() if row.first_seen <= mark or row.parent]
        return found

    async def wants(self, topic: Topic, story: Story) -> bool:
        """Whether a topic wants any article of a story."""
        async with self._database.read() as connection:
            matcher = await self._matcher(connection, topic)
        return any(matcher.match(article).wanted for article in story.articles)

    async def explain(self, topic: Topic, limit: int) -> list[tuple[StoredArticle, Match]]:
        """What the topic wants or refuses among the newest articles, newest first."""
        found: list[tuple[StoredArticle, Match]] = []
        async with self._database.read() as connection:
            matcher = await self._matcher(connection, topic)
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
        async with self._database.read() as connection:
            row = await current_story(connection, number)
            if row is None:
                return None
            members = await articles_of_stories(connection, [row.id])
            parent = await current_story(connection, row.parent) if row.parent else None
        return to_story(row, members[row.id], parent) if row.id in members else None

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
        async with self._database.read() as connection:
            return await count_articles_and_stories(connection)

    async def _matcher(self, connection: Snapshot, topic: Topic) -> Matcher:
        """The topic made ready, anew when the feeds that it may name changed."""
        feeds = await feed_addresses(connection) if topic.feeds else {}
        known = self._matchers.get(topic)
        if known is None or known.feeds != feeds:
            self._remembered.pop(topic, None)
            known = self._matchers[topic] = Matcher(topic, feeds)
        return known


def to_story(row: StoryRow, articles: Sequence[Article], parent: StoryRow | None) -> Story:
    """A story with its articles: the lead first, then as they came."""
    goes_on = parent if parent and parent.id != row.id else None
    lead = next((article for article in articles if article.original is None), articles[0])
    return Story(
        id=row.id,
        title=lead.title,
        articles=(lead, *(article for article in articles if article is not lead)),
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        parent=goes_on.id if goes_on else None,
        parent_title=goes_on.title if goes_on else None,
    )
