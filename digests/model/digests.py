"""Stories and digests, as they are told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from digests.model.articles import Article
from digests.model.points import KeyPoint
from digests.model.topics import Period


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
    `foreign` is the code of the language of all its points where the reader wants another one,
    `title_foreign` that of the headline where only it is in another one.
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
    title_foreign: str = ""

    @property
    def points(self) -> tuple[KeyPoint, ...]:
        return tuple(point for section in self.sections for point in section.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One finished issue for one topic and period; no markup.

    Its stories are numbered from `first_number` on, as people see and type them. `left_out` counts
    further stories of the period. `note` is one sentence for the reader, such as why another
    summariser than the configured one wrote it. `marks` are the told-until marks for all of which
    it is the same; None, where that is not known.
    """

    topic: str
    title: str
    period: Period
    stories: tuple[DigestStory, ...] = ()
    left_out: int = 0
    note: str | None = None
    first_number: int = 1
    marks: Period | None = field(default=None, compare=False)

    def mended(self, how: str) -> int:
        """How many of its points of a language model were "repaired", or "replaced"."""
        points = (point for story in self.stories for point in story.points)
        return sum(point.mended == how for point in points)
