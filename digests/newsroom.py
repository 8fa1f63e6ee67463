"""The newsroom's verbs in the order in which news pass through them.

poll ─▶ (arrivals) ─▶ take_in ─▶ (article ─▶ story) ─▶ summarise ─▶ compose ─▶ digest
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from digests.archive import ArchiveVerbs
from digests.arriving import ArrivalVerbs
from digests.compose import compose, independent
from digests.editing import Editor
from digests.errors import UnknownStoryError
from digests.headlines import with_headlines
from digests.ingest.verbs import FeedVerbs
from digests.intake import Intake
from digests.model import (
    Article,
    ArticleDraft,
    Digest,
    DigestQuery,
    Period,
    Story,
    TakenIn,
    Topic,
)
from digests.passing import check_is_text, nothing_to_tell, passing_story, together
from digests.reading import Reading
from digests.spending import Usage, usage
from digests.spending import together as summed
from digests.store.closing import close_until
from digests.store.database import Database
from digests.store.feeds import FeedStore
from digests.stories.keys import keys_of
from digests.telling import Teller
from digests.timeline import timeline_of
from digests.writing import WritingVerbs

if TYPE_CHECKING:
    from digests.ingest.fetch import Fetcher
    from digests.summarise import Summariser

MOST_POINTS = 8  # of a section, when a whole story or page is told
EVERYTHING = Topic(name="", title="")


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An article that holds the searched words, and its story."""

    article: int
    story: int
    title: str
    outlet: str
    published: datetime
    url: str | None


