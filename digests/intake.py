"""Taking in: a draft becomes a new article, a known one, an update, or a copy; and finds its story.

draft ─▶ known by a key? ─▶ the same text elsewhere? ─▶ alike to a story? ─▶ stored and indexed
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Article, ArticleDraft, TakenIn, TakenInAs, TextFrom
from digests.store.articles import (
    StoredArticle,
    add_keys,
    articles_by_keys,
    insert_article,
    stored_articles,
    update_article,
)
from digests.store.database import Database
from digests.store.locks import one_writer
from digests.store.stories import insert_story, touch_story
from digests.store.words import forget_words, index_words, newest_with_any
from digests.stories.assign import Candidate, asked_words, choose, profile
from digests.stories.corrections import is_corrected
from digests.stories.keys import keys_of, plain, text_key
from digests.stories.terms import profile_terms, search_terms

BATCH = 50  # articles a transaction: others may write in between
CANDIDATES = 200


class Intake:
    """Takes articles in, one after the other, so that the same order gives the same stories."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take_in(self, drafts: Iterable[ArticleDraft], now: datetime) -> list[TakenIn]:
        """Store drafts; each is safe on disk once its batch is through."""
        waiting = iter(drafts)
        taken: list[TakenIn] = []
        while batch := list(islice(waiting, BATCH)):
            async with self._database.write() as connection:
                await one_writer(connection)
                taken += [await _take_in(connection, _whole(draft), now) for draft in batch]
        return taken


def _whole(draft: ArticleDraft) -> ArticleDraft:
    """A headline without any text is its own text: it still is news, and can be cited."""
    return draft if draft.text.strip() else replace(draft, text=draft.title)


async def _take_in(connection: AsyncConnection, draft: ArticleDraft, now: datetime) -> TakenIn:
    keys = keys_of(draft)
    copy_key = text_key(draft.text)
    found = await articles_by_keys(connection, [*keys, *([copy_key] if copy_key else [])])
    same = next((found[key] for key in keys if key in found), None)
    if same is not None:
        known = (await stored_articles(connection, [same]))[same]
        await add_keys(connection, same, keys)
        return await _again(connection, known, draft, now)
    original = None
    if copy_key in found:
        original = (await stored_articles(connection, [found[copy_key]]))[found[copy_key]]
    new_keys = [*keys, *([copy_key] if copy_key else [])]
    return await _store(connection, draft, original, new_keys, now)


async def _again(
    connection: AsyncConnection, known: StoredArticle, draft: ArticleDraft, now: datetime
) -> TakenIn:
    """The same article once more: nothing to do, or its text was edited."""
    article = known.article
    if not _is_edit(article, draft):
        return TakenIn(article=article, outcome=TakenInAs.KNOWN, story=known.story)
    await forget_words(connection, "article_words", article.id, _searched(article))
    await forget_words(connection, "story_words", article.id, _assigned(article))
    updated = await update_article(connection, article, draft, is_corrected(draft), now)
    await _index(connection, updated)
    await touch_story(connection, known.story, now, article.published)
    return TakenIn(article=updated, outcome=TakenInAs.UPDATED, story=known.story)


def _is_edit(article: Article, draft: ArticleDraft) -> bool:
    """Whether the words changed. A feed's excerpt says nothing against the whole text."""
    was, now = plain(article.text), plain(draft.text)
    if draft.text_from is TextFrom.FEED and (now in was or article.text_from is not TextFrom.FEED):
        return False
    return bool(now) and (was != now or plain(article.title) != plain(draft.title))


async def _store(
    connection: AsyncConnection,
    draft: ArticleDraft,
    original: StoredArticle | None,
    keys: Sequence[str],
    now: datetime,
) -> TakenIn:
    article = _article(draft, original, now)
    story = original.story if original else await _find_story(connection, article)
    if story is None:
        story = await insert_story(connection, article.title, now, article.published)
    else:
        await touch_story(connection, story, now, article.published)
    article = await insert_article(connection, article, story, keys)
    await _index(connection, article)
    outcome = TakenInAs.COPY if original else TakenInAs.NEW
    return TakenIn(article=article, outcome=outcome, story=story)


def _article(draft: ArticleDraft, original: StoredArticle | None, now: datetime) -> Article:
    source = original.article if original else None
    return Article(
        id=0,
        title=draft.title,
        text=draft.text,
        outlet=draft.outlet,
        url=draft.url,
        author=draft.author,
        published=draft.published or now,
        first_seen=now,
        language=draft.language,
        text_from=draft.text_from,
        feed=draft.feed,
        original=(source.original or source.id) if source else None,
        corrected=is_corrected(draft),
    )


async def _find_story(connection: AsyncConnection, article: Article) -> int | None:
    found = profile(profile_terms(article.title, article.text, article.language))
    ids = await newest_with_any(connection, asked_words(found), CANDIDATES)
    others = await stored_articles(connection, ids)
    candidates = [
        Candidate(
            other.story,
            other.article.published,
            profile(profile_terms(other.article.title, other.article.text, other.article.language)),
        )
        for other in others.values()
    ]
    return choose(found, article.published, candidates)


async def _index(connection: AsyncConnection, article: Article) -> None:
    await index_words(connection, "article_words", article.id, _searched(article))
    if article.original is None:
        await index_words(connection, "story_words", article.id, _assigned(article))


def _searched(article: Article) -> list[str]:
    return search_terms(f"{article.title}\n{article.text}\n{article.outlet}", article.language)


def _assigned(article: Article) -> list[str]:
    return list(profile_terms(article.title, article.text, article.language))
