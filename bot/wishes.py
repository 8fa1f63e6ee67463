"""Pure: what a chat wishes, as the newsroom is asked for it."""

from __future__ import annotations

from typing import NamedTuple, TypedDict

from bot.model import Length, Wishes
from digests import Filters


class Size(NamedTuple):
    """How many stories a digest has, and points in each section of a story."""

    stories: int
    points: int


SIZES = {Length.BRIEF: Size(5, 1), Length.NORMAL: Size(5, 5), Length.FULL: Size(15, 12)}


class AskedFor(TypedDict):
    """Fields of a `DigestQuery`."""

    max_stories: int
    max_points: int
    muted: frozenset[int]
    filters: Filters


def asked_for(wishes: Wishes) -> AskedFor:
    size = SIZES[wishes.length]
    return AskedFor(
        max_stories=size.stories,
        max_points=size.points,
        muted=frozenset(wishes.muted),
        filters=Filters(
            words=wishes.words,
            without_words=wishes.without_words,
            outlets=wishes.outlets,
            without_outlets=wishes.without_outlets,
        ),
    )
