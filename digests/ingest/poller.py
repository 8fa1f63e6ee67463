"""Poll what is due: fetch politely, read in a worker, hand over what is new, note what happened.

Drafts are taken in before the feed's validators are stored: a crash between the two reads the feed
once more, and what is known is not taken in again.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from digests.errors import FetchError, UnreadableError
from digests.ingest.dates import clamp
from digests.ingest.feeds import Entry, ParsedFeed, read_feed
from digests.ingest.fetch import Fetched, Fetcher
from digests.ingest.policy import (
    DEAD_AFTER,
    NewEntry,
    keys_of_entry,
    new_entries,
    next_due,
    next_try,
)
from digests.ingest.reading import read_page
from digests.ingest.replies import Validators
from digests.ingest.urls import host_of
from digests.ingest.worker import WorkerError, Workers
from digests.model import ArticleDraft, Feed, TakenIn, TakenInAs, TextFrom
from digests.store.feeds import FeedStore

TakeIn = Callable[[Iterable[ArticleDraft], datetime], Awaitable[list[TakenIn]]]
AT_ONCE = 50
BATCH = 5_000


@dataclass(slots=True)
class PollReport:
    """What a poll did. `died` and `recovered` name feeds that the owner should hear of once."""

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
        take_in: TakeIn,
        interval: timedelta = timedelta(minutes=30),
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._take_in = take_in
        self._interval = interval
        self._workers = Workers()
        self._turn = asyncio.Lock()
        self._changes: dict[int, dict[str, Any]] = {}
        self._targets: set[str] = set()  # addresses that feeds moved to in this poll

    def close(self) -> None:
        self._workers.close()

    async def poll(self, now: datetime) -> PollReport:
        """Every feed that is due, once. A feed's failure is data of its row and stops nothing."""
        async with self._turn:
            report = PollReport()
            self._targets.clear()
            lanes = Lanes(await self._store.due(now, BATCH), self._fetcher.policy.per_host)
            try:
                async with asyncio.TaskGroup() as group:
                    for _ in range(min(AT_ONCE, len(lanes))):
                        group.create_task(self._work(lanes, now, report))
            finally:
                await self._flush()
            return report

    async def _work(self, lanes: Lanes, now: datetime, report: PollReport) -> None:
        while (feed := lanes.take()) is not None:
            try:
                self._changes[feed.id] = await self._poll_one(feed, now, report)
                report.polled += 1
                if feed.failures >= DEAD_AFTER:
                    report.recovered.append(feed)
            except (FetchError, UnreadableError) as error:
                self._changes[feed.id] = self._failure(feed, error, now, report)
            lanes.give_back(feed)
            if len(self._changes) >= 100:
                await self._flush()

    async def _flush(self) -> None:
        changes, self._changes = self._changes, {}
        if changes:
            await self._store.change(changes)

    async def _poll_one(self, feed: Feed, now: datetime, report: PollReport) -> dict[str, Any]:
        """The changed columns of a good poll."""
        fetched = await self._fetcher.fetch(feed.url, Validators(feed.etag, feed.last_modified))
        good: dict[str, Any] = {"failures": 0, "last_error": None, "last_success": now}
        if fetched.unchanged:
            report.unchanged += 1
            due = next_due(feed.url, now, self._interval, [fetched.fresh_seconds])
            return {**good, "next_due": due}
        digest = hashlib.blake2b(fetched.body, digest_size=16).hexdigest()
        ttl: float | None = None
        if fetched.body and digest == await self._store.body_hash(feed.id):
            report.unchanged += 1
        else:
            parsed = await self._workers.run_async(
                read_feed, fetched.body, fetched.final_url, fetched.content_type
            )
            ttl = parsed.ttl_minutes * 60.0 if parsed.ttl_minutes else None
            good |= {"title": feed.title or parsed.title}
            report.new += await self._take(feed, parsed, now)
        due = next_due(feed.url, now, self._interval, [fetched.fresh_seconds, ttl])
        return {
            **good,
            **await self._moved(feed, fetched),
            "next_due": due,
            "body_hash": digest,
            "etag": fetched.validators.etag,
            "last_modified": fetched.validators.last_modified,
        }

    async def _moved(self, feed: Feed, fetched: Fetched) -> dict[str, str]:
        """The new address, unless another feed has it already. A feed of the configuration keeps
        the address that it is known by there, and follows the redirect each time.
        """
        target = fetched.moved_to
        if target is None or feed.origin == "config" or await self._store.by_url(target):
            return {}
        if target in self._targets:
            return {}
        self._targets.add(target)
        return {"url": target}

    async def _take(self, feed: Feed, parsed: ParsedFeed, now: datetime) -> int:
        keys = {key for entry in parsed.entries for key in keys_of_entry(entry)}
        fresh = new_entries(parsed.entries, await self._store.known_entries(feed.id, keys))
        if not fresh:
            return 0
        drafts = [await self._draft(feed, parsed, item.entry, now) for item in reversed(fresh)]
        taken = await self._take_in(drafts, now)
        await self._store.remember_entries(feed.id, _fingerprints(fresh), now)
        return sum(item.outcome in (TakenInAs.NEW, TakenInAs.COPY) for item in taken)

    async def _draft(
        self, feed: Feed, parsed: ParsedFeed, entry: Entry, now: datetime
    ) -> ArticleDraft:
        draft = draft_of(feed, parsed, entry, now)
        if feed.full_text != "page" or not entry.link:
            return draft
        try:
            page = await read_page(self._fetcher, entry.link, now, self._workers)
        except (FetchError, UnreadableError):
            return draft  # the feed's own text is better than none, and `text_from` says so
        return with_page(draft, page)

    def _failure(
        self, feed: Feed, error: FetchError | UnreadableError, now: datetime, report: PollReport
    ) -> dict[str, Any]:
        report.failed += 1
        failures = feed.failures + 1
        retry = error.retry_after if isinstance(error, FetchError) else None
        change: dict[str, Any] = {
            "failures": failures,
            "last_error": f"{outcome_of(error)}: {error.reason}"[:500],
            "next_due": next_try(feed.url, now, self._interval, failures, retry),
        }
        gone = outcome_of(error) == "gone"
        if gone:
            change["state"] = "gone"
        if failures == DEAD_AFTER or (gone and failures < DEAD_AFTER):
            report.died.append(replace(feed, failures=failures, last_error=change["last_error"]))
        return change


