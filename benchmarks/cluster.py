"""How several processes share the polling of feeds, and what is lost when they are killed.

`python -m benchmarks.cluster [--feeds 200] [--at-once 1] [--database URL] [--skip-sqlite]`. Each
feed is at a host of its own, whose answer takes 100 ms: the outside call of a job. Real processes
(`digestbot run --role ingest`) take the jobs, 1, 2 and 4 of them, each `--at-once` jobs at a time;
the ideal is that many jobs in 100 ms. The clock runs from the first request to the last feed that
is written down with all its articles in stories. What a job costs is said in milliseconds of a
core, too, for that does not depend on what else the machine does.

Then 4 processes poll while half of them are killed with -9, twice, and started again, and the
PostgreSQL server is restarted twice: once as after a crash, once in order. A feed never polled, or
whose article is in no story, is lost. A feed asked again is in flight when its first request, or
what followed it, was going on at a blow; else it is repeated.

One process on SQLite does the same for comparison; it asks 50 feeds at once, as it always does.
The last line is JSON. A PostgreSQL server of its own is started where one is installed; with
`--database` that one is used, and its connections are cut instead of a restart.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from sqlalchemy import make_url, text

from benchmarks.fleet import CALL, Fleet, Site, site
from benchmarks.own_postgresql import Server, own_server
from bot.store import BOT_TREE
from digests import STORE_TREE, Database, Feed, StoreError, migrate
from digests.store.feeds import FeedStore
from tests.servers.telegram import TelegramServer

AFTER_CALL = "seconds in which what was fetched is written down: more on a very busy machine"
PATIENCE = 300.0
LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"


async def polled(database: Database) -> int:
    """Feeds that are written down with their article in a story; -1 while the database is away."""
    query = text(
        "SELECT least((SELECT count(*) FROM feeds WHERE last_success IS NOT NULL), "
        "(SELECT count(*) FROM articles WHERE story IS NOT NULL))"
    )
    if database.is_sqlite:
        query = text(query.text.replace("least(", "min("))
    try:
        async with database.read() as connection:
            return int((await connection.execute(query)).scalar_one())
    except StoreError:
        return -1


async def all_polled(database: Database, feeds: int) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if await polled(database) == feeds:
            return True
        await asyncio.sleep(0.1)
    return False


@dataclass(frozen=True)
class Setting:
    """What a run needs."""

    url: str
    feeds: int
    at_once: int
    after_call: float = 2.0


@asynccontextmanager
async def arranged(setting: Setting) -> AsyncIterator[tuple[Database, Site, Fleet]]:
    """An empty database with our tables, a site and no process yet."""
    async with site() as found, TelegramServer() as telegram:
        with tempfile.TemporaryDirectory() as folder:
            database = Database.open(setting.url)
            fleet = Fleet(setting.url, Path(folder), telegram, setting.at_once)
            try:
                await migrate(database, [STORE_TREE, BOT_TREE], datetime.now(UTC))
                yield database, found, fleet
            finally:
                await fleet.stop()
                await database.close()
                for line in fleet.troubles():
                    print("  log:", line[:200], flush=True)


async def add(database: Database, feeds: list[Feed]) -> None:
    rows = [{"url": feed.url, "title": "", "origin": "chat", "state": "active"} for feed in feeds]
    await FeedStore(database).add_all(rows)


async def throughput(setting: Setting, workers: int, *arguments: str) -> tuple[float, float]:
    """Feeds a second, from the first request to the last row; and milliseconds of a core a feed."""
    async with arranged(setting) as (database, found, fleet):
        for _ in range(workers):
            await fleet.start(*arguments)
        before = fleet.cpu
        await add(database, found.feeds(setting.feeds))
        if not await all_polled(database, setting.feeds):
            raise SystemExit(f"only {await polled(database)} of {setting.feeds} feeds were polled")
        spent = time.monotonic() - found.first
        return setting.feeds / spent, 1000 * (fleet.cpu - before) / setting.feeds


@dataclass
class Blows:
    """What happened when, in seconds of the monotonic clock."""

    after_call: float
    moments: list[float] = field(default_factory=list)

    def hit(self, begun: float, ended: float) -> bool:
        return any(begun <= moment <= ended + self.after_call for moment in self.moments)


async def cut_connections(url: str) -> None:
    """As a restart of the server does, without hurting other databases."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(plain, autocommit=True) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


