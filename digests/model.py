"""The nouns of the newsroom: frozen values, no behaviour beyond what derives from their fields.

Every datetime is aware and in UTC. Every text is plain, without markup.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Certainty(StrEnum):
    """How sure the source is of a key point."""

    STATED = "stated"
    REPORTED = "reported"  # by unnamed sources
    EXPECTED = "expected"
    POSSIBLE = "possible"
    DENIED = "denied"
    UNDECIDED = "undecided"


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
class Citation:
    """The sentence that a point stands on: `quote == article.text[start:end]`."""

    article: int
    start: int
    end: int
    quote: str
    outlet: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPoint:
    """One fact of a story in one sentence that stands alone.

    `section` is the title of a section of the topic, or None. `attribution` says who says so
    ("its own sources", "British Prime Minister Keir Starmer"); the outlet is in the citations.
    `first_seen` is when the first article with this fact was taken in. `items` holds the parts of
    an enumeration when a list in the sentence is better shown as a list. `differs` holds one line
    for each way in which outlets disagree, and `against` the sentences where they say so.
    `shortened` is True when words of the cited sentence were left out; `added` holds names that
    were put in for pronouns. `written` is True when a language model put it into its own words.
    `language` is the code of the language of `text`, or "" for that of its first cited article;
    `foreign` is the same where the reader wants another one. `new` is False when the chat that
    asks was told already.
    """

    text: str
    citations: tuple[Citation, ...]
    first_seen: datetime
    section: str | None = None
    certainty: Certainty = Certainty.STATED
    attribution: str | None = None
    items: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    against: tuple[Citation, ...] = ()
    added: tuple[str, ...] = ()
    shortened: bool = False
    written: bool = False
    language: str = ""
    foreign: str = ""
    score: float = 0.0
    new: bool = True

    @property
    def outlets(self) -> tuple[str, ...]:
        """Outlets that carry this point, in order of citation, each once."""
        return tuple(dict.fromkeys(citation.outlet for citation in self.citations))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled group of key points inside a topic, with the cues that draw points into it."""

    title: str
    cues: tuple[str, ...] = ()
    question: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """An editor's beat. `name` is what people type. Without any matcher it takes all stories."""

    name: str
    title: str
    words: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `start` (included) until `end` (excluded)."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event: the articles about it, the lead article first.

    `parent` is the story that it goes on from, as it stands now, and `parent_title` its headline.
    """

    id: int
    title: str
    articles: tuple[Article, ...]
    first_seen: datetime
    last_seen: datetime
    parent: int | None = None
    parent_title: str | None = None

    @property
    def lead(self) -> Article:
        return self.articles[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSection:
    """Points under a title; `title` None means that they are in no section (shown as *Also*)."""

    title: str | None
    points: tuple[KeyPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineDay:
    """What came of a story on one day (of the reader's zone); `first_seen` is its first moment.

    `headline` is that of the day's first article. `articles` counts copies too, `joined` names
    outlets that had not told the story before, and `points` counts key points first said that day.
    """

    day: date
    first_seen: datetime
    headline: str
    articles: int
    joined: tuple[str, ...] = ()
    points: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestStory:
    """One story as a digest tells it.

    `update` is True when the chat was told an earlier part of it; `earlier` is then one line of
    context. `carriers` counts outlets that only carry a copy. `follows` is the headline of the
    story that this one goes on from, and `parent` its id. `timeline` is there in a summary only.
    `foreign` is the code of the language of all its points where the reader wants another one.
    """

    story: int | None
    title: str
    outlets: tuple[str, ...]
    published: datetime
    language: str
    sections: tuple[DigestSection, ...]
    url: str | None = None
    update: bool = False
    earlier: str | None = None
    carriers: int = 0
    corrected: bool = False
    parent: int | None = None
    follows: str | None = None
    timeline: tuple[TimelineDay, ...] = ()
    foreign: str = ""

    @property
    def points(self) -> tuple[KeyPoint, ...]:
        return tuple(point for section in self.sections for point in section.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One finished issue for one topic and period; no markup.

    Its stories are numbered from `first_number` on, as people see and type them. `left_out` counts
    further stories of the period. `note` is one sentence for the reader, such as why another
    summariser than the configured one wrote it.
    """

    topic: str
    title: str
    period: Period
    stories: tuple[DigestStory, ...] = ()
    left_out: int = 0
    note: str | None = None
    first_number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a reader narrows a topic to.

    A story needs one of `words`, if there are any, and may say none of `without_words`; it is told
    by the articles of `outlets` (none given: of all) but not of `without_outlets`.
    """

    words: tuple[str, ...] = ()
    without_words: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    without_outlets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestQuery:
    """What a reader wants: the stories of `topic` seen in `period`.

    `told_until` is the chat's mark: with `only_new`, points first seen at or before it are left
    out; without, every point says whether it is new (`KeyPoint.new`). `language` is the one
    that points are wanted in, as far as they can be translated; "" takes them as they are.
    `skip` leaves out that many of the best stories (paging); `max_points` is per section.
    """

    topic: str
    period: Period
    told_until: datetime | None = None
    only_new: bool = False
    max_stories: int = 5
    max_points: int = 5
    skip: int = 0
    muted: frozenset[int] = field(default_factory=frozenset)
    filters: Filters = field(default_factory=Filters)
    language: str = ""


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
    last_error: str | None = None
