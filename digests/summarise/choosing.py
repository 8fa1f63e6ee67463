"""Which statements to tell: the greatest worth a word that is not told yet. Pure."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, fsum, log

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

    def left(self, told: int, words: int) -> bool:
        """Whether there is room for another point; the last may pass the number of words."""
        return told < self.points if self.words is None else words < self.words

    def is_full_enough(self, words: int) -> bool:
        """Whether there is so much to tell that what reads badly can stay away."""
        return self.words is not None and words >= FULL_ENOUGH * self.words

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
    to the power given. Where room is counted in words, a chosen sentence may grow by the one that
    points back at it: their join then takes its place, for the price of the words that it adds.
    """
    return _Choice(candidates, weights, room, power).made()


@dataclass(slots=True)
class _Choice:
    """A choice in the making; candidates go by their place.

    `scores` may be too high for what shares concepts with what was chosen since they were made;
    they are made again only where they would win. `grows` is which chosen one a join can replace.
    """

    candidates: Sequence[Candidate]
    weights: Mapping[Concept, float]
    room: Room
    power: float
    chosen: list[int] = field(default_factory=list)
    worths: list[float] = field(default_factory=list)
    covered: set[Concept] = field(default_factory=set)
    grows: dict[int, int] = field(default_factory=dict)
    rest: list[int] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)
    picks: int = 0

    def made(self) -> list[tuple[Candidate, float]]:
        """Takes the best until there is no room, or nothing that may be told."""
        self.rest = list(range(len(self.candidates)))
        self.scores = [self._score(place) for place in self.rest]
        self.seen = [0] * len(self.candidates)
        words = 0
        while self.rest and self.room.left(len(self.chosen), words):
            best = self._best()
            if best is None or (self.candidates[best].flawed and self.room.is_full_enough(words)):
                break
            words += self._take(best)
        told = [self.candidates[place] for place in self.chosen]
        return list(zip(told, self.worths, strict=True))

    def _best(self) -> int | None:
        """The place of the best candidate that nothing chosen tells already."""
        while ready := self._ready():
            best = max(ready, key=self.scores.__getitem__)
            if self.seen[best] < self.picks:
                self.scores[best] = self._score(best)
                self.seen[best] = self.picks
            elif self._is_told(best):
                self.rest.remove(best)
            else:
                return best
        return None

    def _ready(self) -> list[int]:
        """What may be chosen now, by the sections that are open."""
        parted = any(found.section is not None for found in self.candidates)
        if not parted and self.room.words is not None:
            return self.rest
        rest = [self.candidates[place] for place in self.rest]
        open_to = self.room.open_sections(rest, [self.candidates[one] for one in self.chosen])
        return [place for place in self.rest if self.candidates[place].section in open_to]

    def _score(self, place: int) -> float:
        found = self.candidates[place]
        fresh = found.concepts - self.covered if self.covered else found.concepts
        gain = fsum(self.weights.get(concept, 0.0) for concept in fresh)
        length = found.length
        if place in self.grows:
            length -= self.candidates[self.grows[place]].length
        scale = found.worth * (FLAWED if found.flawed else 1.0)
        return gain * scale / exp(self.power * log(max(1, length)))

    def _is_told(self, place: int) -> bool:
        mine, base = self.candidates[place], self.grows.get(place)
        return any(_told(mine, self.candidates[one]) for one in self.chosen if one != base)

    def _take(self, place: int) -> int:
        """Choose a candidate; how many words it adds."""
        taken, base = self.candidates[place], self.grows.get(place)
        self.rest.remove(place)
        self.picks += 1
        self.covered |= taken.concepts
        added = len(taken.statement.text.split())
        if base is None:
            self.chosen.append(place)
            self.worths.append(self.scores[place])
        else:
            self.chosen[self.chosen.index(base)] = place
            added -= len(self.candidates[base].statement.text.split())
        self.grows = {join: one for join, one in self.grows.items() if one != base}
        if self.room.words is not None:
            self._offer_growth(place)
        return added

    def _offer_growth(self, place: int) -> None:
        """Let the joins of a chosen sentence take its place."""
        chosen = self.candidates[place].statement
        for other in self.rest:
            join = self.candidates[other].statement
            if (join.article, join.first) == (chosen.article, chosen.first) and (
                chosen.told < join.told
            ):
                self.grows[other] = place
                self.scores[other], self.seen[other] = self._score(other), self.picks


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
