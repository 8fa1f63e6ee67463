"""How several processes share the polling of feeds, and what is lost when they are killed.

`python -m benchmarks.cluster [--feeds 200] [--at-once 1] [--database URL] [--skip-sqlite]`. Each
feed is at a host of its own, whose answer takes 100 ms: the outside call of a job. Real processes
(`digestbot run --role ingest`) take the jobs, 1, 2 and 4 of them, each `--at-once` jobs at a time;
the ideal is that many jobs in 100 ms. The clock runs from the first request to the last feed that
is written down, so jobs, articles and stories are all in it.

Then 4 processes poll while half of them are killed with -9, twice, and started again, and once the
connections of all to the database are cut. A feed never polled is lost. A feed asked again is in
flight when its first request, or what followed it, was going on at a blow; else it is repeated.

One process on SQLite does the same for comparison; it asks 50 feeds at once, as it always does.
The last line is JSON. PostgreSQL is wanted; its database is made and dropped.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from aiohttp import web
from sqlalchemy import make_url, text

from bot.store import BOT_TREE
from digests import STORE_TREE, Database, Feed, migrate
from digests.store.feeds import FeedStore
from tests.servers.telegram import TelegramServer

ROOT = Path(__file__).resolve().parents[1]
CALL = 0.1
AFTER_CALL = 2.0  # seconds in which what was fetched is written down, on a busy machine
DEAD_AFTER = 3.0
PATIENCE = 300.0


@dataclass
class Site:
    """Answers each feed after a while, and remembers when it was asked."""

    asked: dict[str, list[tuple[float, float]]] = field(
        default_factory=lambda: defaultdict[str, list[tuple[float, float]]](list)
    )
    port: int = 0

    async def answer(self, request: web.Request) -> web.Response:
        begun, host = time.monotonic(), request.host
        await asyncio.sleep(CALL)
        self.asked[host].append((begun, time.monotonic()))
        title = f"Notice {host} of the {secrets.token_hex(4)} harbour board"
        item = f"<item><title>{title}</title><link>http://{host}/a</link></item>"
        rss = f"<rss version='2.0'><channel><title>News</title>{item}</channel></rss>"
        return web.Response(text=rss, content_type="application/rss+xml")

    def feeds(self, number: int) -> list[Feed]:
        """Loopback has sixteen million hosts."""
        hosts = (f"127.{1 + n // 250}.7.{1 + n % 250}:{self.port}" for n in range(number))
        return [Feed(id=0, url=f"http://{host}/feed.xml") for host in hosts]

    @property
    def first(self) -> float:
        return min(calls[0][0] for calls in self.asked.values())


@asynccontextmanager
async def site() -> AsyncIterator[Site]:
    found, app = Site(), web.Application()
    app.router.add_get("/{path:.*}", found.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 0).start()  # all of loopback
    found.port = runner.addresses[0][1]
    try:
        yield found
    finally:
        await runner.cleanup()


class Fleet:
    """Processes of the bot on one database."""

    def __init__(self, url: str, folder: Path, telegram: TelegramServer, at_once: int) -> None:
        self._environ = {
            **{key: value for key, value in os.environ.items() if "DIGESTBOT" not in key},
            "DIGESTBOT_DATABASE_URL": url,
            "DIGESTBOT_FETCH__ALLOW_PRIVATE": '["127.0.0.0/8"]',
            "DIGESTBOT_TELEGRAM__TOKEN": telegram.token,
            "DIGESTBOT_TELEGRAM__BASE_URL": telegram.base_url,
            "DIGESTBOT_WEB__ENABLED": "false",
            "DIGESTBOT_LOG__LEVEL": "WARNING",
            "PYTHONPATH": str(ROOT),
        }
        if not url.startswith("sqlite"):
            self._environ |= {
                "DIGESTBOT_CLUSTER__ENABLED": "true",
                "DIGESTBOT_CLUSTER__HEARTBEAT_SECONDS": str(DEAD_AFTER / 3),
                "DIGESTBOT_CLUSTER__JOBS_AT_ONCE": str(at_once),
            }
        self._folder = folder
        self.running: list[asyncio.subprocess.Process] = []

    async def start(self, *arguments: str) -> None:
        folder = self._folder / secrets.token_hex(4)
        folder.mkdir()
        environ = {**self._environ, "DIGESTBOT_HEALTH_FILE": str(folder / "health.json")}
        with (self._folder / "log.txt").open("ab") as log:
            command = (sys.executable, "-m", "bot", "run", *arguments)
            process = await asyncio.create_subprocess_exec(
                *command, cwd=folder, env=environ, stdout=log, stderr=log
            )
        self.running.append(process)
        async with asyncio.timeout(60):
            while not (folder / "health.json").exists():
                await asyncio.sleep(0.05)

    async def kill(self, number: int) -> None:
        for _ in range(number):
            process = self.running.pop(0)
            process.kill()
            await process.wait()

    async def stop(self) -> None:
        for process in self.running:
            process.send_signal(signal.SIGTERM)
        await asyncio.gather(*(process.wait() for process in self.running))


async def polled(database: Database) -> int:
    async with database.read() as connection:
        query = text("SELECT count(*) FROM feeds WHERE last_success IS NOT NULL")
        return int((await connection.execute(query)).scalar_one())


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
                said = (Path(folder) / "log.txt").read_text()
                for line in [line for line in said.splitlines() if "error" in line.lower()][:5]:
                    print("  log:", line[:200], flush=True)


async def add(database: Database, feeds: list[Feed]) -> None:
    rows = [{"url": feed.url, "title": "", "origin": "chat", "state": "active"} for feed in feeds]
    await FeedStore(database).add_all(rows)


async def throughput(setting: Setting, workers: int, *arguments: str) -> float:
    """Feeds a second, from the first request to the last row."""
    async with arranged(setting) as (database, found, fleet):
        for _ in range(workers):
            await fleet.start(*arguments)
        await add(database, found.feeds(setting.feeds))
        if not await all_polled(database, setting.feeds):
            raise SystemExit(f"only {await polled(database)} of {setting.feeds} feeds were polled")
        return setting.feeds / (time.monotonic() - found.first)


@dataclass
class Blows:
    """What happened when, in seconds of the monotonic clock."""

    moments: list[float] = field(default_factory=list)

    def hit(self, begun: float, ended: float) -> bool:
        return any(begun <= moment <= ended + AFTER_CALL for moment in self.moments)


async def cut_connections(url: str) -> None:
    """As a restart of the server does, without hurting other databases."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(plain, autocommit=True) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


