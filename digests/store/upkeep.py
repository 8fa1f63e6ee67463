"""What nobody needs any more goes, and how much room the rest takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    Table,
    delete,
    func,
    inspect,
    select,
    table,
    text,
    update,
)
from sqlalchemy.exc import OperationalError

from digests.store.articles import stored_articles
from digests.store.assigning import next_batch
from digests.store.database import Database
from digests.store.locks import one_writer
from digests.store.tables import articles, metadata, stories, story_words, text_runs
from digests.store.words import forget_words
from digests.stories.assign import stretch_of
from digests.stories.copies import period_of
from digests.stories.terms import article_terms

DAY = 86_400  # seconds
AT_ONCE = 100  # stories in one transaction: no writer holds SQLite's only lock for long
WORD_INDEX = "article_words"  # SQLite keeps it in several tables of this start


@dataclass(frozen=True, slots=True)
class Size:
    """A table with what belongs to it: rows and bytes; no bytes where the database can't tell."""

    table: str
    rows: int
    bytes: int | None


async def forget_stories(database: Database, before: datetime) -> int:
    """Delete the stories that nothing was added to since then, with all that is theirs.

    A story that others were merged into stays as long as it is of use, and so do they.
    """
    await database.write_in_thread(lambda it: _forget_lookups(it, before))
    forgotten = 0
    while found := await database.write_in_thread(lambda it: _forget_some(it, before)):
        forgotten += found
    return forgotten


def _forget_lookups(connection: Connection, before: datetime) -> None:
    """Where likenesses are looked up: by time, for no index there leads from an article."""
    day = before.timestamp() / DAY
    connection.execute(delete(story_words).where(story_words.c.stretch < stretch_of(day)))
    connection.execute(delete(text_runs).where(text_runs.c.period < period_of(day)))


def _forget_some(connection: Connection, before: datetime) -> int:
    target = stories.alias()
    alive = select(target.c.id).where(
        target.c.id == stories.c.merged_into, target.c.last_seen >= before
    )
    old = select(stories.c.id).where(stories.c.last_seen < before, ~alive.exists())
    one_writer(connection)
    free = old.order_by(stories.c.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    ids = list(connection.execute(free).scalars())  # whose points are written just now stays
    if not ids:
        return 0
    next_batch(connection)  # nobody may go on with what they remember of them
    of_stories = select(articles.c.id).where(articles.c.story.in_(ids))
    theirs = stored_articles(connection, connection.execute(of_stories).scalars())
    for stored in theirs.values():
        forget_words(connection, stored.article.id, article_terms(stored.article))
    _delete_all(connection, articles, list(theirs))
    _delete_all(connection, stories, ids)
    return len(ids)


def _delete_all(connection: Connection, target: Table, ids: Sequence[int]) -> None:
    """Delete rows by id; those of other tables that are theirs go first."""
    for other in metadata.sorted_tables:
        for column in _leading_to(target, other):
            where = column.in_(ids)
            if other in (articles, stories):  # it only mentions them
                connection.execute(update(other).where(where).values({column.name: None}))
            else:
                connection.execute(delete(other).where(where))
    connection.execute(delete(target).where(target.c.id.in_(ids)))


def _leading_to(target: Table, other: Table) -> list[Column[int]]:
    """Columns that hold ids of `target`."""
    return [
        column
        for column in other.columns
        if any(key.column.table is target for key in column.foreign_keys)
    ]


async def sizes(database: Database) -> list[Size]:
    """Every table that is there, the largest first; SQLite's own index tables count as one."""
    async with database.read() as connection:
        return await connection.run_sync(_sizes)


def _sizes(connection: Connection) -> list[Size]:
    room = _room(connection)
    found = []
    for name in inspect(connection).get_table_names():
        if name.startswith(f"{WORD_INDEX}_"):
            continue
        counted = "articles" if name == WORD_INDEX else name  # it can't be read, and has as many
        rows = connection.execute(select(func.count()).select_from(table(counted))).scalar_one()
        whole = [size for part, size in room.items() if part == name or _is_inside(part, name)]
        found.append(Size(name, rows, sum(whole) if room else None))
    return sorted(found, key=lambda size: (-(size.bytes or 0), -size.rows, size.table))


def _is_inside(part: str, name: str) -> bool:
    return name == WORD_INDEX and part.startswith(f"{name}_")


def _room(connection: Connection) -> dict[str, int]:
    """Bytes by table, indexes with them; empty where SQLite was built without the count."""
    if connection.dialect.name == "postgresql":
        query = (
            "SELECT relname, pg_total_relation_size(relid) FROM pg_stat_user_tables "
            "WHERE schemaname = current_schema()"
        )
    else:
        query = (
            "SELECT coalesce(m.tbl_name, s.name), sum(s.pgsize) FROM dbstat('main', 1) AS s "
            "LEFT JOIN sqlite_schema AS m ON m.name = s.name GROUP BY 1"
        )
    try:
        return {str(row[0]): int(row[1]) for row in connection.execute(text(query))}
    except OperationalError:
        return {}
