"""Queries about stories."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

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
