"""What assigning remembers between batches: counts of words, profiles and middles of stories.

It only saves reading, so it may be forgotten at any time, and it stays within bounds however much
is taken in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from digests.store.assigning import candidates_by_id, stored_centres, told_words
from digests.store.database import Transaction
from digests.store.outgrown import Outgrown
from digests.stories.assign import Candidate, Centre
from digests.stories.terms import usual_terms

PROFILES = 10_000  # five days of 2,000 articles: about 60 MB with their middles
KEPT = 9_000  # of these when there are too many
WORDS = 200_000
USUAL = 15  # stories that a usual word begins with


class YoungStories:
    """Profiles by article, middles by story, and in how many stories each word is."""

    def __init__(self) -> None:
        self.told: dict[str, int] = {}
        self.profiles: dict[int, Candidate] = {}
        self.centres: dict[int, Centre] = {}

    def forget(self) -> None:
        self.told.clear()
        self.profiles.clear()
        self.centres.clear()

    def trim(self) -> None:
        """Let go of what was compared longest ago; everything is written down."""
        if len(self.told) > WORDS:
            self.told.clear()
        if len(self.profiles) <= PROFILES:
            return
        for article in list(self.profiles)[: len(self.profiles) - KEPT]:
            del self.profiles[article]
        living = {known.story for known in self.profiles.values()}
        self.centres = {story: self.centres[story] for story in living & self.centres.keys()}

    def outgrow(self, old: Outgrown) -> None:
        """Forget what the store has forgotten, so that every process knows the same."""
        if old.until:
            young = {key: known for key, known in self.profiles.items() if key > old.until}
            self.profiles = young
            for story in old.stories:
                self.centres.pop(story, None)

    def read_words(self, connection: Transaction, words: Iterable[str]) -> None:
        missing = {word for word in words if word not in self.told}
        found, usual = told_words(connection, sorted(missing)), usual_terms()
        for word in missing:
            self.told[word] = found.get(word, USUAL if word in usual else 0)

    def recall(
        self, connection: Transaction, articles: Sequence[int], since: float, until: float
    ) -> list[Candidate]:
        """The articles of some days that have a profile, with the middles of their stories at
        hand; days are those since 1970.
        """
        profiles = self.profiles
        unknown = [number for number in articles if number not in profiles]
        if unknown:
            profiles.update(candidates_by_id(connection, unknown, since, until))
        found = []
        for number in articles:
            if (known := profiles.get(number)) and since <= known.day <= until:
                del profiles[number]  # the last to be let go, from now on
                profiles[number] = known
                found.append(known)
        self.read_centres(connection, {known.story for known in found})
        return found

    def read_centres(self, connection: Transaction, stories: Iterable[int]) -> None:
        missing = sorted({story for story in stories if story not in self.centres})
        if missing:
            self.centres.update(stored_centres(connection, missing))

    def move(self, articles: Iterable[int], story: int) -> None:
        """Articles are in another story now."""
        for article in articles:
            if known := self.profiles.get(article):
                self.profiles[article] = replace(known, story=story)
