"""Very many subscribed chats, and people who ask meanwhile: for the benchmarks of fan-out and
latency. Databases are fresh ones: SQLite files in a temporary folder, and databases of their own on
a PostgreSQL server where one answers."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import secrets
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, text, update

from bot.store import BOT_TREE
from bot.store.tables import chats, subscriptions
from digests import STORE_TREE, Database, migrate

SERVER = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
PREFIX = os.environ.get("BENCH_DATABASE_PREFIX", "digestbot_bench_")
KINDS = ("sqlite", "postgresql")
AT_ONCE = 5_000
TOPIC = "harbour"
NEWCOMER = 100  # each chat whose id this divides


def utc_now() -> datetime:
    return datetime.now(UTC)


def kinds() -> tuple[str, ...]:
    """The kinds of database that there are here."""
    try:
        socket.create_connection(("127.0.0.1", 5432), timeout=1).close()
    except OSError:
        return KINDS[:1]
    return KINDS


@contextmanager
def fresh(kind: str, template: str = "template1") -> Iterator[str]:
    """The URL of an empty database, or of a copy of one on the server; it is dropped afterwards."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/bench.db"
        return
    name = f"{PREFIX}{secrets.token_hex(6)}"
    on_server(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield url_of(name)
    finally:
        drop(name)


def url_of(name: str) -> str:
    """Of a database on the server."""
    return f"{SERVER.rpartition('/')[0]}/{name}"


def on_server(statement: str) -> list[tuple[Any, ...]]:
    import psycopg

    with psycopg.connect(SERVER, autocommit=True) as server:
        done = server.execute(statement)
        return done.fetchall() if done.description else []


def drop(name: str) -> None:
    on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def is_there(name: str) -> bool:
    return bool(on_server(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def rename(url: str, name: str) -> None:
    on_server(f"ALTER DATABASE {url.rpartition('/')[2]} RENAME TO {name}")


def vacuum(database: Database) -> None:
    """What a PostgreSQL server does by itself in a quiet hour."""
    if database.is_sqlite:
        return
    import psycopg

    plain = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def apart(work: Callable[..., None], *arguments: object) -> None:
    """Run it in a process of its own, so that its memory is not counted here."""
    process = multiprocessing.get_context("spawn").Process(target=work, args=arguments)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"{work.__name__} failed")


def crowd(url: str, number: int, topic: str = TOPIC) -> None:
    """Migrate, and subscribe so many chats, all due now."""
    asyncio.run(_crowd(url, number, topic))


async def _crowd(url: str, number: int, topic: str) -> None:
    database, now = Database.open(url), utc_now()
    await migrate(database, [STORE_TREE, BOT_TREE], now)

    def fill(connection: Connection) -> None:
        for start in range(1, number + 1, AT_ONCE):
            ids = range(start, min(number, start + AT_ONCE - 1) + 1)
            connection.execute(insert(chats), [_chat(id, now) for id in ids])
            connection.execute(insert(subscriptions), [_order(id, topic, now) for id in ids])

    await database.write_in_thread(fill)
    await database.write_in_thread(lambda connection: connection.execute(text("ANALYZE")))
    await database.close()


async def told_apart(database: Database, number: int, now: datetime) -> None:
    """Spread the told-until marks as they are where people choose their time: all were told last at
    one of the 24 full hours before `now`; but each hundredth chat has subscribed since, at a moment
    of its own, and is not due for a while.
    """
    hour, chance = now.replace(minute=0, second=0, microsecond=0), random.Random(number)
    marks = [
        (id, now - timedelta(days=chance.random()))
        if id % NEWCOMER == 0
        else (id, hour - timedelta(hours=chance.randrange(24)))
        for id in range(1, number + 1)
    ]
    spread = update(subscriptions).where(subscriptions.c.id == bindparam("number"))
    spread = spread.values(told_until=bindparam("mark"))
    rows = [{"number": id, "mark": mark} for id, mark in marks]
    later = update(subscriptions).where(subscriptions.c.id % NEWCOMER == 0)

    def work(connection: Connection) -> None:
        connection.execute(spread, rows)
        connection.execute(later.values(next_due=utc_now() + timedelta(days=1)))

    await database.write_in_thread(work)
    vacuum(database)


def _chat(id: int, now: datetime) -> dict[str, object]:
    return {
        "platform": "telegram",
        "native_id": str(id),
        "thread": "",
        "kind": "private",
        "stories": [],
        "created": now,
        "changed": now,
    }


def _order(chat: int, topic: str, now: datetime) -> dict[str, object]:
    return {
        "chat": chat,
        "topic": topic,
        "schedule": "day - 08:00 3",
        "next_due": now,
        "told_until": now - timedelta(days=1),
        "active": True,
        "created": now,
    }


@dataclass
class Latencies:
    """Seconds that answers took, and how many questions had no answer."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0

    def percentile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def ms(self, share: float) -> float:
        return round(1000 * self.percentile(share), 2)


@asynccontextmanager
async def asked(
    question: Callable[[], Awaitable[object]], a_second: float
) -> AsyncIterator[Latencies]:
    """Ask again and again while the block runs, without waiting for answers: a slow answer makes
    the next ones late, and that counts."""
    found, open_questions = Latencies(), set[asyncio.Task[None]]()

    async def one(began: float) -> None:
        try:
            await question()
        except AssertionError:
            found.failed += 1
        found.seconds.append(time.perf_counter() - began)

    async def ask() -> None:
        due = time.perf_counter()
        while True:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            task = asyncio.create_task(one(due))
            open_questions.add(task)
            task.add_done_callback(open_questions.discard)
            due += 1 / a_second

    asking = asyncio.create_task(ask())
    try:
        yield found
    finally:
        asking.cancel()
        await asyncio.gather(asking, *open_questions, return_exceptions=True)
