"""What assigning reads and writes: profiles, middles of stories, counts of words, bridges."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle, islice
from sys import intern
from typing import Any

from sqlalchemy import Connection, text, update

from digests.store.plain import Row, ask, run_each
from digests.store.tables import intake
from digests.stories.assign import Candidate, Centre

AT_ONCE = 900  # values in one IN list
APART = -1_000_000_000  # bridges of two stories that were split: they never merge again

# Asked and answered for every article, so all forms are fixed and go to the driver directly.
STRETCHES, WORDS = 3, 12
LATEST = "SELECT max(stretch) FROM story_words"
LIKEST = (
    "SELECT article FROM story_words WHERE stretch IN (?, ?, ?) "
    "AND word IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "GROUP BY article ORDER BY count(*) DESC, article DESC LIMIT ?"
)
ADD_WORD = "INSERT INTO story_words (stretch, word, article) VALUES (?, ?, ?)"
DROP_WORD = "DELETE FROM story_words WHERE stretch = ? AND word = ? AND article = ?"
DROP_PROFILE = "DELETE FROM profiles WHERE article = ?"
TOLD = "SELECT word, stories FROM word_stories WHERE word IN ({marks})"
PROFILES = (
    "SELECT article, story, day, words FROM profiles "
    "WHERE day BETWEEN ? AND ? AND article IN ({marks})"
)
OF_STORY = "SELECT article, story, day, words FROM profiles WHERE story = ? ORDER BY article"
CENTRES = "SELECT story, size, last, words FROM centres WHERE story IN ({marks})"
BRIDGED = "SELECT articles FROM bridges WHERE older = ? AND newer = ?"
SAVE_PROFILE = (
    "INSERT INTO profiles (article, story, day, words) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (article) DO UPDATE SET words = excluded.words"
)
SAVE_WORD = (
    "INSERT INTO word_stories (word, stories) VALUES (?, ?) "
    "ON CONFLICT (word) DO UPDATE SET stories = excluded.stories"
)
SAVE_CENTRE = (
    "INSERT INTO centres (story, size, last, words) VALUES (?, ?, ?, ?) ON CONFLICT (story) "
    "DO UPDATE SET size = excluded.size, last = excluded.last, words = excluded.words"
)
SAVE_BRIDGE = (
    "INSERT INTO bridges (older, newer, articles) VALUES (?, ?, ?) "
    "ON CONFLICT (older, newer) DO UPDATE SET articles = excluded.articles"
)


def next_batch(connection: Connection) -> tuple[int, int]:
    """Count a batch; its number, and how many stories were begun before it.

    Whoever took in the batch before this one still remembers rightly.
    """
    counting = update(intake).values(batches=intake.c.batches + 1)
    row = (connection.execute(counting.returning(intake.c.batches, intake.c.stories))).one()
    return int(row.batches), int(row.stories)


def save_story_count(connection: Connection, begun: int) -> None:
    connection.execute(update(intake).values(stories=begun))


class NewIds:
    """Ids for rows that are written later in this transaction, in order; no other writer gets them.

    A server's sequence never gives an id back, so one is drawn only when it is asked for.
    """

    def __init__(self, connection: Connection, table: str) -> None:
        self._connection = connection
        self._table = table
        self._last: int | None = None

    def draw(self) -> int:
        if self._connection.dialect.name != "sqlite":
            drawn = text("SELECT nextval(pg_get_serial_sequence(:table, 'id'))")
            return int(self._connection.scalar(drawn, {"table": self._table}) or 0)
        if self._last is None:
            last = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
            self._last = int(self._connection.scalar(last, {"table": self._table}) or 0)
        self._last += 1
        return self._last


def told_words(connection: Connection, words: Iterable[str]) -> dict[str, int]:
    """In how many stories each word is; unknown words are left out."""
    return dict(_among(connection, TOLD, list(words)))


def likest(
    connection: Connection, stretches: Sequence[int], words: Sequence[str], limit: int
) -> list[int]:
    """Articles of at most three stretches of days that share most words; of equals the newest."""
    if not words or not stretches:
        return []
    asked = (*_filled(stretches, STRETCHES), *_filled(words, WORDS), limit)
    return [row[0] for row in ask(connection, LIKEST, asked)]


def latest_stretch(connection: Connection) -> int | None:
    """The last stretch of days in which articles can be found by words."""
    found: int | None = ask(connection, LATEST, ())[0][0]
    return found


def save_story_words(connection: Connection, rows: Iterable[tuple[int, str, int]]) -> None:
    """Make articles findable: stretch of days, word, article."""
    run_each(connection, ADD_WORD, sorted(rows))


def forget_story_words(connection: Connection, rows: Iterable[tuple[int, str, int]]) -> None:
    """Let articles no longer be found by words: stretch of days, word, article."""
    run_each(connection, DROP_WORD, sorted(rows))


def forget_profile(connection: Connection, article: int) -> None:
    run_each(connection, DROP_PROFILE, [(article,)])


def candidates_by_id(
    connection: Connection, ids: Sequence[int], since: float, until: float
) -> dict[int, Candidate]:
    """Those of these articles that were published in between."""
    statement = PROFILES.format(marks=", ".join("?" * len(ids)))
    rows = ask(connection, statement, (since, until, *ids))
    return {number: Candidate(story, day, _weights(words)) for number, story, day, words in rows}


def profiles_of_story(connection: Connection, story: int) -> dict[int, Candidate]:
    """Its articles that have a profile, in the order in which they came."""
    rows = ask(connection, OF_STORY, (story,))
    return {number: Candidate(of, day, _weights(words)) for number, of, day, words in rows}


def stored_centres(connection: Connection, wanted: Iterable[int]) -> dict[int, Centre]:
    rows = _among(connection, CENTRES, list(wanted))
    return {story: Centre(size, last, _weights(words)) for story, size, last, words in rows}


def save_words(connection: Connection, told: Mapping[str, int]) -> None:
    run_each(connection, SAVE_WORD, sorted(told.items()))


def save_likenesses(
    connection: Connection, made: Mapping[int, Candidate], changed: Mapping[int, Centre]
) -> None:
    """Profiles by article and middles by story: most stories have one article, and its words."""
    written: dict[int, str] = {}
    profiles = []
    for article, one in made.items():
        words = written[id(one.profile)] = json.dumps(one.profile)
        profiles.append((article, one.story, one.day, words))
    centres = [
        (story, one.size, one.last, written.get(id(one.words)) or json.dumps(one.words))
        for story, one in changed.items()
    ]
    run_each(connection, SAVE_CENTRE, centres)
    run_each(connection, SAVE_PROFILE, profiles)


def bridged(connection: Connection, older: int, newer: int) -> int:
    """How many articles fitted both stories so far."""
    return next((int(row[0]) for row in ask(connection, BRIDGED, (older, newer))), 0)


def save_bridges(connection: Connection, changed: Mapping[tuple[int, int], int]) -> None:
    rows = [(older, newer, count) for (older, newer), count in changed.items()]
    run_each(connection, SAVE_BRIDGE, rows)


def _filled(values: Sequence[Any], number: int) -> Iterable[Any]:
    """So many of these values, again from the first one on after the last."""
    return islice(cycle(values), number)


def _among(connection: Connection, statement: str, values: Sequence[Any]) -> list[Row]:
    """The rows of a query whose `{marks}` stand for these values."""
    rows: list[Row] = []
    for start in range(0, len(values), AT_ONCE):
        part = values[start : start + AT_ONCE]
        rows += ask(connection, statement.format(marks=", ".join("?" * len(part))), part)
    return rows


def _weights(stored: str | dict[str, float]) -> dict[str, float]:
    """PostgreSQL's driver reads JSON itself, SQLite's does not. Thousands share their words."""
    found: dict[str, float] = json.loads(stored) if isinstance(stored, str) else stored
    return {intern(word): weight for word, weight in found.items()}
