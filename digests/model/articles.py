"""Articles, the feeds that they come from, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TextFrom(StrEnum):
    """Where the text of an article came from."""

    FEED = "feed"
    PAGE = "page"
    FILE = "file"
    PASTED = "pasted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDraft:
    """An article as ingest found it, before the store knows it.

    `language` is an ISO 639-1 code, or "" when it is not known yet. `published` is None when the
    source names no date; taking in dates it with the moment it was first seen. `own_page` is False
    when other articles have the same `url`, as in a log of changes: it is no key then.
    """

    title: str
    text: str
    outlet: str
    url: str | None = None
    author: str | None = None
    published: datetime | None = None
    language: str = ""
    text_from: TextFrom = TextFrom.FILE
    feed: int | None = None
    guid: str | None = None
    own_page: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One text by one outlet. `first_seen` is when it was taken in.

    `original` is the id of the article that this one is a copy of (it is then a carrier). `changed`
    is when its text was last taken in anew.
    """

    id: int
    title: str
    text: str
    outlet: str
    url: str | None
    author: str | None
    published: datetime
    first_seen: datetime
    language: str
    text_from: TextFrom = TextFrom.FILE
    feed: int | None = None
    original: int | None = None
    corrected: bool = False
    changed: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """An address that we poll. `state` is active, paused, gone (410) or left (the configuration);
    `origin` is config or chat.
    """

    id: int
    url: str
    title: str = ""
    outlet: str = ""
    full_text: str = "feed"
    state: str = "active"
    origin: str = "config"
    etag: str | None = None
    last_modified: str | None = None
    next_due: datetime | None = None
    last_success: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    last_error: str | None = None


class TakenInAs(StrEnum):
    """What became of one draft."""

    NEW = "new"
    KNOWN = "known"  # the same article again
    UPDATED = "updated"  # the same article with another text
    COPY = "copy"  # another outlet's copy of a stored article


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """The result of taking in one draft."""

    article: Article
    outcome: TakenInAs
    story: int
