"""Feeds and what was seen in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Select, delete, func, insert, select, update

from digests.model import ArticleDraft, Feed
from digests.store.adding import adding_to
from digests.store.database import Database, Snapshot, Transaction
from digests.store.feedtables import feed_entries, feeds
from digests.store.polled import record_polls

_OF_BODY = ("body_hash", "last_read", "ttl_minutes")
_SHOWN = [column for column in feeds.c if column.name not in _OF_BODY]
KEYS_AT_ONCE = 400
NOTHING: Mapping[int, Any] = MappingProxyType({})
# Takes feeds by host in a transaction, and returns those that it took.
PutFeeds: TypeAlias = Callable[[Snapshot, Mapping[str, Sequence[int]]], Awaitable[Iterable[int]]]
# Called in the transaction in which something arrives.
OnArrival: TypeAlias = Callable[[Snapshot], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class DueFeed:
    """A feed to poll, with the hash of the body that was read last and what it asked for."""

    feed: Feed
    body_hash: str | None
    ttl_minutes: int | None


class FeedStore:
    """Queries of the poller and of those who manage feeds."""

    def __init__(self, database: Database, on_arrival: OnArrival | None = None) -> None:
        self._database = database
        self.on_arrival = on_arrival

    async def all(self) -> list[Feed]:
        async with self._database.read() as connection:
            rows = await connection.execute(select(*_SHOWN).order_by(feeds.c.id))
            return [Feed(**row._mapping) for row in rows]

    async def due(self, now: datetime, limit: int) -> list[DueFeed]:
        """Active feeds whose time has come, the longest waiting first."""
        return await self._to_poll(
            lambda query: query.where(_is_due(now)).order_by(feeds.c.next_due).limit(limit)
        )

    async def active(self, numbers: Sequence[int]) -> list[DueFeed]:
        """Those of these feeds that are active, due or not."""
        return await self._to_poll(lambda query: query.where(feeds.c.id.in_(numbers)))

    async def hand_out(self, now: datetime, until: datetime, limit: int, put: PutFeeds) -> int:
        """Give due feeds, by host, to `put`; those that it returns are not due again before
        `until`, in the same transaction. Two processes never get the same feed. How many.
        """
        query = select(feeds.c.id, feeds.c.url).where(feeds.c.state == "active", _is_due(now))
        longest = query.order_by(feeds.c.next_due).limit(limit)
        async with self._database.write() as connection:
            found = await connection.execute(longest.with_for_update(skip_locked=True))
            by_host = defaultdict[str, list[int]](list)
            for number, url in found.all():
                by_host[urlsplit(url).netloc].append(number)
            taken = list(await put(connection, by_host))
            if taken:
                later = update(feeds).where(feeds.c.id.in_(taken)).values(next_due=until)
                await connection.execute(later)
        return len(taken)

    async def _to_poll(self, chosen: Callable[[Select[Any]], Select[Any]]) -> list[DueFeed]:
        columns = (*_SHOWN, feeds.c.body_hash, feeds.c.ttl_minutes)
        query = select(*columns).where(feeds.c.state == "active")
        async with self._database.read() as connection:
            rows = await connection.execute(chosen(query))
            found = [dict(row._mapping) for row in rows]
        of_body = [(row.pop("body_hash"), row.pop("ttl_minutes")) for row in found]
        return [DueFeed(Feed(**row), *body) for row, body in zip(found, of_body, strict=True)]

    async def by_url(self, url: str) -> Feed | None:
        async with self._database.read() as connection:
            found = await connection.execute(select(*_SHOWN).where(feeds.c.url == url))
            row = found.first()
            return Feed(**row._mapping) if row else None

    async def add(self, values: Mapping[str, Any]) -> Feed:
        """A new feed, or the known one of that URL."""
        async with self._database.write() as connection:
            known = await connection.execute(select(feeds.c.id).where(feeds.c.url == values["url"]))
            if known.first() is None:
                await connection.execute(insert(feeds).values(**values))
        found = await self.by_url(values["url"])
        assert found is not None
        return found

    async def add_all(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """New feeds with the same columns, in one transaction; those of a known URL stay."""
        adding = adding_to(feeds, self._database.url.get_backend_name())
        statement = adding.on_conflict_do_nothing(index_elements=["url"])
        if rows:
            await self._database.write_in_thread(lambda it: it.execute(statement, list(rows)))

    async def change(self, changes: Mapping[int, Mapping[str, Any]]) -> None:
        """Many feeds in one transaction."""
        async with self._database.write() as connection:
            for feed, values in changes.items():
                await connection.execute(update(feeds).where(feeds.c.id == feed).values(**values))

    async def remove(self, feed: int) -> bool:
        async with self._database.write() as connection:
            await connection.execute(delete(feed_entries).where(feed_entries.c.feed == feed))
            gone = await connection.execute(delete(feeds).where(feeds.c.id == feed))
            return gone.rowcount > 0

    async def known_entries(self, feed: int, keys: Iterable[str]) -> dict[str, str]:
        """Fingerprint by key, of those keys that are known."""
        wanted, known = list(keys), dict[str, str]()
        columns = feed_entries.c
        async with self._database.read() as connection:
            for start in range(0, len(wanted), KEYS_AT_ONCE):
                part = wanted[start : start + KEYS_AT_ONCE]
                rows = await connection.execute(
                    select(columns.key, columns.fingerprint).where(
                        columns.feed == feed, columns.key.in_(part)
                    )
                )
                known |= {row.key: row.fingerprint for row in rows}
        return known

    async def record(
        self,
        changes: Mapping[int, Mapping[str, Any]],
        seen: Mapping[int, Mapping[str, str]],
        now: datetime,
        arrived: Mapping[int, Sequence[ArticleDraft]] = NOTHING,
    ) -> None:
        """What polls found, in one transaction: see `record_polls`."""

        def work(connection: Transaction) -> None:
            record_polls(connection, changes, seen, arrived, now)

        if self.on_arrival is None or not any(arrived.values()):
            await self._database.write_in_thread(work)
            return
        async with self._database.write() as connection:
            await connection.run_sync(work)
            await self.on_arrival(connection)

    async def forget_entries(self, before: datetime) -> int:
        """Forget entries that were last seen before, and that their feed no longer holds."""
        read = select(feeds.c.last_read).where(feeds.c.id == feed_entries.c.feed)
        seen = feed_entries.c.last_seen
        old = delete(feed_entries).where(seen < before, seen < read.scalar_subquery())
        async with self._database.write() as connection:
            return (await connection.execute(old)).rowcount

    async def counts(self) -> tuple[int, int]:
        """All feeds, and those that fail at present."""
        query = select(func.count(), func.count().filter(feeds.c.failures > 0))
        async with self._database.read() as connection:
            total, failing = (await connection.execute(query.select_from(feeds))).one()
            return int(total), int(failing)

    async def contact(self) -> tuple[datetime | None, datetime | None]:
        """When a feed was last fetched, and since when all that is tried since then fails."""
        last = select(func.max(feeds.c.last_success)).scalar_subquery()
        since = select(func.min(feeds.c.failing_since)).where(
            feeds.c.state == "active", (feeds.c.failing_since > last) | last.is_(None)
        )
        async with self._database.read() as connection:
            row = (await connection.execute(select(last, since.scalar_subquery()))).one()
            return row[0], row[1]


def _is_due(now: datetime) -> ColumnElement[bool]:
    return (feeds.c.next_due.is_(None)) | (feeds.c.next_due <= now)