async def killed(setting: Setting, server: Server | None) -> dict[str, float]:
    """Lost and repeated feeds under blows."""
    async with arranged(setting) as (database, found, fleet):
        for _ in range(4):
            await fleet.start("--role", "ingest")
        await add(database, found.feeds(setting.feeds))
        blows = Blows(setting.after_call)

        async def when(share: float, blow: Callable[[], Awaitable[None]]) -> None:
            while len(found.asked) < share * setting.feeds:
                await asyncio.sleep(0.02)
            blows.moments.append(time.monotonic())
            await blow()
            blows.moments.append(time.monotonic())

        async def restart(mode: str) -> None:
            if server is None:
                await cut_connections(setting.url)
            else:
                await asyncio.to_thread(server.restart, mode)

        for share in (0.15, 0.4):
            await when(share, lambda: fleet.kill(2))
            await asyncio.gather(*(fleet.start("--role", "ingest") for _ in range(2)))
        await when(0.6, lambda: restart("immediate"))
        await when(0.8, lambda: restart("fast"))
        complete = await all_polled(database, setting.feeds)
        twice = {host: calls for host, calls in found.asked.items() if len(calls) > 1}
        outside = [host for host, calls in twice.items() if not blows.hit(*calls[0])]
        return {
            "lost": 0 if complete else setting.feeds - await polled(database),
            "repeated_in_flight": len(twice) - len(outside),
            "repeated_outside_flight": len(outside),
            "restarts_of_postgresql": 2 if server else 0,
        }


@asynccontextmanager
async def fresh_database(server: str) -> AsyncIterator[str]:
    name = f"digestbot_bench_{secrets.token_hex(4)}"
    plain = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def compared(options: argparse.Namespace, url_of: str) -> dict[str, float]:
    """1, 2 and 4 processes, and one on SQLite."""
    found: dict[str, float] = {}
    for workers in (1, 2, 4):
        async with fresh_database(url_of) as url:
            setting = Setting(url, options.feeds, options.at_once)
            rate, cost = await throughput(setting, workers, "--role", "ingest")
        ideal = workers * options.at_once / CALL
        said = f"{workers} processes: {rate:.1f} feeds/s, ideal {ideal:.0f}"
        print(f"{said}, {cost:.1f} ms of a core each", flush=True)
        found |= {f"per_second_{workers}": rate, f"of_ideal_{workers}": rate / ideal}
        found |= {f"core_ms_per_feed_{workers}": cost}
    found |= {f"speedup_{n}": found[f"per_second_{n}"] / found["per_second_1"] for n in (2, 4)}
    if not options.skip_sqlite:
        with tempfile.TemporaryDirectory() as folder:
            setting = Setting(f"sqlite:///{folder}/digestbot.db", options.feeds, 0)
            rate, cost = await throughput(setting, 1)
            found |= {"sqlite_per_second": rate, "sqlite_core_ms_per_feed": cost}
        print(f"one process on SQLite: {found['sqlite_per_second']:.1f} feeds/s", flush=True)
    return found


async def measure(options: argparse.Namespace, server: Server | None) -> dict[str, float]:
    url_of = options.database or (server.url if server else LOCAL)
    found = {} if options.kills_only else await compared(options, url_of)
    async with fresh_database(url_of) as url:
        own = server if not options.database else None
        setting = Setting(url, options.feeds, options.at_once, options.after_call)
        found |= await killed(setting, own)
    return {name: round(value, 2) for name, value in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=1)
    parser.add_argument("--database", help="a server; else one of our own, or the local one")
    parser.add_argument("--skip-sqlite", action="store_true")
    parser.add_argument("--kills-only", action="store_true", help="no throughput")
    parser.add_argument("--after-call", type=float, default=2.0, help=AFTER_CALL)
    options = parser.parse_args()
    with nullcontext() if options.database else own_server() as server:
        if server is None:
            print("No server of our own: connections are cut instead of restarting it", flush=True)
        print(json.dumps(asyncio.run(measure(options, server))))


if __name__ == "__main__":
    main()
