"""The tables of feeds, of what was seen in them, and of what arrived and waits to be taken in."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

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

# `feed` is no foreign key: what arrived stays when its feed is removed.
arrivals = Table(
    "arrivals",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("arrived", UtcDateTime, nullable=False),
    Column("feed", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("url", Text),
    Column("author", Text),
    Column("published", UtcDateTime),
    Column("language", Text, nullable=False),
    Column("text_from", String(12), nullable=False),
    Column("guid", Text),
    Column("own_page", Boolean, nullable=False),
    Column("tries", Integer, nullable=False, default=0),  # that failed
    Column("not_before", UtcDateTime),  # when it is tried again
    Column("error", Text),  # of the last try
    sqlite_autoincrement=True,
)
