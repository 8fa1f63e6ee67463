"""Taking in: a draft becomes a new article, a known one, an update, or a copy; and finds its story.

draft ─▶ known by a key? ─▶ the same text elsewhere? ─▶ alike to a story? ─▶ stored and indexed
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from digests.assigning import Assigner, Merge
from digests.copying import CopyFinder, shape_of_article, site_of
from digests.model import Article, ArticleDraft, TakenIn, TakenInAs
from digests.preparing import Prepared, is_edit, prepare, to_article
from digests.revising import Reviser
from digests.store.articles import (
    StoredArticle,
    articles_by_keys,
    stored_articles,
)
from digests.store.assigning import NewIds
from digests.store.batch import Batch
from digests.store.closing import seen_at
from digests.store.copies import copies_by, join_families
from digests.store.database import Database, Transaction
from digests.store.locks import one_writer
from digests.store.rejoining import merge_stories, split_story
from digests.stories.copies import Kinship, Shape, is_reissue, shape_of
from digests.stories.terms import search_terms

AT_ONCE = 200  # articles a transaction: others may write in between
DAY = 86400.0


# Finds drafts in a transaction, in which it may change rows of its own.
Find = Callable[[Transaction], Sequence[Prepared]]


class Intake:
    """Takes articles in, one after the other, so that the same order gives the same stories."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._assigner = Assigner()
        self._turn = asyncio.Lock()

    async def take_in(self, drafts: Iterable[ArticleDraft], now: datetime) -> list[TakenIn]:
        """Store drafts; each is safe on disk once its batch is through."""
        waiting = iter(drafts)
        taken: list[TakenIn] = []
        while batch := list(islice(waiting, AT_ONCE)):
            taken += await self.take_in_found(_these(batch), now)
        return taken

    async def take_in_found(self, find: Find, now: datetime) -> list[TakenIn]:
        """Store what `find` finds in the transaction that it is called in, and whatever it changes
        there itself: both are done, or neither is.
        """

        def work(connection: Transaction) -> list[TakenIn]:
            one_writer(connection)
            if not (found := find(connection)):
                return []
            return Run(connection, self._assigner, seen_at(connection, now)).take_in(found)

        async with self._turn:
            try:
                return await self._database.write_in_thread(work)
            except BaseException:
                self._assigner.rolled_back()
                raise


def _these(drafts: Sequence[ArticleDraft]) -> Find:
    return lambda _: [prepare(draft) for draft in drafts]


