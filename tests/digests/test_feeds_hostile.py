"""Every case of the hostile server has its named outcome, and no case spoils another."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from digests import (
    Database,
    Feed,
    Fetcher,
    FetchPolicy,
    Newsroom,
    check_feeds,
)
from digests.ingest import poller
from digests.ingest.feeds import ParsedFeed, read_feed
from digests.ingest.worker import PARSE_SECONDS
from digests.store.feeds import FeedStore
from tests.conftest import NOW
from tests.servers.feed_site import FeedSite, feed_site
from tests.servers.web import CASES, hostile

POLICY = FetchPolicy(allow_private=("127.0.0.0/8",), timeout_seconds=5.0, per_host=10)
HANGS = "hangs"
GROWTH_MB = 250  # fifty fetches at once, some of the greatest size that is allowed


async def test_every_hostile_answer_has_its_named_outcome() -> None:
    async with hostile() as address, Fetcher(POLICY) as fetcher:
        urls = [f"{address}/{name}" for name in CASES]
        found = {check.url.rpartition("/")[2]: check async for check in check_feeds(urls, fetcher)}
    outcomes = {name: (check.outcome, check.entries) for name, check in found.items()}
    assert outcomes == {name: (case.outcome, case.entries) for name, case in CASES.items()}
    assert len(CASES) >= 40
    assert all(check.detail.isprintable() for check in found.values())
    assert 1_000 < found["gzip-bomb"].bytes_read < 100_000  # what came over the wire
    assert found["to-private"].redirects == ("http://10.0.0.1/",)


class Watched(FeedStore):
    """Knows when each entry arrived."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.seen: dict[str, float] = {}

    async def record(self, *what: Any) -> None:
        await super().record(*what)
        drafts = [draft for some in (what[3] if what[3:] else {}).values() for draft in some]
        self.seen |= {draft.title: time.monotonic() for draft in drafts}


@asynccontextmanager
async def watching(
    database: Database, urls: Iterable[str]
) -> AsyncIterator[tuple[Newsroom, dict[str, float]]]:
    store = Watched(database)
    async with Fetcher(POLICY) as fetcher:
        newsroom = Newsroom(database, [], fetcher=fetcher)
        newsroom._poller = poller.FeedPoller(store, fetcher)
        await newsroom.sync_feeds([Feed(id=0, url=url) for url in urls], NOW)
        yield newsroom, store.seen
        await newsroom.close()


async def test_the_row_of_each_hostile_feed_says_what_happened_and_good_feeds_are_read(
    database: Database,
) -> None:
    async with hostile() as address, feed_site() as site:
        bad = [f"{address}/{name}" for name in CASES]
        good = [site.news(f"/feed-{number}", [f"bridge {number}"]) for number in range(5)]
        async with (
            watching(database, [*bad, *good]) as (newsroom, seen),
            memory_watched() as grown,
        ):
            await newsroom.poll(NOW)
            await newsroom.take_in_arrivals(NOW)
            rows = {feed.url: feed for feed in await newsroom.feeds()}
            hits = await newsroom.search("bridge")
    assert {f"The bridge {number}" for number in range(5)} <= seen.keys()
    assert len(hits) == 5
    said = {name: (rows[f"{address}/{name}"].last_error or "ok: ").split(": ")[0] for name in CASES}
    assert said == {name: case.outcome for name, case in CASES.items()}
    assert rows[f"{address}/gone"].state == "gone"
    assert max(grown) < GROWTH_MB


@asynccontextmanager
async def memory_watched() -> AsyncIterator[list[float]]:
    """Megabytes by which this process has grown, sampled meanwhile; only Linux tells."""
    begun, grown = resident_mb(), [0.0]

    async def sample() -> None:
        while True:
            grown.append(resident_mb() - begun)
            await asyncio.sleep(0.02)

    sampling = asyncio.create_task(sample())
    yield grown
    sampling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await sampling


def resident_mb() -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    lines = status.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def read_or_hang(body: bytes, url: str, content_type: str = "") -> ParsedFeed:
    """Our reader, with a fault as somebody will find one in it some day."""
    while HANGS.encode() in body:
        pass
    return read_feed(body, url, content_type)


async def test_200_feeds_do_not_wait_until_one_that_hangs_its_reader_is_stopped(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poller, "read_feed", read_or_hang)
    async with feed_site() as site:
        good = [site.news(f"/feed-{number}", [f"bridge {number}"]) for number in range(200)]
        bad = site.news("/bad", [HANGS])
        alone, _ = await seconds_of(database, good, site, NOW)
        with_bad, error = await seconds_of(database, [*good, bad], site, NOW + timedelta(days=2))
    assert with_bad < alone + PARSE_SECONDS
    assert error == "parser-stopped: it took too long and was stopped"


async def seconds_of(
    database: Database, urls: list[str], site: FeedSite, now: datetime
) -> tuple[float, str | None]:
    """How long it took until the last good article was in, and the error of the last feed."""
    for number in range(200):
        site.news(f"/feed-{number}", [f"bridge {number} at {now:%d}"])
    async with watching(database, urls) as (newsroom, seen):
        begun = time.monotonic()
        await newsroom.poll(now)
        rows = {feed.url: feed.last_error for feed in await newsroom.feeds()}
    last = max(seen[f"The bridge {number} at {now:%d}"] for number in range(200))
    return last - begun, rows[urls[-1]]
