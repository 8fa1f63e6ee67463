"""Key points of a story: made by the summariser once, then read from the store for every chat."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from digests.comparing import compared, heard
from digests.compose import Telling, copies, independent
from digests.errors import SummaryError
from digests.marking import (
    added,
    changed,
    context_of,
    is_contradicted,
    is_fresh,
    is_only_said_by,
    marked,
    standing,
)
from digests.model import Article, DigestQuery, KeyPoint, Section, Story, Topic
from digests.remembering import Memory
from digests.store.articles import has_older_text, texts_at
from digests.store.database import Database, Transaction
from digests.store.points import store_points, stored_points
from digests.store.stories import story_rows
from digests.stories.novelty import Told
from digests.text.sentences import split_sentences

if TYPE_CHECKING:
    from digests.summarise import Summariser

MOST_KNOWN = 300  # stories whose points are at hand
MOST_MARKED = 1_000  # tellings of stories by what was told of them
MOST_FRESH = 12  # articles of an update that are looked through for more than their best points
MOST_POINTS = 24  # a story's points before a digest takes its share


class Teller:
    """Knows what a story's points are; falls back to the extractive summariser."""

    def __init__(self, database: Database, summariser: Summariser | None) -> None:
        self._database = database
        self._summariser = summariser
        self._known: Memory[tuple[KeyPoint, ...]] = Memory(MOST_KNOWN)
        self._marked: Memory[tuple[tuple[KeyPoint, ...], Telling]] = Memory(MOST_MARKED)

    def use(self, summariser: Summariser) -> None:
        """Have points made by this one from now on."""
        self._summariser = summariser

    @property
    def asks_model(self) -> bool:
        """Whether points come from elsewhere and take their time."""
        return self._summariser is not None

    @property
    def summariser(self) -> Summariser | None:
        """Who makes points; None is the built-in one."""
        return self._summariser

    def without_model(self) -> Teller:
        """One that uses the points that are stored, whoever made them, and makes others itself."""
        if self._summariser is None:
            return self
        teller = Teller(self._database, StoredOnly(self._summariser.name))
        teller._known, teller._marked = self._known, self._marked
        return teller

    async def tell(
        self, story: Story, topic: Topic, query: DigestQuery, parent: Story | None = None
    ) -> Telling:
        """The story with its points for the topic's sections, best first, new ones marked.

        `parent` is the story that it goes on from, where the asker was told that one: what it
        said is not told again.
        """
        articles, language = independent(story.articles), _asked_language(story, query)
        points, note = await self._points(story, articles, articles, topic, language)
        mark, whole = query.told_until, Telling(story=story, points=points, note=note)
        if mark is None or (story.first_seen > mark and parent is None):
            return whole
        key = (topic, language, query.only_new, story.id, standing(story, parent, mark))
        known = self._marked.get(key)
        if known and known[0] is points:  # and not others that were made since
            return replace(known[1], story=story)
        telling = await self._since(mark, whole, topic, query, parent)
        if story.id and telling.note is None:
            self._marked.put(key, (points, telling))
        return telling

    async def _since(
        self,
        mark: datetime,
        telling: Telling,
        topic: Topic,
        query: DigestQuery,
        parent: Story | None,
    ) -> Telling:
        """The telling with its points marked by what was told until the mark."""
        story, note, language = telling.story, telling.note, _asked_language(telling.story, query)
        articles = independent(story.articles)
        fresh = [article for article in articles if is_fresh(article, mark)]
        came = [article for article in story.articles if is_fresh(article, mark)]
        before = independent(parent.articles) if parent else []
        told = await self._told([*before, *heard(copies(story.articles)), *articles], mark)
        whole = tuple(marked(point, came, told) for point in telling.points)
        earlier = context_of(whole)
        if not query.only_new or not fresh:
            return Telling(story=story, points=whole, earlier=earlier, note=note)
        points = whole
        if len(fresh) < len(articles):
            points, note = await self._points(story, fresh, articles, topic, language)
        edited = [article for article in fresh if has_older_text(article, mark)]
        points = tuple(marked(point, came, told) for point in (*points, *changed(points, edited)))
        points += tuple(point for point in whole if point.new and is_contradicted(point, fresh))
        if not self.asks_model:
            others = added(points, fresh[-MOST_FRESH:], told)
            more = compared(others, articles, copies(story.articles))
            points += tuple(point for point in more if is_only_said_by(point, fresh))
        return Telling(story=story, points=points, earlier=earlier, note=note)

    async def _told(self, articles: Sequence[Article], mark: datetime) -> Told:
        """Everything that the articles said up to the mark."""
        texts = [one.text for one in articles if one.first_seen <= mark]
        if any(has_older_text(one, mark) for one in articles):
            texts = await self._database.read_in_thread(lambda it: texts_at(it, articles, mark))
        language = articles[-1].language
        sentences = (span.of(text) for text in texts for span in split_sentences(text, language))
        return Told(dict.fromkeys(sentences), language)  # those of copies stand there many times

    async def _points(
        self,
        story: Story,
        articles: Sequence[Article],
        others: Sequence[Article],
        topic: Topic,
        language: str,
    ) -> tuple[tuple[KeyPoint, ...], str | None]:
        """Points of these articles of a story, from the store or made now; and a note.

        They are held against everything that the others say.
        """
        summariser = self._summariser or _extractive()
        language = language if self._summariser else ""
        carried = copies(story.articles)
        if not story.id:
            points, note = await self._make(summariser, articles, topic, language)
            return compared(points, others, carried), note
        cut = cut_key(summariser.name, topic, [*articles, *others, *carried], language)
        version, known = await self._database.read_in_thread(
            lambda it: self._stored(it, story.id, cut)
        )
        if known is not None:
            return known, None
        points, note = await self._make(summariser, articles, topic, language)
        points = compared(points, others, carried)
        if note is None:  # what another one wrote is made anew as soon as the chosen one can
            self._known.put((story.id, cut, version), points)
            self._database.write_later(
                lambda it: store_points(it, story.id, cut, version, points), ()
            )
        return points, note

    def _stored(
        self, connection: Transaction, story: int, cut: str
    ) -> tuple[int, tuple[KeyPoint, ...] | None]:
        """The version of the story, and the points of that version where they are made."""
        version = story_rows(connection, [story])[story].version
        known = self._known.get((story, cut, version))
        if known is None:
            known = stored_points(connection, story, cut, version)
        return version, known and self._known.put((story, cut, version), known)

    async def _make(
        self, summariser: Summariser, articles: Sequence[Article], topic: Topic, language: str
    ) -> tuple[tuple[KeyPoint, ...], str | None]:
        """Points, and a note for the reader when another summariser than the chosen wrote them.

        Where there is no text, the headlines are what is told.
        """
        from digests.summarise.alone import headline_points

        builtin, note = _extractive(), None
        wanted = (articles, topic.sections, MOST_POINTS)
        try:
            return await summariser.summarise(*wanted, language), None
        except SummaryError as error:
            if summariser.name == builtin.name:
                return headline_points(articles, MOST_POINTS), None
            note = f"Written by the built-in summariser: {error}"
        try:
            return await builtin.summarise(*wanted), note
        except SummaryError:
            return headline_points(articles, MOST_POINTS), None


class StoredOnly:
    """Stands in for a summariser whose points are used, but which is not to be asked."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def summarise(
        self,
        articles: Sequence[Article],
        sections: Sequence[Section],
        limit: int,
        language: str = "",
    ) -> tuple[KeyPoint, ...]:
        """Raises SummaryError."""
        raise SummaryError("no model is asked for this page")


def _extractive() -> Summariser:
    from digests.summarise.extractive import ExtractiveSummariser

    return ExtractiveSummariser()


def _asked_language(story: Story, query: DigestQuery) -> str:
    """In which points are to be written; "" for that of the articles."""
    own = independent(story.articles)[0].language
    return query.language if query.language != own else ""


def cut_key(summariser: str, topic: Topic, articles: Sequence[Article], language: str = "") -> str:
    """Names everything besides the story's version that its points depend on."""
    parts = [summariser, repr(topic.sections), *(str(article.id) for article in articles)]
    parts += [language] if language else []
    return hashlib.blake2b("\x00".join(parts).encode(), digest_size=16).hexdigest()
