"""Story assignment as a job of its own, on a real PostgreSQL and a real feed server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from bot.app.jobs import Jobs
from bot.app.ticks import RunningBot
from bot.clock import utc_now
from bot.cluster import Engine, depths
from bot.config import Config
from bot.store import BOT_TREE
from digests import STORE_TREE, Database, Fetcher, FetchPolicy, Newsroom, StoreError, migrate
from tests.conftest import NOW
from tests.servers.feed_site import FeedSite, feed_site

pytest.importorskip("procrastinate", reason="the cluster extra is not installed")
INGEST = ("poll", "assign")


@pytest.fixture
async def site() -> AsyncIterator[FeedSite]:
    async with feed_site() as serving:
        yield serving


@pytest.fixture
async def shared(postgresql_url: str) -> AsyncIterator[Database]:
    database = Database.open(postgresql_url)
    await migrate(database, [STORE_TREE, BOT_TREE], NOW)
    yield database
    await database.close()


@asynccontextmanager
async def member(url: str, folder: Path) -> AsyncIterator[tuple[Newsroom, Engine, Jobs]]:
    """One of several processes, with a database connection, an engine and a newsroom of its own."""
    async with AsyncExitStack() as stack:
        database = Database.open(url)
        stack.push_async_callback(database.close)
        fetcher = await stack.enter_async_context(
            Fetcher(FetchPolicy(allow_private=("127.0.0.0/8",)))
        )
        newsroom = Newsroom(database, [], fetcher=fetcher)
        stack.push_async_callback(newsroom.close)
        config = Config(database_url=url, health_file=folder / "health.json")
        engine = await stack.enter_async_context(Engine.opened(database, 9))
        yield newsroom, engine, Jobs(RunningBot(config, database, newsroom, {}), engine, INGEST)


async def waiting(database: Database) -> dict[str, int]:
    return {depth.kind: depth.jobs for depth in await depths(database)}


async def drained(newsroom: Newsroom) -> None:
    async with asyncio.timeout(30):
        while (await newsroom.arrivals()).waiting:
            await asyncio.sleep(0.05)


async def test_a_poll_puts_one_job_for_what_arrives_and_the_job_assigns_it(
    shared: Database, postgresql_url: str, site: FeedSite, tmp_path: Path
) -> None:
    async with member(postgresql_url, tmp_path) as (newsroom, engine, jobs):
        for name in ("bridge", "budget"):
            feed = await newsroom.keep_feed(site.news(f"/{name}", [name, "ferry"]), "", NOW)
            await newsroom.poll_these([feed.id], NOW)
        assert await waiting(shared) == {"assign": 1}
        assert (await newsroom.counts()).articles == 0
        engine.start(jobs.handlers, 2)
        await drained(newsroom)
        await engine.stop()
        assert (await newsroom.counts()).articles == 3
        assert await waiting(shared) == {}


async def test_a_poll_that_brings_nothing_new_puts_no_job(
    shared: Database, postgresql_url: str, site: FeedSite, tmp_path: Path
) -> None:
    async with member(postgresql_url, tmp_path) as (newsroom, _, _):
        feed = await newsroom.keep_feed(site.serve("/feed", site.rss([])), "", NOW)
        await newsroom.poll_these([feed.id], NOW)
        assert await waiting(shared) == {}


async def test_what_arrives_and_its_job_are_stored_together_or_not_at_all(
    postgresql_url: str, site: FeedSite, shared: Database, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    async with member(postgresql_url, tmp_path) as (newsroom, engine, _):

        async def away(*_: object) -> None:
            raise StoreError("The database is away.")

        feed = await newsroom.keep_feed(site.news("/feed", ["bridge"]), "", NOW)
        with monkeypatch.context() as broken:
            broken.setattr(engine, "put", away)
            with pytest.raises(StoreError, match="away"):
                await newsroom.poll_these([feed.id], NOW)
        assert (await newsroom.arrivals()).waiting == 0
        await newsroom.poll_these([feed.id], NOW)
        assert (await newsroom.arrivals()).waiting == 1
        assert await waiting(shared) == {"assign": 1}


async def test_arrivals_whose_job_was_lost_get_another_one(
    shared: Database, postgresql_url: str, site: FeedSite, tmp_path: Path
) -> None:
    async with member(postgresql_url, tmp_path) as (newsroom, _, jobs):
        await jobs.look(utc_now())
        assert await waiting(shared) == {}
        newsroom.on_arrival = None  # as if its job had been lost
        feed = await newsroom.keep_feed(site.news("/feed", ["bridge"]), "", NOW)
        await newsroom.poll_these([feed.id], NOW)
        assert await waiting(shared) == {}
        for _ in range(2):
            await jobs.look(utc_now())
        assert await waiting(shared) == {"assign": 1}


async def test_a_job_leaves_what_is_too_much_for_it_to_the_next_one(
    shared: Database, postgresql_url: str, site: FeedSite, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("bot.app.ticks.ARRIVALS_AT_ONCE", 1)
    monkeypatch.setattr("digests.arriving.AT_ONCE", 1)
    async with member(postgresql_url, tmp_path) as (newsroom, _, jobs):
        feed = await newsroom.keep_feed(site.news("/feed", ["bridge", "budget"]), "", NOW)
        newsroom.on_arrival = None
        await newsroom.poll_these([feed.id], NOW)
        await jobs.assign()
        assert (await newsroom.arrivals()).waiting == 1
        assert await waiting(shared) == {"assign": 1}


async def test_two_processes_take_each_arrival_in_once_and_find_one_story(
    shared: Database, postgresql_url: str, site: FeedSite, tmp_path: Path
) -> None:
    async with (
        member(postgresql_url, tmp_path) as (first, _, _),
        member(postgresql_url, tmp_path) as (second, _, _),
    ):
        names = [f"bridge number {number}" for number in range(40)]
        feed = await first.keep_feed(site.news("/feed", names), "", NOW)
        await first.poll_these([feed.id], NOW)
        reports = await asyncio.gather(
            *(room.take_in_arrivals(NOW) for room in (first, second, first, second))
        )
        assert sum(report.taken_in for report in reports) == 40
        assert (await first.counts()).articles == 40
        assert (await first.arrivals()).waiting == 0
