"""Updates that read before they write are never lost; with SQLAlchemy's defaults they are."""

from __future__ import annotations

import asyncio
import multiprocessing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import AsyncConnection

from digests import Database, StoreError

ROUNDS = 40
READ = text("SELECT value FROM counter")
WRITE = text("UPDATE counter SET value = :value")


async def _set_up(url: str) -> None:
    database = Database.open(url)
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE counter (value INTEGER NOT NULL)"))
        await connection.execute(text("INSERT INTO counter VALUES (0)"))
    await database.close()


async def _value(url: str) -> int:
    database = Database.open(url)
    async with database.read() as connection:
        value = int(await connection.scalar(READ) or 0)
    await database.close()
    return value


async def _raise_by_one(connection: AsyncConnection) -> None:
    value = int(await connection.scalar(READ) or 0)
    await asyncio.sleep(0)  # others may come in between, if they can
    await connection.execute(WRITE, {"value": value + 1})


async def _count_with_our_database(url: str) -> None:
    database = Database.open(url)
    for _ in range(ROUNDS):
        async with database.write() as connection:
            await _raise_by_one(connection)
    await database.close()


def _in_a_process(url: str) -> None:
    asyncio.run(_count_with_our_database(url))


async def test_two_processes_lose_no_update(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/counter.db"
    await _set_up(url)
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=_in_a_process, args=(url,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        await asyncio.to_thread(worker.join, 60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert await _value(url) == 2 * ROUNDS


async def test_with_the_defaults_of_sqlalchemy_the_same_steps_lose_an_update(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/counter.db"
    await _set_up(url)
    engine = create_engine(url)
    with engine.connect() as one, engine.connect() as other:
        seen = [int(connection.scalar(READ) or 0) for connection in (one, other)]
        for connection, value in zip((one, other), seen, strict=True):
            connection.execute(WRITE, {"value": value + 1})
            connection.commit()
    engine.dispose()
    assert await _value(url) == 1  # two raised it by one: one of them is lost, without any error


async def test_with_ours_the_second_waits_until_the_first_is_done(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/counter.db"
    await _set_up(url)
    one, other = Database.open(url), Database.open(url)
    reached = asyncio.Event()

    async def first() -> None:
        async with one.write() as connection:
            value = int(await connection.scalar(READ) or 0)
            reached.set()
            await asyncio.sleep(0.1)
            await connection.execute(WRITE, {"value": value + 1})

    async def second() -> None:
        await reached.wait()
        async with other.write() as connection:
            await _raise_by_one(connection)

    await asyncio.gather(first(), second())
    await one.close()
    await other.close()
    assert await _value(url) == 2


async def test_a_reader_can_not_write(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/counter.db"
    await _set_up(url)
    database = Database.open(url)
    with pytest.raises(StoreError, match="written"):
        async with database.read() as connection:
            await connection.execute(WRITE, {"value": 5})
    await database.close()
    assert await _value(url) == 0


async def test_a_failed_block_leaves_nothing_behind(any_database_url: str) -> None:
    await _set_up(any_database_url)
    database = Database.open(any_database_url)
    with pytest.raises(ZeroDivisionError):
        async with database.write() as connection:
            await connection.execute(WRITE, {"value": 5})
            raise ZeroDivisionError
    await database.close()
    assert await _value(any_database_url) == 0


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("nonsense", "can't be read"),
        ("mysql://host/name", "use sqlite or postgresql"),
        ("sqlite://", "needs a file"),
    ],
)
def test_a_bad_url_is_refused_with_the_cure(url: str, reason: str) -> None:
    with pytest.raises(StoreError, match=reason):
        Database.open(url)


async def test_a_folder_that_can_not_hold_a_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="choose another"):
        Database.open(f"sqlite:///{tmp_path}/file/deeper/digestbot.db")
