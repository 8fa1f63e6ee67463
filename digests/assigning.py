"""Gives each article its story: the store finds candidates, pure code decides, this remembers.

What is remembered between batches only saves reading: it is dropped whenever somebody else took
articles in meanwhile, so that every process decides alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from math import inf

from digests.store.assigning import (
    APART,
    bridged,
    forget_profile,
    forget_story_words,
    latest_stretch,
    likest,
    next_batch,
    profiles_of_story,
    save_bridges,
    save_likenesses,
    save_story_count,
    save_story_words,
    save_words,
)
from digests.store.database import Transaction
from digests.store.outgrown import forget_outgrown
from digests.stories.assign import (
    BRIDGES,
    WINDOW,
    Candidate,
    Centre,
    Choice,
    Profile,
    are_one,
    asked_words,
    choose,
    indexed_words,
    stretch_of,
    takes_single,
    weigh,
)
from digests.stories.split import drifted, is_looked_at
from digests.young import YoungStories

CANDIDATES = 24
TICK = 0.001  # days: more than rounding takes from a window
Merge = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Placement:
    """The story of an article. A new story may go on from `parent`, and belong to the saga of
    `thread`; `merge` is (newer, older).
    """

    story: int
    new: bool = False
    parent: int | None = None
    thread: int | None = None
    merge: Merge | None = None


@dataclass(frozen=True, slots=True)
class Drift:
    """Articles that left a story, and the middles of both."""

    story: int
    left: tuple[int, ...]
    staying: Centre
    leaving: Centre


class Assigner:
    """Places one article after the other, inside the transaction of a batch."""

    def __init__(self) -> None:
        self._young = YoungStories()
        self._batch = -1
        self._begun = 0
        self._latest = -inf  # stretch that the index holds
        self._forget()

    def begin(self, connection: Transaction, counts: Iterable[Counter[str]], now: datetime) -> None:
        """Get ready for a batch of articles with these words."""
        number, self._begun = next_batch(connection)
        if number != self._batch + 1:
            self._forget()
        self._batch = number
        latest = latest_stretch(connection)
        self._latest = -inf if latest is None else latest
        self._young.outgrow(forget_outgrown(connection, now))
        self._young.trim()
        self._young.read_words(connection, (word for count in counts for word in count))

    def place(
        self, connection: Transaction, article: int, counts: Counter[str], day: float, fresh: int
    ) -> Placement:
        """Decide and remember; `fresh` is the id that a new story gets."""
        profile = weigh(counts, self._young.told, self._begun)
        placement = self._placement(connection, self._choose(connection, profile, day), fresh)
        centre = self._young.centres.setdefault(placement.story, Centre())
        self._count(counts, centre)
        centre.add(profile, day)
        self._begun += placement.new
        self._remember(article, Candidate(placement.story, day, profile))
        return placement

    def adopt(
        self, connection: Transaction, article: int, counts: Counter[str], day: float, story: int
    ) -> None:
        """An article of the story that was only a copy has words of its own now."""
        self._young.read_centres(connection, [story])
        centre = self._young.centres.setdefault(story, Centre())
        profile = weigh(counts, self._young.told, self._begun)
        self._count(counts, centre)
        centre.add(profile, day)
        self._remember(article, Candidate(story, day, profile))

    def drop(self, connection: Transaction, article: int) -> None:
        """An article is only a copy now: nothing is compared with it any more."""
        if known := self._forgotten(connection, article):
            self._young.centres[known.story].remove(known.profile)
            self._changed_centres.add(known.story)
            self._young.profiles.pop(article)
            forget_profile(connection, article)

    def revise(self, connection: Transaction, article: int, counts: Counter[str]) -> None:
        """An article has other words now; one that is a copy or outgrown is compared with none."""
        known = self._forgotten(connection, article)
        if known is None:
            return
        young, centre = self._young, self._young.centres[known.story]
        profile = weigh(counts, young.told, self._begun)
        self._count(counts, centre)
        centre.swap(known.profile, profile)
        young.read_words(connection, known.profile)
        for word in known.profile.keys() - centre.words.keys() - counts.keys():
            young.told[word] = max(0, young.told[word] - 1)
            self._changed_words.add(word)
        self._remember(article, Candidate(known.story, known.day, profile))

    def _forgotten(self, connection: Transaction, article: int) -> Candidate | None:
        """What was known of an article, which is no longer found by its words."""
        known = next(iter(self._young.recall(connection, [article], -inf, inf)), None)
        if known:
            stretch = stretch_of(known.day)
            forget_story_words(connection, [(stretch, word, article) for word in known.profile])
        return known

    def _count(self, counts: Counter[str], centre: Centre) -> None:
        """A word counts once for each story."""
        told, more = self._young.told, counts.keys() - centre.words.keys()
        for word in more:
            told[word] = told.get(word, 0) + 1
        self._changed_words |= more

    def _remember(self, article: int, known: Candidate) -> None:
        self._changed_centres.add(known.story)
        self._young.profiles[article] = known
        self._new_profiles.append(article)
        stretch = stretch_of(known.day)
        fresh = self._fresh.setdefault(stretch, {})
        for word in indexed_words(known.profile, self._young.told):
            fresh.setdefault(word, []).append(article)

    def flush(self, connection: Transaction) -> None:
        """Write down what changed; the articles and stories are there already."""
        young = self._young
        save_story_count(connection, self._begun)
        save_words(connection, {word: young.told[word] for word in self._changed_words})
        save_bridges(connection, self._bridges)
        save_likenesses(
            connection,
            {one: young.profiles[one] for one in self._new_profiles},
            {one: young.centres[one] for one in self._changed_centres},
        )
        words = (
            (stretch, word, article)
            for stretch, by_word in self._fresh.items()
            for word, found in by_word.items()
            for article in found
        )
        save_story_words(connection, words)
        self._latest = max(self._latest, *self._fresh) if self._fresh else self._latest
        self._clear()

    def merge(self, connection: Transaction, merge: Merge) -> None:
        """Two stories become one, here before in the store; everything is flushed."""
        newer, older = merge
        young = self._young
        young.read_centres(connection, merge)
        gone = young.centres.pop(newer, Centre())
        young.centres.setdefault(older, Centre()).absorb(gone)
        self._changed_centres.add(older)
        young.move([one for one, known in young.profiles.items() if known.story == newer], older)

    def is_time_to_look(self, story: int) -> bool:
        """Whether a story has grown so much that something may have drifted away."""
        return is_looked_at(self._young.centres[story].size)

    def drift(self, connection: Transaction, story: int) -> Drift | None:
        """What left a story."""
        found = profiles_of_story(connection, story)
        pending = {article: self._young.profiles[article] for article in self._new_profiles}
        found |= {article: one for article, one in pending.items() if one.story == story}
        places = set(drifted([known.profile for known in found.values()]))
        if not places:
            return None
        staying, leaving, left = Centre(), Centre(), []
        for place, (article, known) in enumerate(found.items()):
            (leaving if place in places else staying).add(known.profile, known.day)
            if place in places:
                left.append(article)
        return Drift(story, tuple(left), staying, leaving)

    def split(self, drift: Drift, new: int) -> None:
        """What left gets a story of its own, here as in the store; the two never merge again."""
        self._young.centres |= {drift.story: drift.staying, new: drift.leaving}
        self._young.move(drift.left, new)
        self._changed_centres |= {drift.story, new}
        self._begun += 1
        self._bridges[drift.story, new] = APART

    def rolled_back(self) -> None:
        """Nothing of the batch was kept."""
        self._batch = -1
        self._forget()

    def _choose(self, connection: Transaction, profile: Profile, day: float) -> Choice:
        asked = asked_words(profile, self._young.told)
        stretches = [stretch_of(day) + step for step in (-1, 0, 1)]
        fresh = self._likest_fresh(stretches, asked)
        held = [stretch for stretch in stretches if stretch <= self._latest]
        ids = list(dict.fromkeys([*fresh, *likest(connection, held, asked, CANDIDATES)]))
        near = self._young.recall(connection, ids, day - WINDOW - TICK, day + WINDOW + TICK)
        return choose(profile, day, near, self._young.centres)

    def _likest_fresh(self, stretches: Sequence[int], words: Sequence[str]) -> list[int]:
        """Articles of this batch, which the index does not hold yet."""
        near = [self._fresh[stretch] for stretch in stretches if stretch in self._fresh]
        shared = Counter(chain.from_iterable(one.get(word, ()) for one in near for word in words))
        ranked = sorted(shared.items(), key=lambda item: (-item[1], -item[0]))
        return [article for article, _ in ranked[:CANDIDATES]]

    def _placement(self, connection: Transaction, choice: Choice, fresh: int) -> Placement:
        if choice.story is None:
            return Placement(fresh, True, choice.parent, choice.thread)
        if choice.also is None:
            return Placement(choice.story)
        older, newer = sorted((choice.story, choice.also))
        pair, centres = (older, newer), self._young.centres
        if pair not in self._bridges:
            self._bridges[pair] = bridged(connection, older, newer)
        self._bridges[pair] += 1
        one, other = centres[older], centres[newer]
        apart = self._bridges[pair] <= 0  # they were split
        bridged_well = self._bridges[pair] >= BRIDGES and are_one(one, other)
        if bridged_well or (takes_single(one, other) and not apart):
            return Placement(choice.story, merge=(newer, older))
        return Placement(choice.story)

    def _forget(self) -> None:
        self._young.forget()
        self._fresh: dict[int, dict[str, list[int]]] = {}
        self._bridges: dict[Merge, int] = {}
        self._changed_words: set[str] = set()
        self._changed_centres: set[int] = set()
        self._new_profiles: list[int] = []

    def _clear(self) -> None:
        for part in (self._fresh, self._bridges, self._changed_words, self._changed_centres):
            part.clear()
        self._new_profiles.clear()
