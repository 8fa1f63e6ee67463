"""Try feeds without storing anything, for `digestbot feeds check`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from digests.errors import FetchError, UnreadableError
from digests.ingest.feeds import read_feed
from digests.ingest.fetch import Fetcher
from digests.ingest.poller import outcome_of
from digests.ingest.worker import Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedCheck:
    """One feed: `outcome` is a class of `replies.OUTCOMES`, `detail` is for people."""

    url: str
    outcome: str
    detail: str = ""
    title: str = ""
    entries: int = 0
    redirects: tuple[str, ...] = ()
    bytes_read: int = 0


async def check_feeds(urls: Sequence[str], fetcher: Fetcher) -> AsyncIterator[FeedCheck]:
    """Each in the order in which it is done."""
    workers = Workers()
    places = asyncio.Semaphore(fetcher.policy.connections)

    async def one(url: str) -> FeedCheck:
        async with places:
            return await _check(url, fetcher, workers)

    try:
        for done in asyncio.as_completed([one(url) for url in urls]):
            yield await done
    finally:
        workers.close()


async def _check(url: str, fetcher: Fetcher, workers: Workers) -> FeedCheck:
    redirects: tuple[str, ...] = ()
    size = 0
    try:
        fetched = await fetcher.fetch(url)
        redirects, size = fetched.redirects, fetched.wire_bytes
        parsed = await workers.run_async(
            read_feed, fetched.body, fetched.final_url, fetched.content_type
        )
    except (FetchError, UnreadableError) as error:
        if isinstance(error, FetchError):
            redirects, size = error.redirects, error.bytes_read
        return FeedCheck(
            url=url,
            outcome=outcome_of(error),
            detail=error.reason,
            redirects=redirects,
            bytes_read=size,
        )
    return FeedCheck(
        url=url,
        outcome="ok",
        title=parsed.title,
        entries=len(parsed.entries),
        redirects=redirects,
        bytes_read=size,
    )
