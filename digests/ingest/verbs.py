"""The newsroom's verbs for feeds; `Newsroom` inherits them and brings what they stand on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from digests.errors import FetchError
from digests.ingest.feedbook import FeedBook
from digests.ingest.fetch import Fetcher, FetchPolicy
from digests.ingest.poller import FeedPoller, PollReport
from digests.model import Feed
from digests.store.database import Database
from digests.store.feeds import FeedStore, OnArrival, PutFeeds


class FeedVerbs:
    """Poll feeds and manage them."""

    _database: Database
    _fetcher: Fetcher | None
    _poller: FeedPoller | None = None
    poll_interval = timedelta(minutes=30)
    on_arrival: OnArrival | None = None  # called in each transaction in which something arrives

    async def poll(self, now: datetime) -> PollReport:
        """Every feed that is due, once; nothing happens without a fetcher. What is new is stored,
        and waits to be taken in.
        """
        poller = self._own_poller()
        return await poller.poll(now) if poller else PollReport()

    async def poll_these(self, feeds: Sequence[int], now: datetime) -> PollReport:
        """Those feeds, for whoever was handed them out."""
        poller = self._own_poller()
        return await poller.poll_these(feeds, now) if poller else PollReport()

    async def hand_out_feeds(
        self, now: datetime, until: datetime, limit: int, put: PutFeeds
    ) -> int:
        """Share due feeds with other processes: `put` gets them by host, with the transaction in
        which those that it returns are taken until they are polled, or `until`. How many.
        """
        return await FeedStore(self._database).hand_out(now, until, limit, put)

    def _own_poller(self) -> FeedPoller | None:
        if self._poller is None and self._fetcher is not None:
            store = FeedStore(self._database, self.on_arrival)
            self._poller = FeedPoller(store, self._fetcher, self.poll_interval)
        return self._poller

    def use(self, policy: FetchPolicy, poll_interval: timedelta) -> None:
        """Fetch and poll by other limits from the next time on.

        Raises:
            ValueError: `allow_private` names something that is no network.
        """
        self.poll_interval = poll_interval
        if self._fetcher is not None:
            self._fetcher.use(policy)
        if self._poller is not None:
            self._poller.interval = poll_interval

    async def feeds(self) -> list[Feed]:
        return await FeedStore(self._database).all()

    async def contact(self) -> tuple[datetime | None, datetime | None]:
        """When any process last fetched a feed, and since when all that is tried fails."""
        return await FeedStore(self._database).contact()

    async def add_feed(self, url: str, now: datetime) -> Feed:
        """The feed at `url`, or the first one that the site there names.

        Raises:
            FetchError, UnreadableError: neither can be read.
        """
        return await self._book(url).add(url, now)

    async def keep_feed(self, url: str, title: str, now: datetime) -> Feed:
        """Store a feed that may be out of reach at the moment.

        Raises:
            FetchError: the address can't be fetched as it is written.
        """
        return await self._book(url).keep(url, title, now)

    async def remove_feed(self, feed: int) -> bool:
        """Whether there was one. Its articles stay, and what arrived is taken in."""
        return await FeedStore(self._database).remove(feed)

    async def pause_feed(self, feed: int) -> bool:
        return await self._book().pause(feed)

    async def resume_feed(self, feed: int, now: datetime) -> bool:
        return await self._book().resume(feed, now)

    async def sync_feeds(self, wanted: Sequence[Feed], now: datetime) -> None:
        """Make the feeds of the configuration what it says; those that people added stay."""
        await self._book().sync(wanted, now)

    async def forget_entries(self, before: datetime) -> int:
        """Forget entries that were last seen before, and that their feed no longer holds; how
        many.
        """
        return await FeedStore(self._database).forget_entries(before)

    async def close(self) -> None:
        """End the processes that read feeds; a later poll starts new ones."""
        if self._poller is not None:
            self._poller.close()

    def _book(self, url: str = "feeds") -> FeedBook:
        if self._fetcher is None:
            raise FetchError(url, "nothing can be fetched here", outcome="no-fetcher")
        return FeedBook(FeedStore(self._database), self._fetcher)
