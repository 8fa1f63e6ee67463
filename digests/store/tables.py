"""The tables of the newsroom. What changes here needs a new file in `migrations/versions`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData()


def mentioned(name: str, column: str) -> Index:
    """Where what mentions a row is looked up; most rows mention none."""
    said = text(f"{column} IS NOT NULL")
    return Index(name, column, sqlite_where=said, postgresql_where=said)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime in UTC on every database; SQLite itself knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without zone can't be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


stories = Table(
    "stories",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("title", Text, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),  # when its newest article was taken in
    Column("last_published", UtcDateTime, nullable=False),
    Column("parent", Integer, ForeignKey("stories.id")),  # the story that this one follows up
    Column("thread", Integer, ForeignKey("stories.id")),  # the likest older one of the same saga
    Column("merged_into", Integer, ForeignKey("stories.id")),  # where people's links lead now
    Column("version", Integer, nullable=False, default=1),  # grows with every change of its text
    Index("stories_last_seen", "last_seen"),
    mentioned("stories_parent", "parent"),
    mentioned("stories_thread", "thread"),
    mentioned("stories_merged_into", "merged_into"),
    sqlite_autoincrement=True,
)

articles = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("url", Text),
    Column("author", Text),
    Column("published", UtcDateTime, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("changed", UtcDateTime, nullable=False),  # when its text was last taken in anew
    Column("language", String(12), nullable=False, default=""),
    Column("text_from", String(12), nullable=False),
    Column("feed", Integer),
    Column("original", Integer, ForeignKey("articles.id")),  # set on a carrier
    Column("corrected", Boolean, nullable=False, default=False),
    Column("story", Integer, ForeignKey("stories.id"), nullable=False),
    Index("articles_changed", "changed"),
    Index("articles_first_seen", "first_seen"),
    Index("articles_story", "story"),
    mentioned("articles_original", "original"),
    sqlite_autoincrement=True,
)

# What an article can be known again by: its addresses, its guid in a feed, its very text.
article_keys = Table(
    "article_keys",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("article", Integer, ForeignKey("articles.id"), nullable=False),
    Index("article_keys_article", "article"),
)

# What edited articles said before: it tells what readers know already.
revisions = Table(
    "revisions",
    metadata,
    Column("article", Integer, ForeignKey("articles.id"), primary_key=True),
    Column("until", UtcDateTime, primary_key=True),
    Column("text", Text, nullable=False),
)

# Key points of a story, made once for all chats. `cut` names the sections and the articles.
key_points = Table(
    "key_points",
    metadata,
    Column("story", Integer, ForeignKey("stories.id"), primary_key=True),
    Column("cut", String(80), primary_key=True),
    Column("version", Integer, nullable=False),  # of the story that they were made from
    Column("points", JSON, nullable=False),
)

# How assigning knows young stories again: each article's weighted words, each story's middle.
profiles = Table(
    "profiles",
    metadata,
    Column("article", Integer, ForeignKey("articles.id"), primary_key=True),
    Column("story", Integer, ForeignKey("stories.id"), nullable=False),
    Column("day", Float, nullable=False),  # published, in days since 1970
    Column("words", JSON, nullable=False),
    Index("profiles_story", "story"),
)

centres = Table(
    "centres",
    metadata,
    Column("story", Integer, ForeignKey("stories.id"), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("last", Float, nullable=False),
    Column("words", JSON, nullable=False),
)

# How many stories have a word.
word_stories = Table(
    "word_stories",
    metadata,
    Column("word", Text, primary_key=True),
    Column("stories", Integer, nullable=False),
)

# Where candidates are looked up: the rarest words of each article, by stretch of days. A plain
# table does this in a third of the time that FTS5 takes to rank, and alike on both engines.
story_words = Table(
    "story_words",
    metadata,
    Column("stretch", Integer, primary_key=True, autoincrement=False),
    Column("word", Text, primary_key=True),
    Column("article", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# Pairs of stories that some articles fitted equally well.
bridges = Table(
    "bridges",
    metadata,
    Column("older", Integer, ForeignKey("stories.id"), primary_key=True),
    Column("newer", Integer, ForeignKey("stories.id"), primary_key=True),
    Column("articles", Integer, nullable=False),
    Index("bridges_newer", "newer"),
)

# Sampled runs of words, by which copies are found again. `period` keeps old runs out of the way.
text_runs = Table(
    "text_runs",
    metadata,
    Column("period", Integer, primary_key=True, autoincrement=False),
    Column("run", BigInteger, primary_key=True, autoincrement=False),
    Column("article", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# One row: grows with every batch that is taken in, so that a process knows what it remembers holds.
intake = Table(
    "intake",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("batches", Integer, nullable=False),
    Column("stories", Integer, nullable=False),
)

# One row: up to when digests were told.
closing = Table(
    "closing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("moment", UtcDateTime, nullable=False),
)

# Topics that people edited on the web page; they live beside those of the configuration.
topics = Table(
    "topics",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("definition", JSON, nullable=False),
    Column("changed", UtcDateTime, nullable=False),
)

# What a language model answered, by what it was asked: the same question is asked once.
model_answers = Table(
    "model_answers",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("answer", Text, nullable=False),
    Column("asked", UtcDateTime, nullable=False),
    Index("model_answers_asked", "asked"),
)

# What the language model was used for, a row a day (UTC). Tokens and cost hold the worst case
# while a question is under way; cost is in millionths of the operator's currency.
model_usage = Table(
    "model_usage",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("questions", Integer, nullable=False, default=0),
    Column("tokens_in", BigInteger, nullable=False, default=0),
    Column("tokens_out", BigInteger, nullable=False, default=0),
    Column("cost", BigInteger, nullable=False, default=0),
    Column("points", Integer, nullable=False, default=0),
    Column("repaired", Integer, nullable=False, default=0),
    Column("replaced", Integer, nullable=False, default=0),
    Column("failures", Integer, nullable=False, default=0),
    Column("capped", String(5)),  # "day" or "month": the cap that was reached first
)