async def killed(setting: Setting) -> dict[str, float]:
    """Lost and repeated feeds under blows."""
    async with arranged(setting) as (database, found, fleet):
        for _ in range(4):
            await fleet.start("--role", "ingest")
        await add(database, found.feeds(setting.feeds))
        blows = Blows()

        async def when(share: float, blow: Callable[[], Awaitable[None]]) -> None:
            while len(found.asked) < share * setting.feeds:
                await asyncio.sleep(0.02)
            blows.moments.append(time.monotonic())
            await blow()
            blows.moments.append(time.monotonic())

        for share in (0.2, 0.5):
            await when(share, lambda: fleet.kill(2))
            await asyncio.gather(*(fleet.start("--role", "ingest") for _ in range(2)))
        await when(0.7, lambda: cut_connections(setting.url))
        complete = await all_polled(database, setting.feeds)
        twice = {host: calls for host, calls in found.asked.items() if len(calls) > 1}
        outside = [host for host, calls in twice.items() if not blows.hit(*calls[0])]
        return {
            "lost": 0 if complete else setting.feeds - await polled(database),
            "repeated_in_flight": len(twice) - len(outside),
            "repeated_outside_flight": len(outside),
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


async def measure(options: argparse.Namespace) -> dict[str, float]:
    found: dict[str, float] = {}
    for workers in (1, 2, 4):
        async with fresh_database(options.database) as url:
            setting = Setting(url, options.feeds, options.at_once)
            rate = await throughput(setting, workers, "--role", "ingest")
        ideal = workers * options.at_once / CALL
        print(f"{workers} processes: {rate:.1f} feeds/s, ideal {ideal:.0f}", flush=True)
        found |= {f"per_second_{workers}": rate, f"of_ideal_{workers}": rate / ideal}
    found |= {f"speedup_{n}": found[f"per_second_{n}"] / found["per_second_1"] for n in (2, 4)}
    if not options.skip_sqlite:
        with tempfile.TemporaryDirectory() as folder:
            setting = Setting(f"sqlite:///{folder}/digestbot.db", options.feeds, 0)
            found["sqlite_per_second"] = await throughput(setting, 1)
        print(f"one process on SQLite: {found['sqlite_per_second']:.1f} feeds/s", flush=True)
    async with fresh_database(options.database) as url:
        found |= await killed(Setting(url, options.feeds, options.at_once))
    return {name: round(value, 2) for name, value in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=1)
    parser.add_argument("--database", default="postgresql://postgres@127.0.0.1:5432/postgres")
    parser.add_argument("--skip-sqlite", action="store_true")
    print(json.dumps(asyncio.run(measure(parser.parse_args()))))


if __name__ == "__main__":
    main()
