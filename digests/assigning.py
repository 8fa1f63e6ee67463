"""Gives each article its story: the store finds candidates, pure code decides, this remembers.

What is remembered between batches only saves reading: it is dropped whenever somebody else took
articles in meanwhile, so that every process decides alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from digests.store.assigning import (
    bridged,
    candidates_by_id,
    likest,
    next_batch,
    save_bridges,
    save_centres,
    save_profiles,
    save_story_count,
    save_story_words,
    save_words,
    stored_centres,
    told_words,
)
from digests.store.database import Transaction
from digests.stories.assign import (
    BRIDGES,
    Candidate,
    Centre,
    Choice,
    Profile,
    are_one,
    asked_words,
    choose,
    indexed_words,
    stretch_of,
    weigh,
)

CANDIDATES = 24
REMEMBERED = 20_000  # profiles; words and middles follow
Merge = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Placement:
    """The story of an article. A new story may go on from `parent`; `merge` is (newer, older)."""

    story: int
    new: bool = False
    parent: int | None = None
    merge: Merge | None = None


class Assigner:
    """Places one article after the other, inside the transaction of a batch."""

    def __init__(self) -> None:
        self._batch = -1
        self._begun = 0
        self._forget()

    def begin(self, connection: Transaction, counts: Iterable[Counter[str]]) -> None:
        """Get ready for a batch of articles with these words."""
        number, self._begun = next_batch(connection)
        if number != self._batch + 1 or len(self._profiles) > REMEMBERED:
            self._forget()
        self._batch = number
        missing = {word for count in counts for word in count if word not in self._told}
        found = told_words(connection, sorted(missing))
        self._told.update({word: found.get(word, 0) for word in missing})

    def place(
        self,
        connection: Transaction,
        article: int,
        counts: Counter[str],
        day: float,
        fresh: int,
    ) -> Placement:
        """Decide and remember; `fresh` is the id that a new story gets."""
        profile = weigh(counts, self._told, self._begun)
        choice = self._choose(connection, profile, day)
        placement = self._placement(connection, choice, fresh)
        centre = self._centres.setdefault(placement.story, Centre())
        for word in counts:
            if word not in centre.words:
                self._told[word] = self._told.get(word, 0) + 1
                self._changed_words.add(word)
        centre.add(profile, day)
        self._changed_centres.add(placement.story)
        self._begun += placement.new
        self._profiles[article] = Candidate(placement.story, day, profile)
        self._new_profiles.append(article)
        stretch = stretch_of(day)
        for word in indexed_words(profile, self._told):
            self._fresh.setdefault((stretch, word), []).append(article)
        return placement

    def flush(self, connection: Transaction) -> None:
        """Write down what changed; the articles and stories are there already."""
        save_story_count(connection, self._begun)
        save_words(connection, {word: self._told[word] for word in self._changed_words})
        centres = {story: self._centres[story] for story in self._changed_centres}
        save_centres(connection, centres)
        save_bridges(connection, self._bridges)
        profiles = {article: self._profiles[article] for article in self._new_profiles}
        save_profiles(connection, profiles)
        words = (
            (stretch, word, article)
            for (stretch, word), found in self._fresh.items()
            for article in found
        )
        save_story_words(connection, words)
        self._fresh.clear()
        self._bridges.clear()
        self._changed_words.clear()
        self._changed_centres.clear()
        self._new_profiles.clear()

    def merge(self, connection: Transaction, merge: Merge) -> None:
        """Two stories become one, here before in the store; everything is flushed."""
        newer, older = merge
        missing = [story for story in merge if story not in self._centres]
        self._centres.update(stored_centres(connection, missing))
        self._centres[older].absorb(self._centres.pop(newer))
        self._changed_centres.add(older)
        for article, known in self._profiles.items():
            if known.story == newer:
                self._profiles[article] = replace(known, story=older)

    def rolled_back(self) -> None:
        """Nothing of the batch was kept."""
        self._batch = -1
        self._forget()

    def _choose(self, connection: Transaction, profile: Profile, day: float) -> Choice:
        asked = asked_words(profile, self._told)
        stretches = [stretch_of(day) + step for step in (-1, 0, 1)]
        fresh = self._likest_fresh([(near, word) for near in stretches for word in asked])
        ids = [*fresh, *likest(connection, stretches, asked, CANDIDATES)]
        self._recall(connection, ids)
        candidates = [self._profiles[number] for number in ids if number in self._profiles]
        return choose(profile, day, candidates, self._centres)

    def _likest_fresh(self, tokens: Sequence[tuple[int, str]]) -> list[int]:
        """Articles of this batch, which the index does not hold yet."""
        shared = Counter(article for token in tokens for article in self._fresh.get(token, ()))
        ranked = sorted(shared.items(), key=lambda item: (-item[1], -item[0]))
        return [article for article, _ in ranked[:CANDIDATES]]

    def _recall(self, connection: Transaction, ids: Sequence[int]) -> None:
        unknown = [number for number in ids if number not in self._profiles]
        if unknown:
            self._profiles.update(candidates_by_id(connection, unknown))
        stories = {self._profiles[number].story for number in ids if number in self._profiles}
        if missing := sorted(stories - self._centres.keys()):
            self._centres.update(stored_centres(connection, missing))

    def _placement(self, connection: Transaction, choice: Choice, fresh: int) -> Placement:
        if choice.story is None:
            return Placement(fresh, new=True, parent=choice.parent)
        if choice.also is None:
            return Placement(choice.story)
        older, newer = sorted((choice.story, choice.also))
        pair = (older, newer)
        if pair not in self._bridges:
            self._bridges[pair] = bridged(connection, older, newer)
        self._bridges[pair] += 1
        if self._bridges[pair] >= BRIDGES and are_one(self._centres[older], self._centres[newer]):
            return Placement(choice.story, merge=(newer, older))
        return Placement(choice.story)

    def _forget(self) -> None:
        self._told: dict[str, int] = {}
        self._centres: dict[int, Centre] = {}
        self._profiles: dict[int, Candidate] = {}
        self._changed_words: set[str] = set()
        self._changed_centres: set[int] = set()
        self._new_profiles: list[int] = []
        self._bridges: dict[Merge, int] = {}
        self._fresh: dict[tuple[int, str], list[int]] = {}
