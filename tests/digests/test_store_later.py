"""What is written after the answer: in its order, and seen by whoever reads it next."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from digests import Database, StoreError


async def _table(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE said (word TEXT UNIQUE)"))


def _say(word: str) -> object:
    return lambda it: it.execute(text("INSERT INTO said VALUES (:word)"), {"word": word})


async def _said(database: Database) -> list[str]:
    query = text("SELECT word FROM said")
    return await database.read_in_thread(lambda it: list(it.execute(query).scalars()))


async def test_works_are_done_in_their_order(any_database: Database) -> None:
    await _table(any_database)
    for number in range(120):
        any_database.write_later(_say(f"{number}"), ())  # type: ignore[arg-type]
    assert await _said(any_database) == []
    await any_database.settled()
    assert await _said(any_database) == [f"{number}" for number in range(120)]


async def test_who_reads_what_a_work_is_about_waits_for_it(any_database: Database) -> None:
    await _table(any_database)
    any_database.write_later(_say("one"), ("a chat",))  # type: ignore[arg-type]
    await any_database.settled("another chat")
    assert await _said(any_database) == []
    await any_database.settled("a chat")
    assert await _said(any_database) == ["one"]


async def test_a_work_that_fails_loses_no_other(any_database: Database) -> None:
    await _table(any_database)
    for word in ("one", "one", "two"):
        any_database.write_later(_say(word), ())  # type: ignore[arg-type]
    await any_database.settled()
    assert await _said(any_database) == ["one", "two"]


async def test_closing_waits_for_what_is_to_be_written(any_database_url: str) -> None:
    database = Database.open(any_database_url)
    await _table(database)
    database.write_later(_say("last"), ())  # type: ignore[arg-type]
    await database.close()
    again = Database.open(any_database_url)
    assert await _said(again) == ["last"]
    await again.close()


async def test_nothing_is_written_where_one_reads(database: Database) -> None:
    await _table(database)
    with pytest.raises((StoreError, DBAPIError)):
        await database.read_in_thread(_say("no"))  # type: ignore[arg-type]


async def test_writers_on_sqlite_have_their_turns(database: Database) -> None:
    """By SQLite's own lock, who asks again at once would win against who waits."""
    await _table(database)

    def slowly(word: str) -> object:
        def work(connection: Connection) -> None:
            connection.execute(text("INSERT INTO said VALUES (:word)"), {"word": word})

        return work

    async def one(word: str) -> None:
        async with database.write() as connection:
            await connection.execute(text("INSERT INTO said VALUES (:word)"), {"word": word})

    writers = [
        one(f"{number}") if number % 2 else database.write_in_thread(slowly(f"{number}"))  # type: ignore[arg-type]
        for number in range(20)
    ]
    await asyncio.gather(*(asyncio.ensure_future(writer) for writer in writers))
    assert await _said(database) == [f"{number}" for number in range(20)]


async def test_a_process_that_is_paused_holds_no_locks_for_ever(postgresql_url: str) -> None:
    database = Database.open(postgresql_url)
    try:
        ask = text("SHOW idle_in_transaction_session_timeout")
        limits = [await database.write_in_thread(lambda it: it.scalar(ask))]
        async with database.write() as connection:
            limits.append(await connection.scalar(ask))
    finally:
        await database.close()
    assert limits == ["1min", "15s"]
