"""Queries about articles. Each takes the connection of the transaction that it is part of."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import NullType

from digests.model import Article, ArticleDraft, TextFrom
from digests.store.adding import adding_to
from digests.store.tables import article_keys, articles, revisions

FIELDS = [column for column in articles.c if column.name != "story"]


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article with the story that it is in."""

    article: Article
    story: int


class Touched(NamedTuple):
    """What ranking needs to know of an article. `changed` is as the driver gives it: of thousands
    of articles, a topic looks at few (`to_moment`)."""

    id: int
    story: int
    outlet: str
    original: int | None
    changed: Any


@dataclass(frozen=True, slots=True)
class Headline:
    """What a list shows of an article, without its text."""

    id: int
    story: int
    title: str
    outlet: str
    published: datetime
    url: str | None


HEADLINE = [articles.c[name] for name in ("id", "story", "title", "outlet", "published", "url")]
TOUCHED = [
    *(articles.c[name] for name in ("id", "story", "outlet", "original")),
    type_coerce(articles.c.changed, NullType),
]


def to_moment(found: Any) -> datetime:
    """A moment as a driver gives it: text on SQLite, which knows no zones."""
    moment = datetime.fromisoformat(found) if isinstance(found, str) else found
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def to_article(row: Row[*tuple[Any, ...]]) -> Article:
    values = dict(row._mapping)
    values["text_from"] = TextFrom(values["text_from"])
    return Article(**{column.name: values[column.name] for column in FIELDS})


def articles_by_keys(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    """The article that each known key leads to."""
    found = connection.execute(
        select(article_keys.c.key, article_keys.c.article).where(article_keys.c.key.in_(keys))
    )
    return {row.key: row.article for row in found}


def all_articles(connection: Connection, at_once: int = 500) -> Iterator[list[Article]]:
    """Every article by its id, so many at a time."""
    last = 0
    while True:
        query = select(*FIELDS).where(articles.c.id > last).order_by(articles.c.id).limit(at_once)
        found = [to_article(row) for row in connection.execute(query)]
        if not found:
            return
        yield found
        last = found[-1].id


def stored_articles(connection: Connection, ids: Iterable[int]) -> dict[int, StoredArticle]:
    """Articles by id, with their stories; unknown ids are left out."""
    query = select(*FIELDS, articles.c.story).where(articles.c.id.in_(list(ids)))
    rows = connection.execute(query)
    return {row.id: StoredArticle(to_article(row), row.story) for row in rows}


def headlines(connection: Connection, ids: Sequence[int]) -> list[Headline]:
    """Articles in the order of their ids; unknown ids are left out."""
    query = select(*HEADLINE).where(articles.c.id.in_(ids))
    found = {row.id: Headline(*row) for row in connection.execute(query)} if ids else {}
    return [found[number] for number in ids if number in found]


def articles_of_stories(connection: Connection, stories: Iterable[int]) -> dict[int, list[Article]]:
    """The articles of each story, in the order in which they were taken in."""
    query = select(*FIELDS, articles.c.story).where(articles.c.story.in_(list(stories)))
    found: dict[int, list[Article]] = {}
    for row in connection.execute(query.order_by(articles.c.id)):
        found.setdefault(row.story, []).append(to_article(row))
    return found


def articles_touched(connection: Connection, start: datetime, end: datetime) -> list[Touched]:
    """Articles that came or changed from `start` (included) until `end`, without their texts, in
    any order."""
    came = (articles.c.first_seen >= start) & (articles.c.first_seen < end)
    changed = (articles.c.changed >= start) & (articles.c.changed < end)
    query = select(*TOUCHED).where(came | changed)  # each by its index, however long ago
    return [Touched(*row) for row in connection.execute(query)]


async def newest_articles(
    connection: AsyncConnection, most: int = 20_000, at_once: int = 500
) -> AsyncIterator[StoredArticle]:
    """Articles from the newest on, read in pages: memory stays flat."""
    below = 2**31 - 1
    for _ in range(0, most, at_once):
        query = select(*FIELDS, articles.c.story).where(articles.c.id < below)
        rows = list(await connection.execute(query.order_by(articles.c.id.desc()).limit(at_once)))
        for row in rows:
            yield StoredArticle(to_article(row), row.story)
        if len(rows) < at_once:
            return
        below = rows[-1].id


def has_older_text(article: Article, moment: datetime) -> bool:
    """Whether it was there at that moment, and said something else."""
    return article.first_seen <= moment < (article.changed or article.first_seen)


def texts_at(connection: Connection, found: Sequence[Article], moment: datetime) -> list[str]:
    """The texts as they were at a moment; articles that came later have none."""
    old: dict[int, str] = {}
    changed = [article.id for article in found if has_older_text(article, moment)]
    if changed:
        query = select(revisions).where(revisions.c.article.in_(changed))
        query = query.where(revisions.c.until > moment).order_by(revisions.c.until.desc())
        old = {row.article: row.text for row in connection.execute(query)}
    return [old.get(article.id, article.text) for article in found if article.first_seen <= moment]


def edits_of(connection: Connection, articles: Sequence[int]) -> list[datetime]:
    """When one of these got another text, as far as the older ones are kept."""
    query = select(revisions.c.until).where(revisions.c.article.in_(articles))
    return list(connection.scalars(query))


def article_values(article: Article, story: int) -> dict[str, Any]:
    """The row of a new article."""
    values = _fields(article)
    return {
        **values,
        "text_from": article.text_from.value,
        "changed": article.changed or article.first_seen,
        "story": story,
    }


def update_article(
    connection: Connection, known: Article, draft: ArticleDraft, corrected: bool, now: datetime
) -> Article:
    """Give a known article the title, text and address of a draft; its first moment stays."""
    changes: dict[str, Any] = {
        "title": draft.title,
        "text": draft.text,
        "url": draft.url,
        "corrected": known.corrected or corrected,
        "text_from": draft.text_from.value,
    }
    kept = {"article": known.id, "until": now, "text": known.text}
    keeping = adding_to(revisions, connection.dialect.name).values(kept)
    connection.execute(keeping.on_conflict_do_nothing())  # edited twice in one moment: the first
    where = articles.c.id == known.id
    connection.execute(update(articles).where(where).values(**changes, changed=now))
    return Article(**{**_fields(known), **changes, "text_from": draft.text_from, "changed": now})


def add_keys(connection: Connection, keys: Mapping[str, int]) -> None:
    """Let keys lead to articles; a key that leads somewhere already stays as it is."""
    rows = [{"key": key, "article": article} for key, article in keys.items()]
    if not rows:
        return
    adding = adding_to(article_keys, connection.dialect.name)
    connection.execute(adding.on_conflict_do_nothing(), rows)


def _fields(article: Article) -> dict[str, Any]:
    return {column.name: getattr(article, column.name) for column in FIELDS}
