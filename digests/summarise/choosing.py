"""Which statements to tell: the greatest worth a word that is not told yet. Pure."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from digests.summarise.merging import Claim, Likeness, compare
from digests.summarise.ranking import Concept
from digests.summarise.statements import Statement

PER_SECTION = 5
FAIR_SHARE = 2  # points that each section gets before any gets more
REPEATS = 0.6  # share of its longer words told already at which a point is a repetition
FLAWED = 0.05  # what a statement that reads badly is worth beside a good one
FULL_ENOUGH = 0.85  # of the words wanted: then nothing that reads badly is added


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A statement that may be told.

    `content` is its longer stems, `length` its words. `claim` is None where no other outlet says
    anything like it; `worth` multiplies what its concepts weigh; `flawed` marks what reads badly.
    """

    statement: Statement
    section: int | None
    content: frozenset[str]
    concepts: frozenset[Concept]
    length: int
    claim: Claim | None
    worth: float = 1.0
    flawed: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """How much may be told: points in all, and in each section, or words."""

    points: int
    words: int | None = None

    def left(self, chosen: Sequence[Candidate]) -> bool:
        """Whether there is room for another point; the last may pass the number of words."""
        if self.words is None:
            return len(chosen) < self.points
        return _words(chosen) < self.words

    def is_full_enough(self, chosen: Sequence[Candidate]) -> bool:
        """Whether there is so much to tell that what reads badly can stay away."""
        return self.words is not None and _words(chosen) >= FULL_ENOUGH * self.words

    def open_sections(
        self, rest: Sequence[Candidate], chosen: Sequence[Candidate]
    ) -> set[int | None]:
        """Sections that may still get a point: those without their fair share first."""
        filled = Counter(candidate.section for candidate in chosen)
        most = PER_SECTION if self.words is None else sys.maxsize
        waiting = {one.section for one in rest if filled[one.section] < most}
        short: set[int | None] = {
            section for section in waiting if section is not None and filled[section] < FAIR_SHARE
        }
        return short or waiting


def choose(
    candidates: Sequence[Candidate], weights: Mapping[Concept, float], room: Room, power: float
) -> list[tuple[Candidate, float]]:
    """Candidates by importance, with what each adds; every section gets its fair share first.

    A candidate's worth is the weight of its concepts that are not told yet, divided by its words
    to the power given.
    """
    gains = [_gain(found.concepts, weights) for found in candidates]
    scales = [
        found.worth * (FLAWED if found.flawed else 1.0) / max(1, found.length) ** power
        for found in candidates
    ]
    chosen: list[Candidate] = []
    worths: list[float] = []
    covered: set[Concept] = set()
    parted = any(found.section is not None for found in candidates)
    rest = list(range(len(candidates)))
    while rest and room.left(chosen):
        ready = rest
        if parted or room.words is None:
            open_to = room.open_sections([candidates[place] for place in rest], chosen)
            ready = [place for place in rest if candidates[place].section in open_to]
        if not ready:
            break
        best = max(ready, key=lambda place: (gains[place] * scales[place], -place))
        told = candidates[best]
        if told.flawed and room.is_full_enough(chosen):
            break
        worths.append(gains[best] * scales[best])
        chosen.append(told)
        rest = [place for place in rest if not _told(candidates[place], told)]
        covered |= told.concepts
        for place in rest:
            if not told.concepts.isdisjoint(candidates[place].concepts):
                gains[place] = _gain(candidates[place].concepts - covered, weights)
    return list(zip(chosen, worths, strict=True))


def _gain(concepts: frozenset[Concept], weights: Mapping[Concept, float]) -> float:
    """What concepts weigh together, the same in whatever order a set gives them."""
    return fsum(weights.get(concept, 0.0) for concept in concepts)


def _told(one: Candidate, other: Candidate) -> bool:
    """Whether a candidate repeats a chosen one: the same sentence, or mostly the same words."""
    if one.claim and other.claim:
        likeness = compare(other.claim, one.claim)
        if likeness in (Likeness.SAME, Likeness.DIFFERS):
            return True
        if likeness is Likeness.APART:
            return False  # another number by another source is not a repetition
    mine, its = one.statement, other.statement
    if mine.article == its.article and mine.told & its.told:
        return True
    return len(one.content & other.content) >= REPEATS * len(one.content)


def _words(chosen: Sequence[Candidate]) -> int:
    return sum(len(one.statement.text.split()) for one in chosen)
