"""Stories that turn out to be one, and what drifted off one: ids that people saw keep working."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Select, delete, func, insert, or_, select, update

from digests.store.tables import articles, bridges, centres, key_points, profiles, stories

AT_ONCE = 400  # ids in one statement, which names them twice


def merge_stories(connection: Connection, newer: int, into: int) -> None:
    """Make two stories one; the newer id leads to the older one from now on."""
    moved = (articles, profiles)
    for table in moved:
        connection.execute(update(table).where(table.c.story == newer).values(story=into))
    for table, column in ((centres, centres.c.story), (key_points, key_points.c.story)):
        connection.execute(delete(table).where(column == newer))
    connection.execute(
        delete(bridges).where((bridges.c.older == newer) | (bridges.c.newer == newer))
    )
    row = (connection.execute(select(stories).where(stories.c.id == newer))).one()
    connection.execute(
        update(stories)
        .where(stories.c.id == newer)
        .values(merged_into=into, parent=None, thread=None)
    )
    old = (connection.execute(select(stories).where(stories.c.id == into))).one()
    connection.execute(
        update(stories)
        .where(stories.c.id == into)
        .values(
            first_seen=min(old.first_seen, row.first_seen),
            last_seen=max(old.last_seen, row.last_seen),
            last_published=max(old.last_published, row.last_published),
            version=old.version + row.version,
            parent=old.parent if old.parent != newer else row.parent,
            thread=old.thread if old.thread != newer else row.thread,
        )
    )


def split_story(connection: Connection, story: int, new: int, left: Sequence[int]) -> None:
    """Give articles, and the copies of them, a new story that goes on from the old one."""
    values = {"title": "", "parent": story, "thread": story, "version": 1}
    whole = (connection.execute(select(stories).where(stories.c.id == story))).one()
    times = {name: getattr(whole, name) for name in ("first_seen", "last_seen", "last_published")}
    connection.execute(insert(stories).values(id=new, **values, **times))
    for start in range(0, len(left), AT_ONCE):
        part = left[start : start + AT_ONCE]
        theirs = or_(articles.c.id.in_(part), articles.c.original.in_(part))
        connection.execute(update(articles).where(theirs).values(story=new))
        connection.execute(update(profiles).where(profiles.c.article.in_(part)).values(story=new))
    for one in (story, new):
        _count_again(connection, one)


def name_story(connection: Connection, story: int) -> None:
    """Call a story as its lead article is called now."""
    title = connection.scalar(_lead_title(story))
    if title is not None:
        connection.execute(update(stories).where(stories.c.id == story).values(title=title))


def _count_again(connection: Connection, story: int) -> None:
    """Title and times of a story by its articles; its key points have to be made anew."""
    own = articles.c.story == story
    times = select(
        func.min(articles.c.first_seen).label("first_seen"),
        func.max(articles.c.changed).label("last_seen"),
        func.max(articles.c.published).label("last_published"),
    )
    row = connection.execute(times.where(own)).one()
    title = connection.scalar(_lead_title(story))
    values = {**row._mapping, "version": stories.c.version + 1}
    if title is not None:
        values["title"] = title
    connection.execute(update(stories).where(stories.c.id == story).values(values))


def _lead_title(story: int) -> Select[tuple[str]]:
    own = (articles.c.story == story) & articles.c.original.is_(None)
    return select(articles.c.title).where(own).order_by(articles.c.id).limit(1)
