"""Which statements to tell: the greatest worth a word that is not told yet. Pure."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import repeat
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
        self, waiting: Iterable[int | None], filled: Mapping[int | None, int]
    ) -> set[int | None]:
        """Those of the sections that may still get a point: those without their fair share first.

        `filled` says how many points each section has, where it has any.
        """
        most = PER_SECTION if self.words is None else sys.maxsize
        found = {section for section in waiting if filled.get(section, 0) < most}
        short: set[int | None] = {
            section
            for section in found
            if section is not None and filled.get(section, 0) < FAIR_SHARE
        }
        return short or found


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
    `queues` has a heap for each section that still waits: (-score, place), the best first; an
    entry whose score is no longer the candidate's is out of date.
    """

    candidates: Sequence[Candidate]
    weights: Mapping[Concept, float]
    room: Room
    power: float
    chosen: list[int] = field(default_factory=list)
    worths: list[float] = field(default_factory=list)
    covered: set[Concept] = field(default_factory=set)
    grows: dict[int, int] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    scores: list[float] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)
    queues: dict[int | None, list[tuple[float, int]]] = field(default_factory=dict)
    begun: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    picks: int = 0

    def made(self) -> list[tuple[Candidate, float]]:
        """Takes the best until there is no room, or nothing that may be told."""
        self._prepare()
        words = 0
        while self.room.left(len(self.chosen), words):
            best = self._best()
            if best is None or (self.candidates[best].flawed and self.room.is_full_enough(words)):
                break
            words += self._take(best)
        told = [self.candidates[place] for place in self.chosen]
        return list(zip(told, self.worths, strict=True))

    def _prepare(self) -> None:
        self.scores = [self._score(place) for place in range(len(self.candidates))]
        self.seen = [0] * len(self.candidates)
        for place, found in enumerate(self.candidates):
            self.queues.setdefault(found.section, []).append((-self.scores[place], place))
            start = (found.statement.article, found.statement.first)
            self.begun.setdefault(start, []).append(place)
        for queue in self.queues.values():
            heapify(queue)

    def _best(self) -> int | None:
        """The place of the best candidate that nothing chosen tells already."""
        filled = Counter(self.candidates[place].section for place in self.chosen)
        while ready := self._ready(filled):
            best = min(ready)[1]
            if self.seen[best] < self.picks:
                self._score_again(best)
            elif self._is_told(best):
                self.gone.add(best)
            else:
                return best
        return None

    def _ready(self, filled: Mapping[int | None, int]) -> list[tuple[float, int]]:
        """The best of each section that is open."""
        for section, queue in list(self.queues.items()):
            while queue and (queue[0][1] in self.gone or -queue[0][0] != self.scores[queue[0][1]]):
                heappop(queue)
            if not queue:
                del self.queues[section]
        return [self.queues[one][0] for one in self.room.open_sections(self.queues, filled)]

    def _score_again(self, place: int) -> None:
        self.seen[place], before = self.picks, self.scores[place]
        self.scores[place] = score = self._score(place)
        if score != before:
            heappush(self.queues[self.candidates[place].section], (-score, place))

    def _score(self, place: int) -> float:
        found = self.candidates[place]
        fresh = found.concepts - self.covered if self.covered else found.concepts
        gain = fsum(map(self.weights.get, fresh, repeat(0.0)))
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
        self.gone.add(place)
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
        for other in self.begun[chosen.article, chosen.first]:
            if other not in self.gone and chosen.told < self.candidates[other].statement.told:
                self.grows[other] = place
                self._score_again(other)


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
