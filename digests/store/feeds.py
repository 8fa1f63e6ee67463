"""Feeds and what was seen in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from digests.model import Feed
from digests.store.database import Database
from digests.store.tables import UtcDateTime, metadata

feeds = Table(
    "feeds",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("url", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False, default=""),
    Column("outlet", Text, nullable=False, default=""),
    Column("full_text", String(8), nullable=False, default="feed"),
    Column("state", String(8), nullable=False, default="active"),
    Column("origin", String(8), nullable=False, default="config"),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", String(32)),
    Column("next_due", UtcDateTime),
    Column("last_success", UtcDateTime),
    Column("failures", Integer, nullable=False, default=0),
    Column("last_error", Text),
    Index("feeds_due", "state", "next_due"),
    sqlite_autoincrement=True,
)

# Every key of an entry that was taken in, with a fingerprint of its words.
feed_entries = Table(
    "feed_entries",
    metadata,
    Column("feed", Integer, ForeignKey("feeds.id"), primary_key=True),
    Column("key", String(32), primary_key=True),
    Column("fingerprint", String(32), nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
)

_SHOWN = [column for column in feeds.c if column.name != "body_hash"]
KEYS_AT_ONCE = 400


class FeedStore:
    """Queries of the poller and of those who manage feeds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Feed]:
        async with self._database.read() as connection:
            rows = await connection.execute(select(*_SHOWN).order_by(feeds.c.id))
            return [Feed(**row._mapping) for row in rows]

    async def due(self, now: datetime, limit: int) -> list[Feed]:
        """Active feeds whose time has come, the longest waiting first."""
        due = (feeds.c.next_due.is_(None)) | (feeds.c.next_due <= now)
        query = select(*_SHOWN).where(feeds.c.state == "active", due)
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(feeds.c.next_due).limit(limit))
            return [Feed(**row._mapping) for row in rows]

    async def body_hash(self, feed: int) -> str | None:
        async with self._database.read() as connection:
            found = await connection.execute(select(feeds.c.body_hash).where(feeds.c.id == feed))
            value: str | None = found.scalar_one_or_none()
            return value

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

    async def remember_entries(
        self, feed: int, fingerprints: Mapping[str, str], now: datetime
    ) -> None:
        known = await self.known_entries(feed, fingerprints)
        columns = feed_entries.c
        async with self._database.write() as connection:
            fresh = [
                {"feed": feed, "key": key, "fingerprint": value, "first_seen": now}
                for key, value in fingerprints.items()
                if key not in known
            ]
            kept = await connection.execute(select(feeds.c.id).where(feeds.c.id == feed))
            if kept.first() is None:
                return  # removed by a person while it was polled
            if fresh:
                await connection.execute(insert(feed_entries), fresh)
            for key, value in fingerprints.items():
                if known.get(key, value) != value:
                    await connection.execute(
                        update(feed_entries)
                        .where(columns.feed == feed, columns.key == key)
                        .values(fingerprint=value)
                    )

    async def forget_entries(self, before: datetime) -> int:
        async with self._database.write() as connection:
            old = delete(feed_entries).where(feed_entries.c.first_seen < before)
            return (await connection.execute(old)).rowcount

    async def counts(self) -> tuple[int, int]:
        """All feeds, and those that fail at present."""
        query = select(func.count(), func.count().filter(feeds.c.failures > 0))
        async with self._database.read() as connection:
            total, failing = (await connection.execute(query.select_from(feeds))).one()
            return int(total), int(failing)
