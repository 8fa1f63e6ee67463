"""Which statements to tell, and in which order of importance: concept coverage.

After Gillick and Favre (2009) and Li, Qian and Liu (2013): concepts are pairs of neighbouring
stems; a concept's weight is its chance to be in a human summary, by logistic regression on where
and how widely it occurs. Statements are taken greedily by the weight that they add per word, so
what is told already counts nothing and no threshold for redundancy is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp, log

Concept = tuple[str, str]

# Fitted by logistic regression on news with human summaries (Li et al. 2013 weigh bigrams so).
MANY = (-6.08, (0.16, 0.24, 1.58, -1.75, 1.01, 0.23, -0.91, 4.80, 0.68, 0.36, -0.26, 0.43, 1.49))
SINGLE = (-4.72, (0.0, 0.0, 1.23, -0.17, 1.35, 0.19, 0.42, 1.43, 0.0, 0.0, -0.25, 0.15, -0.17))


@dataclass(slots=True)
class Seen:
    """Where one concept occurs."""

    count: int = 0
    first: dict[int, int] = field(default_factory=dict)


def concepts_of(stems: Sequence[str], stop: Iterable[str]) -> frozenset[Concept]:
    """Pairs of neighbouring stems that are not both too common to matter."""
    common = stop if isinstance(stop, (set, frozenset)) else set(stop)
    return frozenset(
        pair for pair in pairwise(stems) if pair[0] not in common or pair[1] not in common
    )


def weigh(
    documents: Sequence[Sequence[frozenset[Concept]]],
    titles: Sequence[frozenset[str]],
    stop: frozenset[str],
) -> dict[Concept, float]:
    """The chance of each concept to be in a summary; `documents` are lists of sentences."""
    seen: dict[Concept, Seen] = {}
    for number, document in enumerate(documents):
        for place, concepts in enumerate(document):
            for concept in concepts:
                spot = seen.setdefault(concept, Seen())
                spot.count += 1
                spot.first.setdefault(number, place)
    offset, weights = MANY if len(documents) > 1 else SINGLE
    return {
        concept: _chance(offset, weights, _features(concept, spot, len(documents), titles, stop))
        for concept, spot in seen.items()
    }


def _chance(offset: float, weights: Sequence[float], features: Sequence[float]) -> float:
    value = offset + sum(w * f for w, f in zip(weights, features, strict=True))
    return 1 / (1 + exp(-value))


def _features(
    concept: Concept, spot: Seen, total: int, titles: Sequence[frozenset[str]], stop: frozenset[str]
) -> tuple[float, ...]:
    firsts = spot.first.values()
    share = len(spot.first) / total
    near = sum(exp(-i / 2) for i in firsts) / total
    earliest = min(firsts)
    one, two = concept
    return (
        share,
        float(len(spot.first) > 1),
        log(spot.count),
        near,
        sum(exp(-i / 8) for i in firsts) / total,
        sum(i == 0 for i in firsts) / total,
        exp(-earliest / 3),
        exp(-earliest / 12),
        sum(one in title and two in title for title in titles) / total,
        sum(one in title or two in title for title in titles) / total,
        float(one in stop or two in stop),
        float(one[:1].isdigit() or two[:1].isdigit()),
        share * near,
    )
