"""Poll what is due: fetch politely, read in a worker, store what is new, note what happened.

What is new waits among the arrivals until it is taken in, see `digests.arriving`.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from digests.errors import FetchError, UnreadableError
from digests.ingest.clean import clean_line
from digests.ingest.drafts import draft_of, with_page
from digests.ingest.feeds import ParsedFeed, read_feed
from digests.ingest.fetch import Fetched, Fetcher
from digests.ingest.intray import FeedNews, InTray
from digests.ingest.lanes import Lanes
from digests.ingest.policy import DEAD_AFTER, WELL, keyed_entries, new_entries, next_due, next_try
from digests.ingest.reading import read_page
from digests.ingest.replies import Validators
from digests.ingest.worker import WorkerError, Workers
from digests.model import ArticleDraft, Feed
from digests.store.feeds import DueFeed, FeedStore

PAGES_SECONDS = 60.0
AT_ONCE = 50
BATCH = 5_000


@dataclass(slots=True)
class PollReport:
    """What a poll did. `new` counts entries that are new or changed, and wait to be taken in;
    `died` and `recovered` name feeds that the owner should hear of once.
    """

    polled: int = 0
    unchanged: int = 0
    failed: int = 0
    new: int = 0
    died: list[Feed] = field(default_factory=list)
    recovered: list[Feed] = field(default_factory=list)


class FeedPoller:
    """One poll at a time; two at once would only ask the same feeds twice."""

    def __init__(
        self,
        store: FeedStore,
        fetcher: Fetcher,
        interval: timedelta = timedelta(minutes=30),
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self.interval = interval
        self._workers = Workers()
        self._turn = asyncio.Lock()

    def close(self) -> None:
        self._workers.close()

    async def poll(self, now: datetime) -> PollReport:
        """Every feed that is due, once. A feed's failure is data of its row and stops nothing.

        Raises:
            StoreError: the database can't be used.
        """
        async with self._turn:
            return await self._poll(await self._store.due(now, BATCH), now)

    async def poll_these(self, feeds: Sequence[int], now: datetime) -> PollReport:
        """Those feeds, due or not: whoever asks sees to it that nobody else polls them.

        Raises:
            StoreError: the database can't be used.
        """
        return await self._poll(await self._store.active(feeds), now)

    async def _poll(self, feeds: Sequence[DueFeed], now: datetime) -> PollReport:
        report, tray = PollReport(), InTray(self._store, now)
        lanes = Lanes(feeds, self._fetcher.policy.per_host)
        try:
            await self._poll_all(lanes, tray, now, report)
        except ExceptionGroup as group:
            raise first_of(group) from group
        await self._store.record(
            {feed.id: self._failure(feed, refused(error), now, report)
             for feed, error in tray.refused}, {}, now,
        )  # fmt: skip
        report.new = tray.new
        return report

    async def _poll_all(
        self, lanes: Lanes, tray: InTray, now: datetime, report: PollReport
    ) -> None:
        async with asyncio.TaskGroup() as taking:
            taking.create_task(tray.run())
            async with asyncio.TaskGroup() as polling:
                for _ in range(min(AT_ONCE, len(lanes))):
                    polling.create_task(self._work(lanes, tray, now, report))
            await tray.close()

    async def _work(self, lanes: Lanes, tray: InTray, now: datetime, report: PollReport) -> None:
        while (due := lanes.take()) is not None:
            try:
                await self._poll_one(due, tray, now, report)
                report.polled += 1
                if due.feed.failures >= DEAD_AFTER:
                    report.recovered.append(due.feed)
            except (FetchError, UnreadableError) as error:
                await tray.note(due.feed.id, self._failure(due.feed, error, now, report))
            lanes.give_back(due)

    async def _poll_one(
        self, due: DueFeed, tray: InTray, now: datetime, report: PollReport
    ) -> None:
        feed = due.feed
        fetched = await self._fetcher.fetch(feed.url, Validators(feed.etag, feed.last_modified))
        change: dict[str, Any] = {**WELL, "last_success": now}
        if fetched.unchanged:
            report.unchanged += 1
            change["next_due"] = self._next_due(feed, now, fetched, due.ttl_minutes)
            await tray.note(feed.id, change)
            return
        digest = hashlib.blake2b(fetched.body, digest_size=16).hexdigest()
        change |= {
            "etag": fetched.validators.etag,
            "last_modified": fetched.validators.last_modified,
            **moved(feed, fetched),
        }
        if fetched.body and digest == due.body_hash:
            report.unchanged += 1
            change["next_due"] = self._next_due(feed, now, fetched, due.ttl_minutes)
            await tray.note(feed.id, change)
            return
        parsed = await self._workers.run_async(
            read_feed, fetched.body, fetched.final_url, fetched.content_type
        )
        fetched = replace(fetched, body=b"")  # it may be large, and wait for its turn long
        change |= {
            "title": feed.title or parsed.title,
            "body_hash": digest,
            "last_read": now,
            "ttl_minutes": parsed.ttl_minutes,
            "next_due": self._next_due(feed, now, fetched, parsed.ttl_minutes),
        }
        await tray.bring(await self._news(due, parsed, change, now))

    def _next_due(
        self, feed: Feed, now: datetime, fetched: Fetched, ttl_minutes: int | None
    ) -> datetime:
        asked = (fetched.fresh_seconds, ttl_minutes * 60.0 if ttl_minutes else None)
        return next_due(feed.url, now, self.interval, asked)

    async def _news(
        self, due: DueFeed, parsed: ParsedFeed, change: dict[str, Any], now: datetime
    ) -> FeedNews:
        feed, entries = due.feed, keyed_entries(parsed.entries)
        seen = {key: one.fingerprint for one in entries for key in one.keys}
        was_read = due.body_hash is not None  # stored with the first entries
        known = await self._store.known_entries(feed.id, seen) if was_read else {}
        fresh = new_entries(entries, known)
        drafts = [draft_of(feed, parsed, one, now) for one in reversed(fresh)]
        if feed.full_text == "page":
            drafts = await self._with_pages(drafts, now)
        return FeedNews(feed=feed, drafts=drafts, seen=seen, change=change)

    async def _with_pages(self, drafts: list[ArticleDraft], now: datetime) -> list[ArticleDraft]:
        """Drafts with the text of their pages, as far as that comes within a minute: the feed's own
        text is better than none, and `text_from` says which it is.
        """
        loop = asyncio.get_running_loop()
        end, found = loop.time() + PAGES_SECONDS, list[ArticleDraft]()
        for draft in drafts:
            found.append(draft)
            if draft.url and draft.own_page and loop.time() < end:
                with contextlib.suppress(FetchError, UnreadableError):
                    page = await read_page(self._fetcher, draft.url, now, self._workers)
                    found[-1] = with_page(draft, page)
        return found

    def _failure(
        self, feed: Feed, error: FetchError | UnreadableError, now: datetime, report: PollReport
    ) -> dict[str, Any]:
        report.failed += 1
        failures = feed.failures + 1
        retry = error.retry_after if isinstance(error, FetchError) else None
        change: dict[str, Any] = {
            "failures": failures,
            "failing_since": feed.failing_since or now,
            "last_error": clean_line(f"{outcome_of(error)}: {error.reason}"),
            "next_due": next_try(feed.url, now, self.interval, failures, retry),
        }
        gone = outcome_of(error) == "gone"
        if gone:
            change["state"] = "gone"
        if failures == DEAD_AFTER or (gone and failures < DEAD_AFTER):
            report.died.append(replace(feed, failures=failures, last_error=change["last_error"]))
        return change


def first_of(group: ExceptionGroup[Exception]) -> Exception:
    """What began it: the tasks beside it were ended because of it."""
    error = group.exceptions[0]
    return first_of(error) if isinstance(error, ExceptionGroup) else error


def moved(feed: Feed, fetched: Fetched) -> dict[str, str]:
    """The new address of a feed that moved. One of the configuration keeps the address that it is
    known by there, and follows the redirect each time.
    """
    return {"url": fetched.moved_to} if fetched.moved_to and feed.origin != "config" else {}


def refused(error: Exception) -> UnreadableError:
    return UnreadableError("not-taken-in", f"a fault of ours ({type(error).__name__}: {error})")


def outcome_of(error: FetchError | UnreadableError) -> str:
    """The outcome class, one of `replies.OUTCOMES`."""
    if isinstance(error, FetchError):
        return error.outcome
    return "parser-stopped" if isinstance(error, WorkerError) else error.source