class Lanes:
    """Feeds by host: a host never has more than `per_host` in hand, whoever waits for it."""

    def __init__(self, feeds: Sequence[Feed], per_host: int) -> None:
        self._queues: defaultdict[str, deque[Feed]] = defaultdict(deque)
        for feed in feeds:
            self._queues[host_of(feed.url)].append(feed)
        self._ready = deque(
            host for host, queue in self._queues.items() for _ in range(min(per_host, len(queue)))
        )
        self._hosts: dict[int, str] = {feed.id: host_of(feed.url) for feed in feeds}

    def __len__(self) -> int:
        return len(self._ready)

    def take(self) -> Feed | None:
        while self._ready:
            if queue := self._queues[self._ready.popleft()]:
                return queue.popleft()
        return None

    def give_back(self, feed: Feed) -> None:
        """The feed is done; its place at the host is free."""
        self._ready.append(self._hosts[feed.id])


def draft_of(feed: Feed, parsed: ParsedFeed, entry: Entry, now: datetime) -> ArticleDraft:
    """An article of what the feed itself says."""
    return ArticleDraft(
        title=entry.title or entry.text[:120],
        text=entry.text or entry.title,
        outlet=feed.outlet or feed.title or parsed.title or host_of(feed.url),
        url=entry.link,
        author=entry.author,
        published=clamp(entry.published, now),
        language=parsed.language if len(parsed.language) == 2 else "",
        text_from=TextFrom.FEED,
        feed=feed.id,
        guid=entry.guid,
    )


def with_page(draft: ArticleDraft, page: ArticleDraft) -> ArticleDraft:
    """The page's text, unless it has less than the feed gave."""
    if len(page.text) <= len(draft.text):
        return draft
    return replace(
        draft,
        text=page.text,
        author=draft.author or page.author,
        published=draft.published or page.published,
        language=draft.language or page.language,
        text_from=TextFrom.PAGE,
    )


def outcome_of(error: FetchError | UnreadableError) -> str:
    """The outcome class, one of `replies.OUTCOMES`."""
    if isinstance(error, FetchError):
        return error.outcome
    return "parser-stopped" if isinstance(error, WorkerError) else error.source


def _fingerprints(fresh: Iterable[NewEntry]) -> dict[str, str]:
    return {key: item.fingerprint for item in fresh for key in item.keys}
