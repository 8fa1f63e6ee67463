"""Pure: several articles side by side: what they all say, where they differ, what only one says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot import say
from digests import Digest, DigestSection, DigestStory, KeyPoint

FEWEST = 2  # outlets that can be compared


def compared(digest: Digest) -> tuple[Digest, bool]:
    """The digest of several links with its points by who says them, and whether they agree on,
    or argue about, anything at all."""
    if not digest.stories or len(digest.stories[0].outlets) < FEWEST:
        return digest, True
    story = digest.stories[0]
    shared, differing = _shared(story), [point for point in story.points if point.differs]
    sections = [
        DigestSection(title=title, points=tuple(points))
        for title, points in (
            (say.all_say(len(story.outlets)), shared),
            (say.they_differ(), differing),
            *((say.only(outlet), _alone(story, outlet)) for outlet in story.outlets),
        )
        if points
    ]
    told = replace(story, sections=tuple(sections))
    return replace(digest, stories=(told, *digest.stories[1:])), bool(shared or differing)


def _shared(story: DigestStory) -> list[KeyPoint]:
    return [point for point in story.points if len(point.outlets) > 1 and not point.differs]


def _alone(story: DigestStory, outlet: str) -> Sequence[KeyPoint]:
    return [point for point in story.points if point.outlets == (outlet,) and not point.differs]