@dataclass(frozen=True, slots=True)
class Explained:
    """An article with the reasons why a topic wants it, or refuses it."""

    article: Article
    story: int
    wanted: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is, for `/status`."""

    articles: int
    stories: int
    feeds: int = 0
    failing_feeds: int = 0


class Newsroom(FeedVerbs, ArrivalVerbs, WritingVerbs, ArchiveVerbs):
    """Everything that `bot` can ask for. Without a fetcher, links can't be read."""

    def __init__(
        self,
        database: Database,
        topics: Sequence[Topic],
        *,
        fetcher: Fetcher | None = None,
        summariser: Summariser | None = None,
    ) -> None:
        self._database = database
        self.set_topics(topics)
        self._fetcher = fetcher
        self._intake = Intake(database)
        self._reading = Reading(database)
        self._teller = Teller(database, summariser)

    def without_model(self) -> Newsroom:
        """The same newsroom for readers that nobody knows: it tells what is written already, and
        asks no language model for more.
        """
        room = copy(self)
        room._teller = self._teller.without_model()
        return room

    def use_summariser(self, summariser: Summariser) -> None:
        """Have all points made by it from now on; the built-in one steps in when it fails."""
        self._teller.use(summariser)

    async def take_in(self, drafts: Iterable[ArticleDraft], now: datetime) -> list[TakenIn]:
        """Store drafts and give each its story; the results in the order of the drafts."""
        return await self._intake.take_in(drafts, now)

    async def digest(
        self,
        query: DigestQuery,
        now: datetime,
        topic: Topic | None = None,
        *,
        looking_back: bool = False,
    ) -> Digest:
        """What there is to tell of a topic in a period, as it was known at its end.

        `topic` may be one that is not kept yet. With `only_new`, nothing is taken in any more as
        seen in the period, for the asker's mark moves to its end; unless he is `looking_back`:
        for him silent stories count among those left out.

        Raises:
            UnknownTopicError: no topic is called so.
        """
        topic = topic or self.topic(query.topic)
        if query.only_new and not looking_back:
            await self._database.write_in_thread(lambda it: close_until(it, query.period.end))
        editor = Editor(self._reading.of_one_digest(), self._teller, topic, query)
        digest = await editor.digest(now, exact=not looking_back)
        return await with_headlines(digest, query.language, self._teller.summariser)

    async def summary(
        self,
        of: int | str | ArticleDraft | Sequence[str | ArticleDraft],
        now: datetime,
        topic: str | None = None,
        zone: tzinfo = UTC,
        language: str = "",
    ) -> Digest:
        """The whole of one thing: a story by its id, a page by its address, or a text; several
        addresses and texts are read as articles about one event, and compared.

        A page or text is read for this answer only; nothing of it is stored. The story has its
        timeline, in days of the zone.

        Raises:
            UnknownStoryError, UnknownTopicError: there is no such story or topic.
            FetchError, UnreadableError: the page can't be read.
            SummaryError: there is nothing in it to tell.
        """
        chosen = self.topic(topic) if topic else None
        story = await self._story_of(of, now)
        if not story.id:
            check_is_text(story)
        chosen = chosen or await self._topic_of(story)
        period = Period(start=story.first_seen, end=now + timedelta(microseconds=1))
        several = not isinstance(of, int | str | ArticleDraft)
        most = MOST_POINTS * len(story.articles) if several else MOST_POINTS
        query = DigestQuery(topic=chosen.name, period=period, max_points=most, language=language)
        telling = await self._teller.tell(story, chosen, query)
        if not telling.points:
            raise nothing_to_tell(story)
        if several:
            from digests.summarise.support import supported

            points = supported(telling.points, independent(story.articles))
            telling = replace(telling, points=points)
        digest = compose(chosen, query, [telling])
        days = timeline_of(story, telling.points, zone)
        stories = tuple(replace(told, timeline=days) for told in digest.stories)
        digest = replace(digest, title=story.title, stories=stories)
        return await with_headlines(digest, language, self._teller.summariser)

    async def search(self, words: str, limit: int = 10) -> list[SearchHit]:
        """Articles that hold all the words, newest first."""
        return [
            SearchHit(
                article=found.id,
                story=found.story,
                title=found.title,
                outlet=found.outlet,
                published=found.published,
                url=found.url,
            )
            for found in await self._reading.search(words, limit)
        ]

    async def explain(self, topic: Topic | str, limit: int = 50) -> list[Explained]:
        """Which of the newest stored articles a topic wants, and why; also those it refuses.

        Articles that have nothing to do with the topic are left out.

        Raises:
            UnknownTopicError: no topic is called so.
        """
        chosen = self.topic(topic) if isinstance(topic, str) else topic
        return [
            Explained(stored.article, stored.story, match.wanted, match.reasons)
            for stored, match in await self._reading.explain(chosen, limit)
        ]

    async def article(self, number: int) -> Article:
        """A stored article.

        Raises:
            LookupError: there is none with that id.
        """
        return await self._reading.article(number)

    async def story(self, number: int) -> Story:
        """A story; the id of one that was merged leads to the whole.

        Raises:
            UnknownStoryError: there is none with that id.
        """
        found = await self._reading.story(number)
        if found is None:
            raise UnknownStoryError(number)
        return found

    async def counts(self) -> Counts:
        articles, stories = await self._reading.counts()
        feeds, failing = await FeedStore(self._database).counts()
        return Counts(articles=articles, stories=stories, feeds=feeds, failing_feeds=failing)

    async def usage(self, now: datetime) -> Usage:
        """What the language model was used for in this month (UTC)."""
        days = await usage(self._database, now)
        return summed(days, now.strftime("%Y-%m"))

    async def _story_of(
        self, of: int | str | ArticleDraft | Sequence[str | ArticleDraft], now: datetime
    ) -> Story:
        if isinstance(of, int):
            return await self.story(of)
        if isinstance(of, list | tuple):
            pages = await asyncio.gather(*(self._story_of(one, now) for one in of))
            return pages[0] if len(pages) == 1 else together(pages, now)
        if isinstance(of, ArticleDraft):
            return await self._reading.story_of_draft(of) or passing_story(of, now)
        text = str(of).strip()
        if text.startswith(("http://", "https://")) and not any(map(str.isspace, text)):
            draft = ArticleDraft(title="", text="", outlet="", url=text)
            known = await self._reading.story_by_keys(keys_of(draft)[:1])
            return known or passing_story(await self._read_page(text, now), now)
        from digests.ingest.plain import read_pasted

        return passing_story(read_pasted(text), now)

    async def _read_page(self, url: str, now: datetime) -> ArticleDraft:
        from digests.errors import FetchError
        from digests.ingest.reading import read_page

        if self._fetcher is None:
            raise FetchError(url, "links can't be read here", outcome="no-fetcher", permanent=True)
        return await read_page(self._fetcher, url, now)

    async def _topic_of(self, story: Story) -> Topic:
        """The topic that wants the story most, for its sections; none is fine too."""
        matches = [
            (await self._reading.strength(topic, story), -number, topic)
            for number, topic in enumerate(self.topics)
        ]
        best = max(matches, default=None, key=lambda item: item[:2])
        return best[2] if best and best[0] > 0 else EVERYTHING
