"""Moving house: everything that is stored, in and out of one file of JSON lines.

The index of words is not in the file: it is made anew from the articles.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from digests.errors import StoreError
from digests.store.articles import all_articles
from digests.store.database import Database, Transaction
from digests.store.dump import State, count_rows, dump, line_of
from digests.store.load import CUT_OFF, NOT_OURS, load
from digests.store.words import index_words
from digests.stories.terms import article_terms

Step = Callable[[], object]


async def export_state(
    database: Database, states: Sequence[State], path: Path, now: datetime, step: Step = int
) -> int:
    """Write everything to a file, gzipped when its name ends in `.gz`; the number of rows.

    Others may go on writing: the file holds one moment. `step` is called after each row. The file
    appears under its name only when it is whole.

    Raises:
        StoreError: the database can't be read.
        OSError: the file can't be written.
    """
    unfinished = path.with_name(path.name + ".part")
    rows = -2  # header and end
    try:
        with _opened(unfinished, "wt", path.suffix == ".gz") as file:
            async for line in dump(database, states, now):
                file.write(line_of(line) + "\n")
                rows += 1
                step()
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return rows


async def import_state(
    database: Database, states: Sequence[State], path: Path, step: Step = int
) -> dict[str, int]:
    """Take over what `export_state` wrote into an empty database; the rows by table.

    All of it or nothing. The file may come from an older version and from another kind of
    database.

    Raises:
        StoreError: the file is not ours, cut off or too new; the database is not empty.
        OSError: the file can't be read.
    """

    def work(connection: Transaction) -> dict[str, int]:
        with _opened(path, "rt", path.suffix == ".gz") as file:
            loaded = load(connection, states, _lines(file, step))
        for found in all_articles(connection):
            index_words(connection, {article.id: article_terms(article) for article in found})
        return loaded

    return await database.write_in_thread(work)


def _opened(path: Path, mode: str, packed: bool) -> AbstractContextManager[IO[str]]:
    opener: Any = gzip.open if packed else open
    opened: AbstractContextManager[IO[str]] = opener(path, mode, encoding="utf-8")
    return opened


def _lines(file: IO[str], step: Step) -> Iterator[dict[str, Any]]:
    """
    Raises:
        StoreError: a line is no JSON object, or the packed file ends too early.
    """
    try:
        for number, line in enumerate(file):
            try:
                value = json.loads(line)
            except ValueError as error:
                raise StoreError(CUT_OFF if number else NOT_OURS) from error
            if not isinstance(value, dict):
                raise StoreError(NOT_OURS)
            yield value
            step()
    except EOFError as error:
        raise StoreError(CUT_OFF) from error
    except (gzip.BadGzipFile, UnicodeDecodeError) as error:
        raise StoreError(NOT_OURS) from error


__all__ = ["State", "count_rows", "export_state", "import_state"]
