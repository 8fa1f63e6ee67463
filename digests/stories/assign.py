"""Which story an article belongs to, decided over the candidates that the store found. Pure.

An article is compared with single articles and with the middle of whole stories, in words weighted
by how few *stories* have them: a story told by fifty outlets does not make its own words common.
Times are days since 1970, as fractions.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

WINDOW = 5.0  # days between two articles of one event
JOIN = 0.13  # from here on it is the same event
FOLLOW = 0.17  # from here on it goes on from that event, which was silent too long to be joined
LINK = 0.07  # from here on it belongs to the same saga
WHOLE = 0.6  # share of a story's likeness as a whole in its score; the rest is its likest article
FADE = 0.11  # what each day of silence costs, logarithmically
MERGE = 0.35  # how alike the middles of two stories are that are one
BRIDGES = 3  # articles that fit both before two stories are compared
SINGLE = 0.14  # how alike a story is to one of a single article that it takes in
BELIEF = 3000  # stories' worth of trust in what is common in general
UNSEEN = 0.5  # stories of these that a word nobody has met yet may be in
KEPT = 64  # words of a profile
ASKED = 12  # words that candidates are looked up by
INDEXED = 24  # words that an article is found by
MIDDLE = 250  # words of a story's middle
ROUNDING = 0.001  # what summing up and taking away may leave

Profile = dict[str, float]


@dataclass(slots=True)
class Centre:
    """The middle of a story: the sum of its articles' profiles, their number, the last day."""

    size: int = 0
    last: float = 0.0
    words: dict[str, float] = field(default_factory=dict)

    def add(self, profile: Profile, day: float) -> None:
        self.size += 1
        self.last = max(self.last, day) if self.size > 1 else day
        if self.size == 1:  # most stories stay so: they share the words of their article
            self.words = profile
            return
        if self.size == 2:
            self.words = dict(self.words)
        for word, weight in profile.items():
            self.words[word] = round(self.words.get(word, 0.0) + weight, 4)
        self._trim()

    def swap(self, old: Profile, new: Profile) -> None:
        """One of its articles has another profile now."""
        if self.size == 1:
            self.words = new
            return
        self.remove(old)
        self.add(new, self.last)

    def remove(self, profile: Profile) -> None:
        """One of its articles is left out; the last day stays."""
        self.size -= 1
        rest = {word: round(kept - profile.get(word, 0.0), 4) for word, kept in self.words.items()}
        self.words = {word: kept for word, kept in rest.items() if kept > ROUNDING}

    def absorb(self, other: Centre) -> None:
        self.size += other.size
        self.last = max(self.last, other.last)
        self.words = dict(self.words)
        for word, weight in other.words.items():
            self.words[word] = round(self.words.get(word, 0.0) + weight, 4)
        self._trim()

    def _trim(self) -> None:
        if len(self.words) > 2 * MIDDLE:
            self.words = dict(_heaviest(self.words, MIDDLE))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article of a story that may be told again."""

    story: int
    day: float
    profile: Profile


@dataclass(frozen=True, slots=True)
class Choice:
    """The story to join, or None to begin a new one.

    `also` is another story that fits as well; `parent` is what a new story goes on from, and
    `thread` the likest story of its saga.
    """

    story: int | None = None
    also: int | None = None
    parent: int | None = None
    thread: int | None = None


def weigh(counts: Counter[str], told: Mapping[str, int], stories: int) -> Profile:
    """The weightiest words of an article, scaled to length 1. `told` counts stories per word."""
    log, told_of, believed = math.log, told.get, stories + BELIEF
    weights = {
        word: (1 + log(count) if count > 1 else 1) * log(believed / (told_of(word, 0) + UNSEEN))
        for word, count in counts.items()
    }
    kept = _heaviest(weights, KEPT)
    length = math.sqrt(sum(weight * weight for _, weight in kept)) or 1.0
    return {word: round(weight / length, 4) for word, weight in kept}


def asked_words(profile: Profile, told: Mapping[str, int]) -> list[str]:
    """The rarest words that some story has, to look candidates up by."""
    known = sorted(
        (told[word], -weight, word) for word, weight in profile.items() if told.get(word)
    )
    return [word for _, _, word in known[:ASKED]]


def indexed_words(profile: Profile, told: Mapping[str, int]) -> list[str]:
    """The words that an article can be found by."""
    found = sorted((told.get(word, 0), -weight, word) for word, weight in profile.items())
    return [word for _, _, word in found[:INDEXED]]


def stretch_of(day: float) -> int:
    """Days are looked up in stretches as long as the window: it spans three of them at most."""
    return int(day // WINDOW)


def likeness(one: Profile, other: Profile) -> float:
    """Their product; `fsum` gives the same in whatever order the words come."""
    return math.fsum([one[word] * other[word] for word in one.keys() & other.keys()])


def choose(
    profile: Profile, day: float, candidates: Sequence[Candidate], centres: Mapping[int, Centre]
) -> Choice:
    """How alike the story is as a whole and its likest article; of equals the older wins."""
    best: dict[int, float] = {}
    for candidate in candidates:
        if abs(candidate.day - day) <= WINDOW:
            alike = likeness(profile, candidate.profile)
            best[candidate.story] = max(alike, best.get(candidate.story, 0.0))
    scored = [
        (_mixed(profile, alike, centres[story]), -story)
        for story, alike in best.items()
        if alike >= LINK  # the whole is hardly liker than its likest article
    ]
    faded = [(mixed - _fade(day, centres[-one]), one) for mixed, one in scored]
    fitting = [-one for score, one in sorted(faded, reverse=True) if score >= JOIN]
    if fitting:
        return Choice(story=fitting[0], also=fitting[1] if len(fitting) > 1 else None)
    mixed, one = max(scored, default=(0.0, 0))
    return Choice(parent=-one if mixed >= FOLLOW else None, thread=-one if mixed >= LINK else None)


def takes_single(one: Centre, other: Centre) -> bool:
    """Whether a bridged story of one article belongs to the other one: it came before the words
    that would have led it there.
    """
    if min(one.size, other.size) != 1:
        return False
    return likeness(one.words, other.words) >= SINGLE * max(one.size, other.size)


def are_one(one: Centre, other: Centre) -> bool:
    """Whether two bridged stories are the same event."""
    lengths = math.sqrt(_square(one.words) * _square(other.words))
    return likeness(one.words, other.words) >= MERGE * lengths > 0


def _mixed(profile: Profile, best: float, centre: Centre) -> float:
    whole = likeness(profile, centre.words) / max(1, centre.size)
    return WHOLE * whole + (1 - WHOLE) * best


def _fade(day: float, centre: Centre) -> float:
    return FADE * math.log1p(max(0.0, day - centre.last))


def _heaviest(weights: Mapping[str, float], limit: int) -> list[tuple[str, float]]:
    heaviest = sorted((-weight, word) for word, weight in weights.items())[:limit]
    return [(word, -weight) for weight, word in heaviest]


def _square(words: Profile) -> float:
    return sum(weight * weight for weight in words.values())
