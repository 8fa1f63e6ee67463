"""What assigning reads and writes: profiles, middles of stories, counts of words, bridges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite

from digests.store.plain import ask, run_each
from digests.store.tables import (
    articles,
    bridges,
    centres,
    intake,
    key_points,
    profiles,
    stories,
    word_stories,
)
from digests.stories.assign import Candidate, Centre

AT_ONCE = 900  # values in one IN list

# Asked and answered for every article, so both forms are fixed and go to the driver directly.
WORDS = 12
LIKEST = (
    "SELECT article FROM story_words WHERE stretch IN (?, ?, ?) "
    "AND word IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "GROUP BY article ORDER BY count(*) DESC, article DESC LIMIT ?"
)
ADD_WORD = "INSERT INTO story_words (stretch, word, article) VALUES (?, ?, ?)"


def next_batch(connection: Connection) -> tuple[int, int]:
    """Count a batch; its number, and how many stories were begun before it.

    Whoever took in the batch before this one still remembers rightly.
    """
    counting = update(intake).values(batches=intake.c.batches + 1)
    row = (connection.execute(counting.returning(intake.c.batches, intake.c.stories))).one()
    return int(row.batches), int(row.stories)


def save_story_count(connection: Connection, begun: int) -> None:
    connection.execute(update(intake).values(stories=begun))


def reserve_ids(connection: Connection, table: str, number: int) -> list[int]:
    """Ids for rows that are written later in this transaction."""
    if connection.dialect.name == "sqlite":
        last = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
        first = int(connection.scalar(last, {"table": table}) or 0) + 1
        return list(range(first, first + number))
    drawn = text(
        "SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :number)"
    )
    rows = connection.execute(drawn, {"table": table, "number": number})
    return [int(row[0]) for row in rows]


def told_words(connection: Connection, words: Iterable[str]) -> dict[str, int]:
    """In how many stories each word is; unknown words are left out."""
    wanted, found = list(words), {}
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        query = select(word_stories.c.word, word_stories.c.stories)
        rows = connection.execute(query.where(word_stories.c.word.in_(part)))
        found.update({row.word: row.stories for row in rows})
    return found


def likest(
    connection: Connection, stretches: Sequence[int], words: Sequence[str], limit: int
) -> list[int]:
    """Articles of three stretches of days that share most words; of equals the newest."""
    if not words:
        return []
    asked = (*stretches, *(words[number % len(words)] for number in range(WORDS)), limit)
    return [row[0] for row in ask(connection, LIKEST, asked)]


def save_story_words(connection: Connection, rows: Iterable[tuple[int, str, int]]) -> None:
    """Make articles findable: stretch of days, word, article."""
    if values := sorted(rows):
        run_each(connection, ADD_WORD, values)


def candidates_by_id(connection: Connection, ids: Sequence[int]) -> dict[int, Candidate]:
    query = select(profiles).where(profiles.c.article.in_(ids))
    rows = connection.execute(query)
    return {row.article: Candidate(row.story, row.day, row.words) for row in rows}


def stored_centres(connection: Connection, wanted: Iterable[int]) -> dict[int, Centre]:
    query = select(centres).where(centres.c.story.in_(list(wanted)))
    rows = connection.execute(query)
    return {row.story: Centre(row.size, row.last, row.words) for row in rows}


def save_words(connection: Connection, told: Mapping[str, int]) -> None:
    rows = [{"word": word, "stories": count} for word, count in told.items()]
    _save(connection, word_stories, rows)


def save_centres(connection: Connection, changed: Mapping[int, Centre]) -> None:
    rows = [
        {"story": story, "size": centre.size, "last": centre.last, "words": centre.words}
        for story, centre in changed.items()
    ]
    _save(connection, centres, rows)


def save_profiles(connection: Connection, made: Mapping[int, Candidate]) -> None:
    rows = [
        {"article": article, "story": made.story, "day": made.day, "words": dict(made.profile)}
        for article, made in made.items()
    ]
    _save(connection, profiles, rows)


def bridged(connection: Connection, older: int, newer: int) -> int:
    """How many articles fitted both stories so far."""
    known = select(bridges.c.articles).where(bridges.c.older == older, bridges.c.newer == newer)
    return int(connection.scalar(known) or 0)


def save_bridges(connection: Connection, changed: Mapping[tuple[int, int], int]) -> None:
    rows = [
        {"older": older, "newer": newer, "articles": count}
        for (older, newer), count in changed.items()
    ]
    _save(connection, bridges, rows)


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
        update(stories).where(stories.c.id == newer).values(merged_into=into, parent=None)
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
        )
    )


def _save(connection: Connection, table: Table, rows: Sequence[Any]) -> None:
    """Insert, or replace what is there under the same primary key."""
    if not rows:
        return
    sqlite = connection.dialect.name == "sqlite"
    adding = (insert_on_sqlite if sqlite else insert_on_postgresql)(table)
    keys = [column.name for column in table.primary_key]
    others = {
        column.name: adding.excluded[column.name] for column in table.c if column.name not in keys
    }
    connection.execute(adding.on_conflict_do_update(index_elements=keys, set_=others), rows)
