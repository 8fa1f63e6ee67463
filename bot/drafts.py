"""Pure: a digest before it is told, as editors see it, and what they change in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.model import Address
from digests import Digest, DigestSection, DigestStory, KeyPoint


class DraftState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    HELD = "held"
    REPLACED = "replaced"  # by one that tells more


class OnTimeout(StrEnum):
    """What becomes of a draft that nobody decided on in time."""

    SEND = "send"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class EditorsDesk:
    """Who looks at a topic before it is told, how long they have, and what happens then."""

    address: Address
    patience: timedelta
    on_timeout: OnTimeout


@dataclass(frozen=True, slots=True)
class Changes:
    """Points that are not told, and points that are told in other words; by their keys."""

    dropped: frozenset[str] = frozenset()
    edited: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All of a topic that was first seen after `since` and before `until`."""

    id: int
    topic: str
    since: datetime
    until: datetime
    state: DraftState
    changes: Changes
    address: Address
    message_id: str | None
    decide_by: datetime
    decided_by: str | None = None

    def covers(self, told_until: datetime, until: datetime) -> bool:
        """Whether its editors saw all that is told by such a digest."""
        return self.since <= told_until and until <= self.until


def key_of(point: KeyPoint) -> str:
    """The sentence that a point stands on: it stays when others confirm the point."""
    first = point.citations[0]
    return f"{first.article}:{first.start}"


def points_of(digest: Digest) -> Iterator[tuple[int, DigestStory, KeyPoint]]:
    """Every point with its number in the draft and its story."""
    number = 0
    for story in digest.stories:
        for point in story.points:
            number += 1
            yield number, story, point


def changed(digest: Digest, changes: Changes) -> Digest:
    """The digest as its editors want it; stories and sections that lost all points are gone."""
    if not changes.dropped and not changes.edited:
        return digest
    stories = (_changed_story(story, changes) for story in digest.stories)
    return replace(digest, stories=tuple(story for story in stories if story.sections))


def _changed_story(story: DigestStory, changes: Changes) -> DigestStory:
    sections = []
    for section in story.sections:
        points = tuple(
            _changed_point(point, changes)
            for point in section.points
            if key_of(point) not in changes.dropped
        )
        if points:
            sections.append(DigestSection(title=section.title, points=points))
    return replace(story, sections=tuple(sections))


def _changed_point(point: KeyPoint, changes: Changes) -> KeyPoint:
    words = changes.edited.get(key_of(point))
    return point if words is None else replace(point, text=words, items=())


def seen_until(told_until: datetime, approved: Iterable[Draft]) -> datetime:
    """Up to when editors saw, without a gap, what was first seen after `told_until`."""
    at = told_until
    for draft in sorted(approved, key=lambda each: each.since):
        if draft.since <= at < draft.until:
            at = draft.until
    return at


def together(known: Mapping[int, Changes]) -> Changes:
    """What was decided in several drafts, a later one before an earlier; by their ids."""
    dropped: set[str] = set()
    edited: dict[str, str] = {}
    for number in sorted(known):
        dropped |= known[number].dropped
        edited |= known[number].edited
    return Changes(frozenset(dropped), edited)
