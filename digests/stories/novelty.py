"""Whether a fact was told before, in whatever words. Pure.

A sentence is compared with every sentence that was told, in words weighted by how few of these
sentences have them (Dice), and with all of them together: words never seen before make it newer.
A number is a word like others, however it is written ("fourteen", "1.2 million", "about 40"). One
that was never told is news where a sentence about the same gave another one: 55 million after 42.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from digests.stories.numbers import NEAR, Number, numbers_of
from digests.stories.terms import empty_words, split, term
from digests.text.numbers import number_word

NEW = -0.295  # from here on a reader has not read it yet; chosen where a tenth of the new is missed
UNSEEN = 0.3  # what words that were never told are worth
NUMBER = 0.1  # what a number that was never told is worth
MOVED = 0.72  # where a sentence about the same gave another: news even if all else was told
ABOUT_SAME = 0.6  # how alike the other words of such a sentence are
FARTHEST = 1.1 * NEAR  # a little more than numbers that agree are apart
BELIEF = 50  # sentences' worth of trust that a word is rare
RARE = 0.5


@dataclass(frozen=True, slots=True)
class Meaning:
    """The terms of a sentence without the words that say nothing, and its numbers."""

    words: frozenset[str]
    numbers: tuple[Number, ...]


class Told:
    """Sentences that a reader has read."""

    def __init__(self, sentences: Iterable[str], language: str) -> None:
        self._language = language
        self._sentences: list[Meaning] = []
        self._terms: list[frozenset[str]] = []
        self._having: dict[str, list[int]] = {}
        self._counts: Counter[str] = Counter()
        self._numbers = Numbers()
        for sentence in sentences:
            self.add(sentence)

    def add(self, sentence: str) -> None:
        meant = meaning(sentence, self._language)
        for number in meant.numbers:
            self._numbers.add(number)
        terms = meant.words.union(map(self._numbers.word_of, meant.numbers))
        for word in terms:
            self._having.setdefault(word, []).append(len(self._sentences))
        self._sentences.append(meant)
        self._terms.append(terms)
        self._counts.update(terms)

    def newness(self, sentence: str) -> float:
        """From about -1 (told in these words) to 0.9 (another number than was told)."""
        meant = meaning(sentence, self._language)
        keys = {self._numbers.word_of(number): number for number in meant.numbers}
        weights = {word: self._weight(word) for word in sorted(meant.words.union(keys))}
        whole = sum(weights.values()) or 1.0
        unseen = [word for word in weights if word not in self._counts]
        score = UNSEEN * sum(weights[word] for word in unseen) / whole
        if fresh := [number for key, number in keys.items() if key not in self._numbers]:
            plain = {word: weights[word] for word in sorted(meant.words)}
            score += MOVED if self._moved(fresh, plain) else NUMBER
        alike = (alike for _, alike in self._likenesses(weights, self._terms))
        return score - max(alike, default=0.0)

    def is_new(self, sentence: str) -> bool:
        return self.newness(sentence) >= NEW

    def _moved(self, fresh: list[Number], weights: dict[str, float]) -> bool:
        """Whether a sentence about the same gave another number of the same kind."""
        return any(
            new.measures(old)
            for at, alike in self._likenesses(weights, [one.words for one in self._sentences])
            if alike >= ABOUT_SAME
            for old in self._sentences[at].numbers
            for new in fresh
        )

    def _likenesses(
        self, weights: dict[str, float], others: Sequence[frozenset[str]]
    ) -> Iterator[tuple[int, float]]:
        """How alike each told sentence is that shares a word: its place, and from 0 to 1."""
        shared: dict[int, float] = {}
        for word, weight in weights.items():
            for number in self._having.get(word, ()):
                shared[number] = shared.get(number, 0.0) + weight
        whole = sum(weights.values())
        for number, common in shared.items():
            other = sum(self._weight(word) for word in sorted(others[number]))
            yield number, 2 * common / (whole + other)

    def _weight(self, word: str) -> float:
        return math.log((len(self._sentences) + BELIEF) / (self._counts[word] + RARE))


class Numbers:
    """Numbers that were told, each with a word for it. A page of figures has thousands, so one is
    only held against those that are near enough to agree with it.
    """

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._by_value: list[tuple[float, int, str, Number]] = []  # the second: in which order

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def add(self, number: Number) -> None:
        word = self.word_of(number)
        if word not in self._words:
            insort(self._by_value, (number.value, len(self._words), word, number))
            self._words.add(word)

    def word_of(self, number: Number) -> str:
        """That of the first told one that agrees, else its own."""
        own = number.key
        if own in self._words:
            return own
        low = bisect_left(self._by_value, (number.value * (1 - FARTHEST),))
        high = bisect_left(self._by_value, (number.value / (1 - FARTHEST),), low)
        near = self._by_value[low:high]
        agreeing = ((place, word) for _, place, word, one in near if number.agrees(one))
        return min(agreeing, default=(0, own))[1]


def meaning(sentence: str, language: str) -> Meaning:
    stop = empty_words(language)
    words = (
        term(word, language)
        for word in split(sentence)
        if not (word in stop or word[0].isdigit() or number_word(word, language))
    )
    return Meaning(frozenset(words), tuple(numbers_of(sentence, language)))
