"""Feeds and what was seen in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    update,
)

from digests.model import ArticleDraft, Feed
from digests.store.adding import adding_to
from digests.store.arrivals import add_arrivals
from digests.store.database import Database, Snapshot, Transaction
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
    Column("last_read", UtcDateTime),  # when a body was last read, and entries seen
    Column("ttl_minutes", Integer),  # how long that body asked to be left alone
    Column("failures", Integer, nullable=False, default=0),
    Column("failing_since", UtcDateTime),
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
    Column("last_seen", UtcDateTime, nullable=False),
)

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
        """What polls found, in one transaction: changed columns by feed, and by feed that was read
        the fingerprint of every key in it and what is new in it. A feed that was removed meanwhile
        leaves nothing.
        """

        def work(connection: Transaction) -> None:
            kept = _kept(connection, {*seen, *arrived})
            _record_entries(connection, {feed: seen[feed] for feed in kept if feed in seen}, now)
            new = {feed: arrived[feed] for feed in arrived if feed in kept}
            add_arrivals(connection, new, now)
            _change_rows(connection, changes)

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


def note_fault(connection: Transaction, feed: int | None, error: str) -> None:
    """Something that was read of the feed could not be taken in: said until it is read again. It is
    one failure, however many entries there are: the feed itself is not to blame.
    """
    some = case((feeds.c.failures > 0, feeds.c.failures), else_=1)
    failed = {"failures": some, "last_error": error}
    connection.execute(update(feeds).where(feeds.c.id == feed).values(failed))


def _is_due(now: datetime) -> ColumnElement[bool]:
    return (feeds.c.next_due.is_(None)) | (feeds.c.next_due <= now)


def _kept(connection: Transaction, wanted: Iterable[int]) -> list[int]:
    """Those of these feeds that are still there."""
    numbers = list(wanted)
    if not numbers:
        return []
    query = select(feeds.c.id).where(feeds.c.id.in_(numbers)).order_by(feeds.c.id)
    return list(connection.execute(query).scalars())


def _record_entries(
    connection: Transaction, seen: Mapping[int, Mapping[str, str]], now: datetime
) -> None:
    rows = [
        {"feed": feed, "key": key, "fingerprint": words, "last_seen": now}
        for feed, found in seen.items()
        for key, words in found.items()
    ]
    if rows:
        adding = adding_to(feed_entries, connection.dialect.name)
        fresh = {name: adding.excluded[name] for name in ("fingerprint", "last_seen")}
        connection.execute(
            adding.on_conflict_do_update(index_elements=["feed", "key"], set_=fresh), rows
        )


def _change_rows(connection: Transaction, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """One statement for all feeds of which the same columns change."""
    alike: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for feed, changed in changes.items():
        values = _without_taken_url(connection, feed, changed)
        row = {f"new_{name}": value for name, value in values.items()}
        alike[tuple(sorted(values))].append({**row, "changed_feed": feed})
    for names, rows in alike.items():
        fresh = {name: bindparam(f"new_{name}", type_=feeds.c[name].type) for name in names}
        where = feeds.c.id == bindparam("changed_feed")
        if names:
            connection.execute(update(feeds).where(where).values(fresh), rows)


def _without_taken_url(
    connection: Transaction, feed: int, values: Mapping[str, Any]
) -> Mapping[str, Any]:
    """A feed that moves to where another one is stays, as it is known."""
    if "url" not in values:
        return values
    where = (feeds.c.url == values["url"]) & (feeds.c.id != feed)
    if connection.execute(select(feeds.c.id).where(where)).first() is None:
        connection.execute(update(feeds).where(feeds.c.id == feed).values(url=values["url"]))
    return {name: value for name, value in values.items() if name != "url"}
