"""How much the parts of a text are worth telling: concept coverage. Pure.

After Gillick and Favre (2009) and Li, Qian and Liu (2013): concepts are pairs of neighbouring
stems; a concept's weight is its chance to be in a human summary, by logistic regression on where
and how widely it occurs, and on the sentences that it occurs in. Whoever takes sentences by the
weight that they add needs no threshold for redundancy: what is told already counts nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp, log
from operator import mul

Concept = tuple[str, str]
Weights = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What ranking looks at: the stems in order, the share of them in quotation marks, and
    whether the start points back."""

    stems: tuple[str, ...]
    quoted: float = 0.0
    dangling: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of a logistic regression: of places, words and sentences, in that order."""

    offset: float
    places: Weights
    words: Weights
    sentences: Weights


@dataclass(slots=True)
class Seen:
    """Where one concept occurs; `context` sums what its sentences are worth."""

    count: int = 0
    context: float = 0.0
    first: dict[int, int] = field(default_factory=dict)


# Fitted to human summaries: of 238 stories of two or three outlets, of 191 single articles, and of
# 34 stories of ten articles in seven languages (these drawn towards the weights of few articles).
FEW = Model(
    -7.29,
    (-1.46, 0.394, -1.37, 1.09, 0.157, -1.45, 5.91, 1.68),
    (1.49, 0.959, 0.262, -0.254, 0.162, 0.416, 0.676),
    (1.36, 0.326, 0.561, 0.855, -0.0904, -0.0392, -0.405),
)
SINGLE = Model(
    -9.75,
    (0, 0, 0.106, 0.76, 0.12, -0.844, 2.43, 0.106),
    (1.29, 0, 0, -0.23, -0.2, 0.181, 0),
    (4.96, 0, 0, -0.843, -0.392, -0.387, 0.421),
)
MANY = Model(
    -3.62,
    (-1.62, 0.191, -8.32, 5.57, 5.3, 0.262, 0.467, -0.0257),
    (1.14, 0.681, 0.0703, 0.0147, -0.0764, 0.387, 0.396),
    (-1.27, 0.37, 1.31, -1.08, -0.416, -0.431, 0.967),
)
FEW_ARTICLES = 4


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
    """The chance of each concept to be in a summary; titles are without words that are common."""
    model = model_for(len(documents))
    world = World.of(documents, titles, stop)
    seen: dict[Concept, Seen] = {}
    for number, document in enumerate(documents):
        for place, sentence in enumerate(document):
            context = _dot(model.sentences, world.of_sentence(sentence, place))
            for concept in pairwise(sentence.stems):
                spot = seen.get(concept)
                if spot is None:
                    spot = seen[concept] = Seen()
                spot.count += 1
                spot.context += context
                spot.first.setdefault(number, place)
    known: dict[tuple[int, ...], float] = {}
    weights = {}
    for concept, spot in seen.items():
        places = tuple(spot.first.values())
        value = known.get(places)
        if value is None:
            value = known[places] = _dot(model.places, of_places(places, len(documents)))
        value += _dot(model.words, world.of_words(concept, spot.count))
        value += model.offset + spot.context / spot.count
        weights[concept] = 1 / (1 + exp(-value))
    return weights


def of_places(places: Sequence[int], total: int) -> Weights:
    """What it says where a concept is: the first place in each document that has it."""
    share, earliest = len(places) / total, min(places)
    near = sum(exp(-place / 2) for place in places) / total
    return (
        share,
        float(len(places) > 1),
        near,
        sum(exp(-place / 8) for place in places) / total,
        sum(place == 0 for place in places) / total,
        exp(-earliest / 3),
        exp(-earliest / 12),
        share * near,
    )


@dataclass(frozen=True, slots=True)
class World:
    """The story that a concept or a sentence is seen in; numbers are sets of documents, as bits."""

    total: int
    documents: dict[str, int]
    titles: dict[str, int]
    lengths: tuple[int, ...]
    stop: frozenset[str]

    @classmethod
    def of(
        cls,
        documents: Sequence[Sequence[Sentence]],
        titles: Sequence[frozenset[str]],
        stop: frozenset[str],
    ) -> World:
        found: dict[str, int] = {}
        for number, document in enumerate(documents):
            for stem in {stem for sentence in document for stem in sentence.stems}:
                found[stem] = found.get(stem, 0) | 1 << number
        headed: dict[str, int] = {}
        for number, title in enumerate(titles):
            for stem in title:
                headed[stem] = headed.get(stem, 0) | 1 << number
        return cls(len(documents), found, headed, tuple(map(len, titles)), stop)

    def of_words(self, concept: Concept, count: int) -> Weights:
        """What its two words say of a concept."""
        one, two = concept
        head, other = self.titles.get(one, 0), self.titles.get(two, 0)
        common = (one in self.stop) + (two in self.stop)
        narrow = self.total
        for stem in concept:
            if common == 2 or stem not in self.stop:
                narrow = min(narrow, self.documents[stem].bit_count())
        return (
            log(count),
            (head & other).bit_count() / self.total,
            (head | other).bit_count() / self.total,
            float(common > 0),
            float(common > 1),
            float(one[:1].isdigit() or two[:1].isdigit()),
            narrow / self.total,
        )

    def of_sentence(self, sentence: Sentence, place: int) -> Weights:
        """What the sentence says of the concepts in it."""
        content = set(sentence.stems) - self.stop
        size = max(1, len(content))
        told = [self.titles.get(stem, 0) for stem in content]
        covered = sum(
            sum(mask >> number & 1 for mask in told) / length
            for number, length in enumerate(self.lengths)
            if length
        )
        return (
            sum(self.documents[stem].bit_count() for stem in content) / size / self.total,
            sum(mask > 0 for mask in told) / size,
            covered / self.total,
            sentence.quoted,
            float(sentence.dangling),
            log(1 + len(sentence.stems)) - 3,
            exp(-place / 3),
        )


def _dot(weights: Weights, values: Weights) -> float:
    return float(sum(map(mul, weights, values)))
