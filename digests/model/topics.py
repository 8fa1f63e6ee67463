"""What an editor decides, and what a digest is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


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
