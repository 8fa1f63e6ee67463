"""The tables of the paper round. What changes here needs a new file in `migrations/versions`."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from digests import UtcDateTime

metadata = MetaData()


chats = Table(
    "chats",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("platform", String(20), nullable=False),
    Column("native_id", String(80), nullable=False),
    Column("thread", String(80), nullable=False, default=""),  # "" is the chat itself
    Column("kind", String(12), nullable=False),
    Column("title", Text, nullable=False, default=""),
    Column("language", String(12), nullable=False, default="en"),
    Column("zone", String(64), nullable=False, default="UTC"),
    Column("state", String(12), nullable=False, default="active"),
    Column("paused_reason", Text),
    Column("quiet", String(11), nullable=False, default=""),  # "22:00-07:00"
    Column("when_empty", String(12), nullable=False, default="silence"),
    Column("wishes", Text, nullable=False, default="", server_default=""),  # `write_wishes`
    Column("managing", Integer),  # the chat that the person here acts on
    Column("stories", JSON, nullable=False, default=list),  # by number, of the last digest read
    Column("not_before", UtcDateTime),  # the platform told this chat to wait
    Column("created", UtcDateTime, nullable=False),
    Column("changed", UtcDateTime, nullable=False),
    UniqueConstraint("platform", "native_id", "thread", name="chats_address"),
    sqlite_autoincrement=True,
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("chat", Integer, ForeignKey("chats.id"), nullable=False),
    Column("topic", String(32), nullable=False),
    Column("schedule", Text, nullable=False),  # as `schedule.write_schedule` puts it
    Column("next_due", UtcDateTime),
    Column("told_until", UtcDateTime, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("created", UtcDateTime, nullable=False),
    Column("ended", UtcDateTime),
    UniqueConstraint("chat", "topic", name="subscriptions_order"),
    Index(
        "subscriptions_due",
        "next_due",
        sqlite_where=text("active AND next_due IS NOT NULL"),
        postgresql_where=text("active AND next_due IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)

# One finished digest as one platform renders it, shared by all chats that get the same.
renditions = Table(
    "renditions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("topic", String(32), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("stories", JSON, nullable=False),  # ids in the order of their numbers
    Column("first_number", Integer, nullable=False, default=1),
    Column("created", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

# Who asked for a digest: many who ask the same are shown one.
showings = Table(
    "showings",
    metadata,
    Column("chat", Integer, ForeignKey("chats.id"), primary_key=True),
    Column("rendition", Integer, ForeignKey("renditions.id"), primary_key=True),
    Index("showings_rendition", "rendition"),
)

rendition_parts = Table(
    "rendition_parts",
    metadata,
    Column("rendition", Integer, ForeignKey("renditions.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("payload", JSON, nullable=False),
)

# The ledger. The digest tells what is new after `told_until` and first seen before `until`.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("subscription", Integer, ForeignKey("subscriptions.id"), nullable=False),
    Column("chat", Integer, ForeignKey("chats.id"), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("due", UtcDateTime, nullable=False),
    Column("told_until", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("rendition", Integer, ForeignKey("renditions.id")),  # NULL: still to be built
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", UtcDateTime),
    Column("lease_token", String(32)),
    Column("lease_until", UtcDateTime),
    Column("error", Text),
    Column("created", UtcDateTime, nullable=False),
    Column("finished", UtcDateTime),
    UniqueConstraint("subscription", "due", name="deliveries_once"),
    Index("deliveries_chat", "chat", "state", "id"),
    Index("deliveries_rendition", "rendition"),
    Index(
        "deliveries_unfinished",
        "subscription",
        unique=True,
        sqlite_where=text("state IN ('pending', 'claimed', 'sending')"),
        postgresql_where=text("state IN ('pending', 'claimed', 'sending')"),
    ),
    Index(
        "deliveries_open",
        "platform",
        "state",
        "id",
        sqlite_where=text("state IN ('pending', 'claimed', 'sending')"),
        postgresql_where=text("state IN ('pending', 'claimed', 'sending')"),
    ),
    sqlite_autoincrement=True,
)

# One message of a delivery: the receipt, once there is one. Its content is the rendition's.
parts = Table(
    "parts",
    metadata,
    Column("delivery", Integer, ForeignKey("deliveries.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("state", String(12), nullable=False, default="pending"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("plain", Boolean, nullable=False, default=False),  # the markup was refused once
    Column("tried", UtcDateTime),  # when the last request began that may have arrived
    Column("sent", UtcDateTime),
    Column("message_id", String(80)),
    Column("error", Text),
    Index("parts_sent", "sent"),
)

# When a story of a topic was first seen told by so many outlets.
reached = Table(
    "reached",
    metadata,
    Column("topic", String(32), primary_key=True),
    Column("outlets", Integer, primary_key=True),
    Column("story", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Index("reached_at", "topic", "outlets", "at"),
)

handled_updates = Table(
    "handled_updates",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("seen", UtcDateTime, nullable=False),
    Index("handled_updates_seen", "seen"),
)

# A whole token has to wait: told so by the platform, or refused.
waits = Table(
    "waits",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("until", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
)

# What the owner was told to be stale, until it recovers.
alarms = Table(
    "alarms",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("message", Text, nullable=False),
)

# Who may manage on the web page: links that work once, and the sessions that they began. Only
# hashes are kept.
web_passes = Table(
    "web_passes",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("expires", UtcDateTime, nullable=False),
)

# What the web page keeps for good, such as the key that signs its cookies.
web_keys = Table(
    "web_keys",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("value", String(80), nullable=False),
)

# What editors look at before a topic is told: all that was first seen after `since` and before
# `until`. `changes` is what they left out and put into other words.
drafts = Table(
    "drafts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("topic", String(32), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("changes", JSON, nullable=False),
    Column("platform", String(20), nullable=False),
    Column("native_id", String(80), nullable=False),
    Column("message_id", String(80)),  # of the message in the editors' chat; NULL: not there yet
    Column("created", UtcDateTime, nullable=False),
    Column("decide_by", UtcDateTime, nullable=False),
    Column("decided", UtcDateTime),
    Column("decided_by", Text),
    Index("drafts_topic", "topic", "id"),
    sqlite_autoincrement=True,
)

# What one process of several does alone, and until when it is taken to be alive.
seats = Table(
    "seats",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", String(40), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

# Stories that a language model is to write for several processes, or could not.
summaries = Table(
    "summaries",
    metadata,
    Column("story", Integer, primary_key=True, autoincrement=False),
    Column("asked", UtcDateTime, nullable=False),
    Column("given_up", UtcDateTime),
)

# What several processes send through one token; times in seconds of the database's clock. A request
# without an end is under way.
turns = Table(
    "turns",
    metadata,
    Column(
        "id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    ),
    Column("platform", String(20), nullable=False),
    Column("chat", String(80), nullable=False),
    Column("in_group", Boolean, nullable=False),
    Column("reply", Boolean, nullable=False),
    Column("begun", Float, nullable=False),
    Column("ended", Float),
    Index("turns_chat", "platform", "chat"),
)

# What an editor set right about a story that chats had read.
corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("story", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Index("corrections_story", "story"),
    sqlite_autoincrement=True,
)

# Where a correction goes: each message in which the story was told.
correction_parts = Table(
    "correction_parts",
    metadata,
    Column("correction", Integer, ForeignKey("corrections.id"), primary_key=True),
    Column("delivery", Integer, ForeignKey("deliveries.id"), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", UtcDateTime),
    Column("error", Text),
    Index("correction_parts_state", "state"),
    Index("correction_parts_delivery", "delivery"),
)
