"""Queries about stories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from digests.model import Article, Story
from digests.store.articles import articles_of_stories
from digests.store.tables import articles, stories


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story without its articles."""

    id: int
    title: str
    first_seen: datetime
    last_seen: datetime
    last_published: datetime
    parent: int | None
    thread: int | None
    merged_into: int | None
    version: int


def story_rows(connection: Connection, ids: Iterable[int]) -> dict[int, StoryRow]:
    """Stories by id; unknown ids are left out."""
    rows = connection.execute(select(stories).where(stories.c.id.in_(list(ids))))
    return {row.id: StoryRow(**row._mapping) for row in rows}


def current_story(connection: Connection, story: int) -> StoryRow | None:
    """The story itself, or the one that it became part of."""
    for _ in range(50):  # a chain of merges is short; a ring would be a mistake of ours
        row = (story_rows(connection, [story])).get(story)
        if row is None or row.merged_into is None:
            return row
        story = row.merged_into
    return None


def count_articles_and_stories(connection: Connection) -> tuple[int, int]:
    """How many there are; a story that was merged into another doesn't count."""
    articles_found = connection.scalar(select(func.count()).select_from(articles))
    living = select(func.count()).select_from(stories).where(stories.c.merged_into.is_(None))
    return int(articles_found or 0), int(connection.scalar(living) or 0)


def whole_story(connection: Connection, number: int) -> Story | None:
    """With its articles; of one that became part of another, that."""
    row = current_story(connection, number)
    if row is None:
        return None
    members = articles_of_stories(connection, [row.id])
    parent = current_story(connection, row.parent) if row.parent else None
    return _to_story(row, members[row.id], parent) if row.id in members else None


def _to_story(row: StoryRow, articles: Sequence[Article], parent: StoryRow | None) -> Story:
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
