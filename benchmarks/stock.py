"""Very many stored articles, and chats subscribed to a topic of them, quickly: for `latency`.

The made-up articles of `stories_scale`, 2,000 a day. The last ones go through the real intake; what
is older is written straight into the tables, each a story of its own, and beyond 40,000 repeated in
SQL with other ids and dates. PostgreSQL gets all of it from the SQLite file by COPY. With a folder
to keep it in, a stock is made once.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import text

from benchmarks import crowd
from benchmarks.crowd import utc_now
from benchmarks.stories_scale import A_DAY, Writer, fill, write_mass
from bot.store import BOT_TREE
from bot.store.tables import metadata as bot_tables
from digests import STORE_TREE, ArticleDraft, Database, Newsroom, Topic, migrate
from digests.store.database import Transaction
from digests.store.tables import articles as articles_table
from digests.store.tables import metadata as tables
from digests.store.tables import stories

TOPIC = Topic(name=crowd.TOPIC, title="The harbour", words=("w300q", "w301q"))
TAKEN_IN = 10_000  # five days
BLOCK = 40_000  # articles of twenty days
MOMENT = "strftime('%Y-%m-%d %H:%M:%f000', {}, '+{} days')"
MOMENTS = ("first_seen", "last_seen", "last_published", "published", "changed")
INDEX = "SELECT indexdef FROM pg_indexes WHERE indexname = 'article_words_shelves'"
WORDS = "SELECT id, text FROM articles ORDER BY id"


def articles(number: int) -> Iterator[ArticleDraft]:
    """So many, the last one of now."""
    began = utc_now() - timedelta(days=number / A_DAY)
    for at, draft in enumerate(islice(Writer().articles(), number)):
        yield replace(draft, published=began + timedelta(days=at / A_DAY))


@contextmanager
def stocked(kind: str, number: int, chats: int, kept: Path | None) -> Iterator[str]:
    """The URL of a database with so many articles and chats, which may be spoilt."""
    with TemporaryDirectory(dir=kept) as folder:
        file = (kept or Path(folder)) / f"stock-{number}-{chats}.db"
        if not file.exists():
            crowd.apart(_make, file, number, chats)
        crowd.apart(_brought_up, f"sqlite:///{file}")
        for copy in file.parent.glob(f"{file.name}.backup-*"):  # made before a migration
            copy.unlink()
        if kind == "sqlite":
            spoilt = Path(folder) / "bench.db"
            shutil.copyfile(file, spoilt)
            yield f"sqlite:///{spoilt}"
            return
        on_server = _on_server(kind, file, keep=kept is not None)
        with on_server as template, crowd.fresh(kind, template) as url:
            yield url


@contextmanager
def _on_server(kind: str, file: Path, *, keep: bool) -> Iterator[str]:
    """The name of a database that holds what is in the file."""
    name = crowd.PREFIX + file.stem.replace("-", "_")
    if not crowd.is_there(name):
        began = time.monotonic()
        with crowd.fresh(kind) as url:
            crowd.apart(_copy, file, url)
            crowd.rename(url, name)
        said(f"{file.stem} copied", began)
    crowd.apart(_brought_up, crowd.url_of(name))
    try:
        yield name
    finally:
        if not keep:
            crowd.drop(name)


def said(what: str, began: float) -> None:
    print(f"{what} in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def _make(file: Path, number: int, chats: int) -> None:
    began, unfinished = time.monotonic(), file.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    crowd.crowd(f"sqlite:///{unfinished}", chats)
    asyncio.run(_write(f"sqlite:///{unfinished}", number))
    with closing(sqlite3.connect(unfinished)) as connection:
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    unfinished.rename(file)
    said(f"{number} articles written", began)


async def _write(url: str, number: int) -> None:
    database, drafts = Database.open(url), articles(number)
    mass = max(0, number - TAKEN_IN)
    block = min(mass, BLOCK)
    if block:
        await database.write_in_thread(partial(write_mass, islice(drafts, block)))
    for start in range(block, mass, BLOCK):
        more = min(BLOCK, mass - start)
        await database.write_in_thread(partial(_repeat, start, more))
        next(islice(drafts, more, more), None)
    newsroom = Newsroom(database, [TOPIC])
    await fill(newsroom, drafts, number - mass)
    await database.close()


def _repeat(start: int, number: int, connection: Transaction) -> None:
    """So many of the first articles once more, with the ids from `start` on and later dates."""
    for table in (stories, articles_table):
        names = [column.name for column in table.columns]
        values = [_later(column.name, start) for column in table.columns]
        connection.execute(
            text(
                f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {', '.join(values)} "
                f"FROM {table.name} WHERE id <= {number}"
            )
        )
    last = {"start": start, "end": start + number}
    where = "FROM articles WHERE id > :start AND id <= :end"
    connection.execute(
        text(f"INSERT INTO article_words (rowid, words) SELECT id, text {where}"), last
    )
    connection.execute(
        text(f"INSERT INTO article_keys (key, article) SELECT 'made-up:' || id, id {where}"), last
    )


def _later(column: str, start: int) -> str:
    if column in ("id", "story"):
        return f"{column} + {start}"
    if column == "url":
        return f"url || '/{start}'"
    if column in MOMENTS:
        return MOMENT.format(column, start // A_DAY)
    return column


def _copy(file: Path, url: str) -> None:
    asyncio.run(_empty(url))
    import psycopg

    plain = url.replace("+psycopg", "")
    with closing(sqlite3.connect(file)) as source, psycopg.connect(plain) as target:
        target.execute("SET session_replication_role = replica")  # the keys are right already
        target.execute("SET TimeZone = 'UTC'")
        target.execute("SET maintenance_work_mem = '1GB'")
        (index,) = target.execute(INDEX).fetchone() or ("",)
        target.execute("DROP INDEX article_words_shelves")
        for table in (*tables.sorted_tables, *bot_tables.sorted_tables):
            names = ", ".join(column.name for column in table.columns)
            rows = source.execute(f"SELECT {names} FROM {table.name}")
            target.execute(f"TRUNCATE {table.name} CASCADE")
            _put(target, f"{table.name} ({names})", rows)
            if "id" in table.columns and table.columns["id"].autoincrement is True:
                target.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "
                    f"(SELECT coalesce(max(id), 0) FROM {table.name}) + 1, false)"
                )
        _put(target, "article_words (rowid, words)", _words(source))
        target.execute(index)
        target.commit()
        target.autocommit = True
        target.execute("VACUUM ANALYZE")


def _words(source: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    for number, words in source.execute(WORDS):
        yield number, " ".join(sorted(set(words.rstrip(".").split())))


def _put(target: Any, where: str, rows: Iterator[tuple[Any, ...]] | sqlite3.Cursor) -> None:
    with target.cursor().copy(f"COPY {where} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _brought_up(url: str) -> None:
    """A stock that was kept may be older than the newest table."""
    asyncio.run(_empty(url))


async def _empty(url: str) -> None:
    database = Database.open(url)
    await migrate(database, [STORE_TREE, BOT_TREE], datetime.now(UTC))
    await database.close()
