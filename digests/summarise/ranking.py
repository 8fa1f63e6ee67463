"""How much the parts of a text are worth telling: concept coverage. Pure.

After Gillick and Favre (2009) and Li, Qian and Liu (2013): concepts are pairs of neighbouring
stems; a concept's weight is its chance to be in a human summary, by logistic regression on where
and how widely it occurs, and on the sentences that it occurs in. Whoever takes sentences by the
weight that they add needs no threshold for redundancy: what is told already counts nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from math import exp, log
from operator import mul

Concept = tuple[str, str]
Weights = tuple[float, ...]
Kind = tuple[int, int, bool, bool]  # of a stem: its titles, its documents, common, a number


@dataclass(frozen=True, slots=True)
class Sentence:
    """What ranking looks at: the stems in order, the share of them in quotation marks, and
    whether the start points back."""

    stems: tuple[str, ...]
    quoted: float = 0.0
    dangling: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of a logistic regression: of places, words and sentences, in that order.

    `known` remembers what the places and words of concepts are worth: few concepts differ in it.
    """

    offset: float
    places: Weights
    words: Weights
    sentences: Weights
    known: dict[tuple[object, ...], float] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def of_places(self, places: tuple[int, ...], total: int) -> float:
        """What the places of a concept are worth."""
        worth = self.known.get((places, total))
        if worth is None:
            worth = _dot(self.places, of_places(places, total))
            self._remember((places, total), worth)
        return worth

    def of_words(self, one: Kind, other: Kind, count: int, total: int) -> float:
        """What the words of a concept are worth."""
        key = one, other, count, total
        worth = self.known.get(key)
        if worth is None:
            worth = self.offset + _dot(self.words, of_words(one, other, count, total))
            self._remember(key, worth)
        return worth

    def _remember(self, key: tuple[object, ...], worth: float) -> None:
        if len(self.known) >= MOST_KNOWN:
            self.known.clear()
        self.known[key] = worth


# Fitted to human summaries: of 238 stories of two or three outlets, of 191 single articles, and of
# 34 stories of ten articles in seven languages (these drawn towards the weights of few articles).
# `python -m benchmarks.weights` fits such weights, and says how they do on unseen items.
FEW = Model(
    -6.99,
    (-1.37, 0.368, -1.12, 0.698, -0.038, -1.27, 5.4, 1.94),
    (1.6, 0.943, 0.286, -0.237, 0.417, 0.546),
    (1.48, 0.343, 0.538, 0.819, -0.0456, -0.0516, -0.336),
)
SINGLE = Model(
    -4.85,
    (0, 0, -0.146, 0.935, 0.207, -0.406, 2.27, -0.146),
    (1.4, 0, 0, -0.225, 0.189, 0),
    (0, 0, 0, -0.841, -0.344, -0.401, 0.456),
)
MANY = Model(
    -3.6,
    (-1.71, 0.215, -8.94, 5.62, 5.56, 0.33, 0.433, 0.239),
    (1.15, 0.712, 0.0723, 0.0109, 0.39, 0.399),
    (-1.27, 0.359, 1.29, -1.07, -0.4, -0.425, 0.962),
)
FEW_ARTICLES = 4
MOST_KNOWN = 50_000  # places and words of concepts whose worth is remembered


def model_for(articles: int) -> Model:
    """The weights for a story of so many articles."""
    if articles == 1:
        return SINGLE
    return FEW if articles <= FEW_ARTICLES else MANY


def weigh(
    documents: Sequence[Sequence[Sentence]],
    titles: Sequence[frozenset[str]],
    stop: frozenset[str],
) -> dict[Concept, float]:
    """The chance of each concept to be in a summary; titles are without words that are common.

    Two common words in a row are no concept.
    """
    model = model_for(len(documents))
    world = World.of(documents, titles, stop)
    kinds = list(set(world.stems.values()))
    numbers = {kind: number for number, kind in enumerate(kinds)}
    numbered = {stem: numbers[kind] for stem, kind in world.stems.items()}
    places: dict[tuple[int, ...], float] = {}
    words: dict[tuple[int, int, int], float] = {}
    weights = {}
    for concept, (count, context, firsts, _) in _seen(documents, world, model).items():
        where = places.get(firsts)
        if where is None:
            where = places[firsts] = model.of_places(firsts, world.total)
        pair = one, other, _ = numbered[concept[0]], numbered[concept[1]], count
        what = words.get(pair)
        if what is None:
            what = words[pair] = model.of_words(kinds[one], kinds[other], count, world.total)
        weights[concept] = 1 / (1 + exp(-(where + what + context / count)))
    return weights


