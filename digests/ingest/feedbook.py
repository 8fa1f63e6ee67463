"""Which feeds there are: added by people, named in the configuration, paused, removed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from digests.errors import FetchError, UnreadableError
from digests.ingest.discovery import find_feeds
from digests.ingest.feeds import ParsedFeed, read_feed
from digests.ingest.fetch import Fetcher
from digests.ingest.policy import WELL
from digests.ingest.poller import outcome_of
from digests.ingest.urls import check_url
from digests.ingest.worker import Workers
from digests.model import Feed
from digests.store.feeds import FeedStore

VERIFIED = 5
LEFT = "left"  # the configuration named it once


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
        address, title = await find_feed(url, self._fetcher)
        feed = await self.keep(address, title, now)
        if feed.state != "active":
            await self.resume(feed.id, now)
        return await self._store.by_url(feed.url) or feed

    async def keep(self, url: str, title: str, now: datetime) -> Feed:
        """Store a feed without asking it anything. A known one is a person's too from then on.

        Raises:
            FetchError: the address can't be fetched as it is written.
        """
        url = check_url(url, local_names=True)
        feed = await self._store.add(
            {"url": url, "title": title, "origin": "chat", "next_due": now}
        )
        if feed.origin == "chat":
            return feed
        again = resumed(now) if feed.state == LEFT else {}
        await self._store.change({feed.id: {"origin": "chat", **again}})
        return await self._store.by_url(url) or feed

    async def remove(self, feed: int) -> bool:
        """Whether there was one. Its articles stay."""
        return await self._store.remove(feed)

    async def pause(self, feed: int) -> bool:
        return await self._set_state(feed, {"state": "paused"})

    async def resume(self, feed: int, now: datetime) -> bool:
        """A feed that left the configuration belongs to people from then on."""
        left = any(f.id == feed and f.state == LEFT for f in await self._store.all())
        return await self._set_state(feed, resumed(now) | ({"origin": "chat"} if left else {}))

    async def sync(self, wanted: Sequence[Feed], now: datetime) -> None:
        """Make the feeds of the configuration what it says; what people added stays.

        A feed that left the configuration rests and is kept, with its memory of what was seen, and
        goes on when it comes back. What a person paused stays so.
        """
        known = {feed.url: feed for feed in await self._store.all()}
        changes: dict[int, dict[str, object]] = {}
        added: list[dict[str, object]] = []
        for feed in wanted:
            if stored := known.get(feed.url):
                changes[stored.id] = configured(stored, feed, now)
            else:
                values = {"title": feed.title, "outlet": feed.outlet, "full_text": feed.full_text}
                added.append({**values, "url": feed.url, "next_due": now})
        await self._store.add_all(added)
        named = {feed.url for feed in wanted}
        for stored in known.values():
            if stored.origin == "config" and stored.state == "active" and stored.url not in named:
                changes[stored.id] = {"state": LEFT}
        await self._store.change({feed: values for feed, values in changes.items() if values})

    async def _set_state(self, feed: int, values: dict[str, object]) -> bool:
        found = any(known.id == feed for known in await self._store.all())
        if found:
            await self._store.change({feed: values})
        return found


async def find_feed(url: str, fetcher: Fetcher) -> tuple[str, str]:
    """Address and title of the feed at `url`, or of the first one that the site there names.

    Raises:
        FetchError, UnreadableError: neither can be read.
    """
    workers = Workers(1)
    try:
        address, parsed = await _look(url, fetcher, workers)
    finally:
        workers.close()
    return address, parsed.title


async def _look(url: str, fetcher: Fetcher, workers: Workers) -> tuple[str, ParsedFeed]:
    fetched = await fetcher.fetch(url)
    arguments = (fetched.body, fetched.final_url, fetched.content_type)
    try:
        return fetched.moved_to or url, await workers.run_async(read_feed, *arguments)
    except UnreadableError as error:
        if outcome_of(error) != "not-a-feed":
            raise
    problem: FetchError | UnreadableError | None = None
    for address in (await workers.run_async(find_feeds, *arguments, fetched.links))[:VERIFIED]:
        try:
            found = await fetcher.fetch(address)
            parsed = await workers.run_async(
                read_feed, found.body, found.final_url, found.content_type
            )
        except (FetchError, UnreadableError) as error:
            problem = problem or error
            continue
        return found.moved_to or address, parsed
    if isinstance(problem, FetchError):
        raise problem
    raise UnreadableError(url, "neither a feed nor a page that names one")


def resumed(now: datetime) -> dict[str, object]:
    """The columns of a feed that is polled again."""
    return {"state": "active", **WELL, "next_due": now}


def configured(stored: Feed, wanted: Feed, now: datetime) -> dict[str, object]:
    """The columns of a stored feed that the configuration changes; empty words change nothing in a
    feed that a person added.
    """
    mine = stored.origin == "config"
    says: dict[str, object] = {"title": wanted.title or stored.title}
    if mine or wanted.outlet:
        says["outlet"] = wanted.outlet
    if mine or wanted.full_text != "feed":
        says["full_text"] = wanted.full_text
    changed = {name: value for name, value in says.items() if getattr(stored, name) != value}
    return changed | (resumed(now) if stored.state == LEFT else {})
