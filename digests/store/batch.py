"""Rows of one batch, written together: one statement a table instead of one a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, insert, update

from digests.model import Article
from digests.store.articles import StoredArticle, add_keys, article_values
from digests.store.tables import articles, stories
from digests.store.words import index_words


@dataclass(slots=True)
class Batch:
    """What is decided but not written yet."""

    articles: dict[int, StoredArticle] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    words: dict[int, list[str]] = field(default_factory=dict)
    _begun: dict[int, dict[str, Any]] = field(default_factory=dict)
    _touched: dict[int, dict[str, Any]] = field(default_factory=dict)

    def add(self, article: Article, story: int, keys: Iterable[str], words: list[str]) -> None:
        self.articles[article.id] = StoredArticle(article, story)
        for key in keys:
            self.keys.setdefault(key, article.id)
        self.words[article.id] = words

    def begin_story(
        self, story: int, article: Article, parent: int | None = None, thread: int | None = None
    ) -> None:
        self._begun[story] = {
            "id": story,
            "title": article.title,
            "first_seen": article.first_seen,
            "last_seen": article.first_seen,
            "last_published": article.published,
            "parent": parent,
            "thread": thread,
            "version": 1,
        }

    def touch_story(self, story: int, seen: datetime, published: datetime) -> None:
        """The story has something more; its key points have to be made anew."""
        row = self._begun.get(story) or self._touched.setdefault(
            story, {"last_seen": seen, "last_published": published, "version": 0}
        )
        row["last_seen"] = max(row["last_seen"], seen)
        row["last_published"] = max(row["last_published"], published)
        row["version"] += 1

    def flush(self, connection: Connection) -> None:
        if self._begun:
            connection.execute(insert(stories), list(self._begun.values()))
        if self._touched:
            connection.execute(_touching(), _touched_rows(self._touched))
        if self.articles:
            rows = [
                article_values(stored.article, stored.story) for stored in self.articles.values()
            ]
            connection.execute(insert(articles), rows)
        add_keys(connection, self.keys)
        index_words(connection, self.words)
        for part in (self.articles, self.keys, self.words, self._begun, self._touched):
            part.clear()


def _touched_rows(touched: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "story": story,
            "seen": row["last_seen"],
            "published": row["last_published"],
            "more": row["version"],
        }
        for story, row in touched.items()
    ]


def _touching() -> Any:
    seen = bindparam("seen", type_=stories.c.last_seen.type)
    published = bindparam("published", type_=stories.c.last_published.type)
    last_seen, last_published = stories.c.last_seen, stories.c.last_published
    return (
        update(stories)
        .where(stories.c.id == bindparam("story"))
        .values(
            last_seen=case((last_seen < seen, seen), else_=last_seen),
            last_published=case((last_published < published, published), else_=last_published),
            version=stories.c.version + bindparam("more"),
        )
    )
