"""Which feeds there are: added by people, named in the configuration, paused, removed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from digests.errors import UnreadableError
from digests.ingest.discovery import find_feeds
from digests.ingest.feeds import ParsedFeed, read_feed
from digests.ingest.fetch import Fetcher
from digests.ingest.poller import outcome_of
from digests.ingest.urls import check_url
from digests.ingest.worker import Workers
from digests.model import Feed
from digests.store.feeds import FeedStore

VERIFIED = 5


class FeedBook:
    """Changes feeds; the poller reads them."""

    def __init__(self, store: FeedStore, fetcher: Fetcher) -> None:
        self._store = store
        self._fetcher = fetcher

    async def list(self) -> list[Feed]:
        return await self._store.all()

    async def add(self, url: str, now: datetime) -> Feed:
        """Store the feed at `url`, or the first feed that the site there names.

        Raises:
            FetchError, UnreadableError: neither can be read.
        """
        workers = Workers(1)
        try:
            address, parsed = await self._find(url, workers)
        finally:
            workers.close()
        return await self._store.add(
            {"url": address, "title": parsed.title, "origin": "chat", "next_due": now}
        )

    async def remove(self, feed: int) -> bool:
        """Whether there was one. Its articles stay."""
        return await self._store.remove(feed)

    async def pause(self, feed: int) -> bool:
        return await self._set_state(feed, {"state": "paused"})

    async def resume(self, feed: int, now: datetime) -> bool:
        return await self._set_state(feed, {"state": "active", "failures": 0, "next_due": now})

    async def sync(self, wanted: Sequence[Feed], now: datetime) -> None:
        """Make the feeds of the configuration what it says; what people added stays as it is.

        A feed that left the configuration is paused and kept: its memory of what was seen too.
        """
        known = {feed.url: feed for feed in await self._store.all()}
        for feed in wanted:
            values = {"title": feed.title, "outlet": feed.outlet, "full_text": feed.full_text}
            if feed.url not in known:
                await self._store.add({**values, "url": feed.url, "next_due": now})
            elif known[feed.url].origin == "config":
                values["title"] = feed.title or known[feed.url].title
                await self._store.change({known[feed.url].id: values})
        named = {feed.url for feed in wanted}
        gone = [f for f in known.values() if f.origin == "config" and f.url not in named]
        await self._store.change({feed.id: {"state": "paused"} for feed in gone})

    async def _set_state(self, feed: int, values: dict[str, object]) -> bool:
        found = any(known.id == feed for known in await self._store.all())
        if found:
            await self._store.change({feed: values})
        return found

    async def _find(self, url: str, workers: Workers) -> tuple[str, ParsedFeed]:
        check_url(url, local_names=True)
        fetched = await self._fetcher.fetch(url)
        arguments = (fetched.body, fetched.final_url, fetched.content_type)
        try:
            return fetched.moved_to or url, await workers.run_async(read_feed, *arguments)
        except UnreadableError as error:
            if outcome_of(error) != "not-a-feed":
                raise
        for address in (await workers.run_async(find_feeds, *arguments, fetched.links))[:VERIFIED]:
            found = await self._fetcher.fetch(address)
            try:
                parsed = await workers.run_async(
                    read_feed, found.body, found.final_url, found.content_type
                )
            except UnreadableError:
                continue
            return address, parsed
        raise UnreadableError(url, "neither a feed nor a page that names one")
