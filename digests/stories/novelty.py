"""Whether a fact was told before, in whatever words. Pure.

A sentence is compared with every sentence that was told, in words weighted by how few of these
sentences have them (Dice), and with all of them together: words never seen before make it newer.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from digests.stories.terms import empty_words, split, term

NEW = -0.31  # from here on a reader has not read it yet; chosen where a tenth of the new is missed
UNSEEN = 0.2  # what words that were never told are worth
NUMBER = 0.1  # what a number that was never told is worth
SAME_BUT = 0.8  # how alike a sentence is that says the same, but with another number
BELIEF = 100  # sentences' worth of trust that a word is rare
RARE = 0.5


class Told:
    """Sentences that a reader has read."""

    def __init__(self, sentences: Iterable[str], language: str) -> None:
        self._language = language
        self._sentences: list[frozenset[str]] = []
        self._having: dict[str, list[int]] = {}
        self._counts: Counter[str] = Counter()
        for sentence in sentences:
            self.add(sentence)

    def add(self, sentence: str) -> None:
        words = meaning(sentence, self._language)
        for word in words:
            self._having.setdefault(word, []).append(len(self._sentences))
        self._sentences.append(words)
        self._counts.update(words)

    def newness(self, sentence: str) -> float:
        """From about -1 (told in these words) to 0.3 (nothing of it was told)."""
        words = meaning(sentence, self._language)
        weights = {word: self._weight(word) for word in words}
        whole = sum(weights.values()) or 1.0
        unseen = [word for word in words if word not in self._counts]
        score = UNSEEN * sum(weights[word] for word in unseen) / whole
        likest = self._likest(weights, whole)
        if any(word.isdigit() for word in unseen):
            score += 1.0 if likest >= SAME_BUT else NUMBER  # "15 dead" is news after "12 dead"
        return score - likest

    def is_new(self, sentence: str) -> bool:
        return self.newness(sentence) >= NEW

    def _likest(self, weights: dict[str, float], whole: float) -> float:
        shared: dict[int, float] = {}
        for word in sorted(weights):
            for number in self._having.get(word, ()):
                shared[number] = shared.get(number, 0.0) + weights[word]
        best = 0.0
        for number, common in shared.items():
            other = sum(self._weight(word) for word in sorted(self._sentences[number]))
            best = max(best, 2 * common / (whole + other))
        return best

    def _weight(self, word: str) -> float:
        return math.log((len(self._sentences) + BELIEF) / (self._counts[word] + RARE))


def meaning(sentence: str, language: str) -> frozenset[str]:
    """The terms of a sentence without the words that say nothing."""
    stop = empty_words(language)
    return frozenset(term(word, language) for word in split(sentence) if word not in stop)
