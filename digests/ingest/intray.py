"""What polls bring waits here and is stored, many feeds at once.

A transaction costs a write to the disk, so one for each feed would be the slowest part of a poll.
New entries, what the feed is known by and its row are written together: a crash before that reads
the feed once more, a crash after it finds the entries among the arrivals.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digests.errors import StoreError
from digests.model import ArticleDraft, Feed, TakenIn
from digests.store.feeds import FeedStore

log = logging.getLogger(__name__)

TakeIn = Callable[[Iterable[ArticleDraft], datetime], Awaitable[list[TakenIn]]]
ENOUGH = 1_000  # entries for one turn
ENOUGH_TEXT = 4_000_000  # characters for one turn
ROWS = 500  # feeds without anything new that are recorded at once
WAITING = 10  # feeds; more would only take memory


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedNews:
    """A feed that was read: its new entries, every key in its body, its changed columns."""

    feed: Feed
    drafts: list[ArticleDraft]
    seen: Mapping[str, str]
    change: Mapping[str, Any]


class InTray:
    """Stores news, one turn after the other."""

    def __init__(self, store: FeedStore, now: datetime) -> None:
        self.new = 0
        self.refused: list[tuple[Feed, Exception]] = []
        self._store = store
        self._now = now
        self._waiting: asyncio.Queue[FeedNews | None] = asyncio.Queue(WAITING)
        self._changes: dict[int, Mapping[str, Any]] = {}

    async def bring(self, news: FeedNews) -> None:
        """Waits while much is waiting already."""
        await self._waiting.put(news)

    async def note(self, feed: int, change: Mapping[str, Any]) -> None:
        """A feed that brought nothing."""
        self._changes[feed] = change
        if len(self._changes) >= ROWS:
            await self._note_all()

    async def run(self) -> None:
        """Store whatever comes, until `close`. What was noted is stored in any case."""
        try:
            while turn := await self._turn():
                await self._store_turn(turn)
        finally:
            await self._note_all()

    async def close(self) -> None:
        await self._waiting.put(None)

    async def _turn(self) -> list[FeedNews]:
        """What waits, up to enough of it; nothing when closed."""
        turn: list[FeedNews] = []
        while not turn or (self._waiting.qsize() and not is_enough(turn)):
            news = await self._waiting.get()
            if news is None:
                self._waiting.put_nowait(None)  # the next turn ends
                break
            turn.append(news)
        return turn

    async def _store_turn(self, turn: list[FeedNews]) -> None:
        """All in one, or each alone where that fails: words of one feed that can't be stored must
        not keep the news of the others away.
        """
        error = await self._try(turn)
        if error is not None and len(turn) > 1:
            for news in turn:
                await self._store_turn([news])
        elif error is not None:
            log.error("%s can't be stored", turn[0].feed.url, exc_info=error)
            self.refused.append((turn[0].feed, error))
        else:
            self.new += sum(len(news.drafts) for news in turn)

    async def _try(self, turn: list[FeedNews]) -> Exception | None:
        """Raises StoreError, which is nobody's words' fault."""
        recording = self._store.record(
            {news.feed.id: news.change for news in turn},
            {news.feed.id: news.seen for news in turn},
            self._now,
            {news.feed.id: news.drafts for news in turn if news.drafts},
        )
        (outcome,) = await asyncio.gather(recording, return_exceptions=True)
        if isinstance(outcome, StoreError) or not isinstance(outcome, Exception | None):
            raise outcome
        return outcome

    async def _note_all(self) -> None:
        changes, self._changes = self._changes, {}
        if changes:
            await self._store.record(changes, {}, self._now)


def is_enough(turn: list[FeedNews]) -> bool:
    """For one transaction."""
    drafts = [draft for news in turn for draft in news.drafts]
    return len(drafts) >= ENOUGH or sum(len(draft.text) for draft in drafts) >= ENOUGH_TEXT