class Run:
    """One batch inside its transaction."""

    def __init__(self, connection: Transaction, assigner: Assigner, now: datetime) -> None:
        self._connection = connection
        self._assigner = assigner
        self._copies = CopyFinder()
        self._now = now
        self._batch = Batch()
        self._known: dict[str, int] = {}
        self._article_ids = NewIds(connection, "articles")
        self._story_ids = NewIds(connection, "stories")
        self._fresh_story: int | None = None

    def take_in(self, prepared: Sequence[Prepared]) -> list[TakenIn]:
        self._assigner.begin(self._connection, [one.counts for one in prepared], self._now)
        keys = {key for one in prepared for key in one.all_keys}
        self._known = articles_by_keys(self._connection, sorted(keys))
        taken = [self._take_in_one(one) for one in prepared]
        self._flush()
        return taken

    def _take_in_one(self, one: Prepared) -> TakenIn:
        same = next((self._known[key] for key in one.keys if key in self._known), None)
        if same is not None:
            return self._again(self._stored(same), one)
        draft = one.draft
        shape = shape_of(draft.title, draft.text, site_of(draft), self._day(draft))
        kin = self._kinship(one, shape)
        if kin and (issued := self._issued_before(draft, shape, kin)):
            return self._again(issued, one)
        taken = self._store_copy(one, kin) if kin else self._store_new(one)
        article = taken.article
        self._copies.add(article.id, article.original or article.id, shape)
        return taken

    def _kinship(self, one: Prepared, shape: Shape) -> Kinship | None:
        same = self._known.get(one.copy_key) if one.copy_key else None
        if same is None:
            return self._copies.kinship_of(self._connection, shape)
        return Kinship(self._stored(same).article.original or same)

    def _issued_before(
        self, draft: ArticleDraft, shape: Shape, kin: Kinship
    ) -> StoredArticle | None:
        """The article that its outlet put out again under another address, with another text."""
        story, outlet = self._stored(kin.family).story, draft.outlet
        if not outlet or kin.also:
            return None
        pending = [
            one.article.id
            for one in self._batch.articles.values()
            if one.article.outlet == outlet and kin.family in (one.article.id, one.article.original)
        ]
        stored = copies_by(self._connection, kin.family, story, outlet)
        for number in [*reversed(pending), *stored]:
            known = self._stored(number)
            if is_reissue(shape_of_article(known.article), shape) and is_edit(known.article, draft):
                return known
        return None

    def _day(self, draft: ArticleDraft) -> float:
        return (draft.published or self._now).timestamp() / DAY

    def _note(self, key: str, article: int) -> str:
        self._known.setdefault(key, article)
        return key

    def _stored(self, article: int) -> StoredArticle:
        pending = self._batch.articles.get(article)
        return pending or (stored_articles(self._connection, [article]))[article]

    def _again(self, known: StoredArticle, one: Prepared) -> TakenIn:
        """The same article once more: nothing to do, or its text was edited."""
        article = known.article
        for key in one.keys:
            self._batch.keys.setdefault(self._note(key, article.id), article.id)
        if not is_edit(article, one.draft):
            return TakenIn(article=article, outcome=TakenInAs.KNOWN, story=known.story)
        self._flush()
        reviser = Reviser(self._connection, self._assigner, self._copies)
        updated = reviser.revise(known, one.draft, one.counts, self._now)
        if one.copy_key:
            self._batch.keys.setdefault(self._note(one.copy_key, article.id), article.id)
        self._batch.touch_story(known.story, self._now, article.published)
        return TakenIn(article=updated, outcome=TakenInAs.UPDATED, story=known.story)

    def _store_copy(self, one: Prepared, kin: Kinship) -> TakenIn:
        first = self._join_families({kin.family, *kin.also})
        story = self._stored(first).story
        article = replace(self._article(one.draft), original=first)
        self._batch.touch_story(story, self._now, article.published)
        self._add(article, story, one)
        return TakenIn(article=article, outcome=TakenInAs.COPY, story=story)

    def _join_families(self, families: set[int]) -> int:
        """Make families of copies one, named by the oldest article; so are their stories."""
        first, *others = sorted(families)
        for other in others:
            self._flush()
            stories = {self._stored(first).story, self._stored(other).story}
            join_families(self._connection, other, first)
            self._copies.joined(other, first)
            if len(stories) == 2:
                self._merge((max(stories), min(stories)))
        return first

    def _merge(self, merge: Merge) -> None:
        self._flush()
        self._assigner.merge(self._connection, merge)
        merge_stories(self._connection, *merge)

    def _store_new(self, one: Prepared) -> TakenIn:
        article = self._article(one.draft)
        day = article.published.timestamp() / DAY
        fresh = self._fresh_story or self._story_ids.draw()
        placed = self._assigner.place(self._connection, article.id, one.counts, day, fresh)
        self._fresh_story = None if placed.new else fresh
        if placed.new:
            self._batch.begin_story(placed.story, article, placed.parent, placed.thread)
        else:
            self._batch.touch_story(placed.story, self._now, article.published)
        self._add(article, placed.story, one)
        story = placed.story
        if placed.merge:
            self._merge(placed.merge)
            story = placed.merge[1]
        if placed.merge or (not placed.new and self._assigner.is_time_to_look(story)):
            story = self._split(story, article.id)
        return TakenIn(article=article, outcome=TakenInAs.NEW, story=story)

    def _split(self, story: int, article: int) -> int:
        """Give what drifted away a story of its own; the story of the article after that."""
        drift = self._assigner.drift(self._connection, story)
        if drift is None:
            return story
        self._flush()
        new = self._story_ids.draw()
        split_story(self._connection, story, new, drift.left)
        self._assigner.split(drift, new)
        return new if article in drift.left else story

    def _add(self, article: Article, story: int, one: Prepared) -> None:
        for key in one.all_keys:
            self._note(key, article.id)
        terms = search_terms(one.words.whole, article.language)
        self._batch.add(article, story, one.all_keys, terms)

    def _flush(self) -> None:
        self._batch.flush(self._connection)
        self._assigner.flush(self._connection)
        self._copies.flush(self._connection)

    def _article(self, draft: ArticleDraft) -> Article:
        return to_article(draft, self._article_ids.draw(), self._now)
