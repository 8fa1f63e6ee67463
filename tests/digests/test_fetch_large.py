"""However many feeds send large bodies at once, few are held."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator

import pytest

from digests import Fetcher, FetchError, FetchPolicy
from digests.ingest import large
from tests.servers.feed_site import FeedSite, feed_site

# The deadline is short: who waits for a place has not used it up.
POLICY = FetchPolicy(allow_private=("127.0.0.0/8",), timeout_seconds=2.0, per_host=20)
HELD_SECONDS = 0.7


@pytest.fixture
async def site() -> AsyncIterator[FeedSite]:
    async with feed_site() as made:
        yield made


async def test_large_bodies_come_a_few_at_a_time_and_waiting_is_no_slowness(site: FeedSite) -> None:
    url = site.serve("/large", "x" * 3 * large.SMALL_BYTES)
    held, most = 0, 0

    async def take(fetcher: Fetcher) -> int:
        nonlocal held, most
        fetched = await fetcher.fetch(url)
        held += 1
        most = max(most, held)
        await asyncio.sleep(HELD_SECONDS)
        held -= 1
        return len(fetched.body)

    async with Fetcher(POLICY) as fetcher:
        sizes = await asyncio.gather(*(take(fetcher) for _ in range(12)))
    assert sizes == [3 * large.SMALL_BYTES] * 12
    assert most == large.AT_ONCE


async def test_small_feeds_pass_while_large_ones_wait(site: FeedSite) -> None:
    url, small = site.serve("/large", "x" * 3 * large.SMALL_BYTES), site.serve("/small", "x" * 100)
    async with Fetcher(POLICY) as fetcher:
        holding = [await fetcher.fetch(url) for _ in range(large.AT_ONCE)]
        waiting = asyncio.create_task(fetcher.fetch(url))
        assert (await fetcher.fetch(small)).body == b"x" * 100
        await asyncio.sleep(0.3)
        assert not waiting.done()
        holding.pop()
        assert len((await asyncio.wait_for(waiting, 5)).body) == 3 * large.SMALL_BYTES


async def test_whoever_waits_for_those_that_never_go_gives_up(
    site: FeedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large, "PATIENCE_SECONDS", 0.2)
    url = site.serve("/large", "x" * 3 * large.SMALL_BYTES)
    async with Fetcher(POLICY) as fetcher:
        holding = [await fetcher.fetch(url) for _ in range(large.AT_ONCE)]
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(url)
        assert caught.value.outcome == "timeout"
        holding.clear()
        assert await fetcher.fetch(url)


async def test_a_large_body_that_is_refused_or_cancelled_keeps_no_place() -> None:
    bomb = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(60_000_000))

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(bomb)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    async with Fetcher(POLICY) as fetcher:
        refused = await asyncio.wait_for(
            asyncio.gather(*(fetcher.fetch(url) for _ in range(8)), return_exceptions=True), 20
        )
    assert {getattr(error, "outcome", error) for error in refused} == {"too-large"}
    server.close()
