"""What polls bring waits here and is taken in, many feeds at once.

A transaction costs a write to the disk, so one for each feed would be the slowest part of a poll.
Articles are taken in before the row of their feed says so: a crash between the two reads the feed
once more, and what is known is not taken in again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digests.errors import StoreError
from digests.model import ArticleDraft, Feed, TakenIn, TakenInAs
from digests.store.feeds import FeedStore

log = logging.getLogger(__name__)

TakeIn = Callable[[Iterable[ArticleDraft], datetime], Awaitable[list[TakenIn]]]
ENOUGH = 200  # articles for one turn
ROWS = 500  # feeds without anything new that are recorded at once
WAITING = 10  # feeds; more would only take memory


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedNews:
    """A feed that was read: its new articles, every key in its body, its changed columns."""

    feed: Feed
    drafts: list[ArticleDraft]
    seen: Mapping[str, str]
    change: Mapping[str, Any]


class InTray:
    """Takes news in and records them, one turn after the other."""

    def __init__(self, store: FeedStore, take_in: TakeIn, now: datetime) -> None:
        self.new = 0
        self.refused: list[tuple[Feed, Exception]] = []
        self._store = store
        self._take_in = take_in
        self._now = now
        self._waiting: asyncio.Queue[FeedNews | None] = asyncio.Queue(WAITING)
        self._changes: dict[int, Mapping[str, Any]] = {}
        self._seen: dict[int, Mapping[str, str]] = {}

    async def bring(self, news: FeedNews) -> None:
        """Waits while much is waiting already."""
        await self._waiting.put(news)

    async def note(self, feed: int, change: Mapping[str, Any]) -> None:
        """A feed that brought nothing."""
        self._changes[feed] = change
        if len(self._changes) >= ROWS:
            await self._record()

    async def run(self) -> None:
        """Take in whatever comes, until `close`. What was taken in is recorded in any case."""
        try:
            while turn := await self._turn():
                await self._take(turn)
        finally:
            await self._record()

    async def close(self) -> None:
        await self._waiting.put(None)

    async def _turn(self) -> list[FeedNews]:
        """What waits, up to enough of it; nothing when closed."""
        turn: list[FeedNews] = []
        while not turn or (self._waiting.qsize() and sum(len(h.drafts) for h in turn) < ENOUGH):
            news = await self._waiting.get()
            if news is None:
                self._waiting.put_nowait(None)  # the next turn ends
                break
            turn.append(news)
        return turn

    async def _take(self, turn: list[FeedNews]) -> None:
        """All in one, or each alone where that fails: a fault that the words of one feed find in us
        must not keep the news of the others away.
        """
        taken, error = await self._try(turn)
        if error is not None and len(turn) > 1:
            for news in turn:
                await self._take([news])
            return
        if error is not None:
            log.error("%s can't be taken in", turn[0].feed.url, exc_info=error)
            self.refused.append((turn[0].feed, error))
            return
        self.new += sum(item.outcome in (TakenInAs.NEW, TakenInAs.COPY) for item in taken)
        for news in turn:
            self._seen[news.feed.id] = news.seen
            self._changes[news.feed.id] = news.change
        await self._record()

    async def _try(self, turn: list[FeedNews]) -> tuple[list[TakenIn], Exception | None]:
        """Raises StoreError, which is nobody's words' fault."""
        drafts = [draft for news in turn for draft in news.drafts]
        if not drafts:
            return [], None
        (taken,) = await asyncio.gather(self._take_in(drafts, self._now), return_exceptions=True)
        if isinstance(taken, list):
            return taken, None
        if isinstance(taken, StoreError) or not isinstance(taken, Exception):
            raise taken
        return [], taken

    async def _record(self) -> None:
        changes, self._changes = self._changes, {}
        seen, self._seen = self._seen, {}
        if changes:
            await self._store.record(changes, seen, self._now)