def _seen(
    documents: Sequence[Sequence[Sentence]], world: World, model: Model
) -> dict[Concept, tuple[int, float, tuple[int, ...], int]]:
    """For each concept how often it occurs, what its sentences are worth together, its first
    place in each document that has it, and the last of these documents."""
    seen: dict[Concept, tuple[int, float, tuple[int, ...], int]] = {}
    stop = world.stop
    for number, document in enumerate(documents):
        for place, sentence in enumerate(document):
            worth = _dot(model.sentences, world.of_sentence(sentence, place))
            first = (1, worth, (place,), number)
            for concept in pairwise(sentence.stems):
                known = seen.get(concept)
                if known is None:
                    if concept[0] not in stop or concept[1] not in stop:
                        seen[concept] = first
                    continue
                count, context, firsts, last = known
                if last != number:
                    firsts = (*firsts, place)
                seen[concept] = (count + 1, context + worth, firsts, number)
    return seen


@lru_cache(maxsize=1_000)
def _fading(place: int) -> tuple[float, float]:
    return exp(-place / 2), exp(-place / 8)


def of_places(places: Sequence[int], total: int) -> Weights:
    """What it says where a concept is: the first place in each document that has it."""
    share, earliest = len(places) / total, min(places)
    fading = [_fading(place) for place in places]
    near = sum([one for one, _ in fading]) / total
    return (
        share,
        float(len(places) > 1),
        near,
        sum([other for _, other in fading]) / total,
        places.count(0) / total,
        exp(-earliest / 3),
        exp(-earliest / 12),
        share * near,
    )


def of_words(one: Kind, other: Kind, count: int, total: int) -> Weights:
    """What its two words say of a concept that occurs so often."""
    head, wide, common, digit = one
    next_head, broad, usual, figure = other
    narrow = broad if common else wide if usual else min(wide, broad)
    return (
        log(count),
        (head & next_head).bit_count() / total,
        (head | next_head).bit_count() / total,
        float(common or usual),
        float(digit or figure),
        narrow / total,
    )


@dataclass(frozen=True, slots=True)
class World:
    """The story that a concept or a sentence is seen in; titles are numbers of bits."""

    total: int
    stems: dict[str, Kind]
    lengths: tuple[int, ...]
    stop: frozenset[str]

    @classmethod
    def of(
        cls,
        documents: Sequence[Sequence[Sentence]],
        titles: Sequence[frozenset[str]],
        stop: frozenset[str],
    ) -> World:
        """What is known of each stem: its titles, its number of documents, common, a number."""
        found: dict[str, int] = {}
        for document in documents:
            for stem in {stem for sentence in document for stem in sentence.stems}:
                found[stem] = found.get(stem, 0) + 1
        headed: dict[str, int] = {}
        for number, title in enumerate(titles):
            for stem in title:
                headed[stem] = headed.get(stem, 0) | 1 << number
        stems = {
            stem: (headed.get(stem, 0), count, stem in stop, stem[:1].isdigit())
            for stem, count in found.items()
        }
        return cls(len(documents), stems, tuple(map(len, titles)), stop)

    def of_sentence(self, sentence: Sentence, place: int) -> Weights:
        """What the sentence says of the concepts in it."""
        content = {*sentence.stems} - self.stop
        size = max(1, len(content))
        known = [self.stems[stem] for stem in content]
        heads = [kind[0] for kind in known if kind[0]]
        covered = self._covered(heads) if heads else 0.0
        return (
            sum([kind[1] for kind in known]) / size / self.total,
            len(heads) / size,
            covered / self.total,
            sentence.quoted,
            float(sentence.dangling),
            log(1 + len(sentence.stems)) - 3,
            exp(-place / 3),
        )

    def _covered(self, heads: Sequence[int]) -> float:
        """The shares of the titles that are told, together."""
        shared = [0] * len(self.lengths)
        for titles in heads:
            left = titles
            while left:
                lowest = left & -left
                shared[lowest.bit_length() - 1] += 1
                left ^= lowest
        pairs = zip(shared, self.lengths, strict=True)
        return sum([count / length for count, length in pairs if count])


def _dot(weights: Weights, values: Weights) -> float:
    return float(sum(map(mul, weights, values)))
