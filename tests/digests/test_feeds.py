"""Polling against a real server on loopback, into a real database."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from digests import Database, Fetcher, FetchPolicy, StoreError
from digests.ingest.check import check_feeds
from digests.ingest.poller import FeedPoller
from digests.ingest.replies import OUTCOMES
from digests.store.feeds import FeedStore
from tests.conftest import NOW

LATER = NOW + timedelta(days=2)


def rss(titles: Iterable[str], guid: str = "") -> str:
    items = "".join(
        f"<item><title>{title}</title><link>http://news.example/{title}</link>"
        f"<guid>{title}{guid}</guid><description>Words about {title} in some length, so that it "
        "makes a text of its own.</description></item>"
        for title in titles
    )
    return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>"


class Site:
    """Answers `/feed` with `body` and `status`, 304 where the tag is known."""

    def __init__(self) -> None:
        self.body = rss(["bridge", "budget"])
        self.status = 200
        self.headers: dict[str, str] = {}
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        tag = self.headers.get("ETag")
        if tag and request.headers.get("If-None-Match") == tag:
            return web.Response(status=304)
        return web.Response(status=self.status, text=self.body, headers=self.headers)


@asynccontextmanager
async def serving(site: Site) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/{name}", site.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    server = web.TCPSite(runner, "127.0.0.1", 0)
    await server.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def polling(database: Database) -> AsyncIterator[tuple[FeedPoller, FeedStore]]:
    store = FeedStore(database)
    async with Fetcher(FetchPolicy(allow_private=("127.0.0.0/8",))) as fetcher:
        poller = FeedPoller(store, fetcher)
        try:
            yield poller, store
        finally:
            poller.close()


async def test_a_feed_is_read_once_and_its_entries_are_never_taken_in_twice(
    database: Database,
) -> None:
    site = Site()
    async with serving(site) as url, polling(database) as (poller, store):
        await store.add({"url": f"{url}/feed"})
        assert (await poller.poll(NOW)).new == 2
        site.body = rss(["bridge", "budget"], guid="?changed")
        assert (await poller.poll(LATER)).new == 0


async def test_a_feed_is_left_alone_until_it_is_due(database: Database) -> None:
    site = Site()
    async with serving(site) as url, polling(database) as (poller, store):
        await store.add({"url": f"{url}/feed"})
        await poller.poll(NOW)
        assert (await poller.poll(NOW + timedelta(minutes=5))).polled == 0
        assert len(site.asked) == 1


async def test_a_feed_that_asks_to_be_left_alone_is_also_while_it_does_not_change(
    database: Database,
) -> None:
    site = Site()
    site.headers = {"ETag": '"one"'}
    site.body = site.body.replace("<item>", "<ttl>240</ttl><item>", 1)
    async with serving(site) as url, polling(database) as (poller, store):
        await store.add({"url": f"{url}/feed"})
        for hours in (0, 5):
            await poller.poll(NOW + timedelta(hours=hours))
            (feed,) = await store.all()
            assert feed.next_due and feed.next_due >= NOW + timedelta(hours=hours + 4)


async def test_an_unchanged_feed_costs_a_304(database: Database) -> None:
    site = Site()
    site.headers = {"ETag": '"one"'}
    async with serving(site) as url, polling(database) as (poller, store):
        await store.add({"url": f"{url}/feed"})
        await poller.poll(NOW)
        assert (await poller.poll(LATER)).unchanged == 1


async def test_a_failing_feed_says_why_and_waits_longer_each_time(database: Database) -> None:
    site = Site()
    site.status = 500
    async with serving(site) as url, polling(database) as (poller, store):
        await store.add({"url": f"{url}/feed"})
        await poller.poll(NOW)
        (first,) = await store.all()
        await poller.poll(LATER)
        (second,) = await store.all()
    assert first.next_due and second.next_due
    assert second.next_due - LATER > first.next_due - NOW
    assert second.last_error == ("server-error: the server answered with an error (HTTP 500)")


async def test_it_is_known_since_when_not_one_feed_can_be_fetched(database: Database) -> None:
    good, dead = Site(), Site()
    dead.status = 500
    later = LATER + timedelta(days=1)
    async with serving(good) as url, serving(dead) as other, polling(database) as (poller, store):
        await store.add({"url": f"{other}/feed"})
        await poller.poll(NOW)
        assert await store.contact() == (None, NOW)
        await store.add({"url": f"{url}/feed"})
        await poller.poll(LATER)
        assert await store.contact() == (LATER, None)  # the dead one failed before that, too
        good.status = 500
        await poller.poll(later)
        await poller.poll(later + timedelta(days=1))
        assert await store.contact() == (LATER, later)


async def test_a_feed_that_is_gone_is_not_asked_again(database: Database) -> None:
    site = Site()
    site.status = 410
    async with serving(site) as url, polling(database) as (poller, store):
        await store.add({"url": f"{url}/feed"})
        assert len((await poller.poll(NOW)).died) == 1
        await poller.poll(LATER)
    assert len(site.asked) == 1


async def test_a_database_that_can_not_be_written_to_is_said_as_it_is(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise StoreError("The disk is full.")

    async with serving(Site()) as url, polling(database) as (poller, store):
        await store.add({"url": f"{url}/feed"})
        monkeypatch.setattr(store, "record", full)
        with pytest.raises(StoreError, match="The disk is full"):
            await poller.poll(NOW)


async def test_a_private_address_is_not_checked_without_leave() -> None:
    site = Site()
    async with serving(site) as url, Fetcher() as fetcher:
        found = [check async for check in check_feeds([f"{url}/feed"], fetcher)]
    assert [check.outcome for check in found] == ["private-address"]
    assert site.asked == []


async def test_a_feed_of_entities_is_refused_and_another_is_read(tmp_path: Path) -> None:
    site = Site()
    site.body = '<!DOCTYPE r [<!ENTITY a "b">]><rss><channel><title>&a;</title></channel></rss>'
    good = Site()
    async with (
        serving(site) as bad_url,
        serving(good) as good_url,
        Fetcher(FetchPolicy(allow_private=("127.0.0.0/8",))) as fetcher,
    ):
        urls = [f"{bad_url}/feed", f"{good_url}/feed"]
        found = {check.url: check async for check in check_feeds(urls, fetcher)}
    assert found[urls[0]].outcome == "refused-xml"
    assert (found[urls[1]].outcome, found[urls[1]].entries) == ("ok", 2)


def test_the_handbook_explains_every_outcome_of_a_feed() -> None:
    page = Path(__file__).parents[2] / "docs" / "troubleshooting.md"
    told = set(re.findall(r"^\| `([a-z-]+)` \|", page.read_text(encoding="utf-8"), re.MULTILINE))
    assert told == OUTCOMES.keys() - {"ok", "unchanged"}
