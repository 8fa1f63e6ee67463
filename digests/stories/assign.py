"""Which story an article belongs to, decided over the candidates that the store found. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(days=5)
JOIN = 0.25
FADE = 0.09
ASKED = 12  # words that the store looks candidates up by
KEPT = 64  # words of a profile

Profile = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article of a story that may be told again."""

    story: int
    published: datetime
    profile: Profile


def profile(terms: Counter[str]) -> Profile:
    """The weightiest words, scaled to length 1."""
    weights = {word: 1 + math.log(count) for word, count in terms.items()}
    kept = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:KEPT]
    length = math.sqrt(sum(weight * weight for _, weight in kept)) or 1.0
    return {word: weight / length for word, weight in kept}


def asked_words(found: Profile) -> list[str]:
    """The words to look candidates up by, the most telling first."""
    return sorted(found, key=lambda word: (-found[word], -len(word), word))[:ASKED]


def likeness(one: Profile, other: Profile) -> float:
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other.get(word, 0.0) for word, weight in one.items())


def choose(found: Profile, published: datetime, candidates: Iterable[Candidate]) -> int | None:
    """The story to join, or None to begin a new one; of equals the older story wins."""
    by_story: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        if abs(candidate.published - published) <= WINDOW:
            by_story.setdefault(candidate.story, []).append(candidate)
    scored = [(_score(found, published, group), -story) for story, group in by_story.items()]
    best, story = max(scored, default=(0.0, 0))
    return -story if best >= JOIN else None


def _score(found: Profile, published: datetime, group: Sequence[Candidate]) -> float:
    alike = [likeness(found, candidate.profile) for candidate in group]
    last = max(candidate.published for candidate in group)
    days = max(0.0, (published - last).total_seconds() / 86400)
    return (sum(alike) / len(alike) + max(alike)) / 2 - FADE * math.log1p(days)
