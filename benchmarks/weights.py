"""Fit the weights of `digests.summarise.ranking`: `python -m benchmarks.weights DATA.jsonl …`.

DATA has one item a line as for `benchmarks.summaries`, with human summaries in `reference` and
`more_references`. For every pair of neighbouring stems of an item (a concept), the share of its
summaries that have it is what a ridge logistic regression has to foretell from the numbers that
ranking looks at. Prints the model to be written down there, and how well such models do on items
that they have not seen: the overlap of pairs of stems (F1 × 100) of the digest with the summaries,
in five parts, twice, beside the model in use. Needs NumPy.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from benchmarks.summaries import digest, read
from digests.summarise import extractive, ranking
from digests.text.words import stems

Floats = NDArray[np.float64]
PLACES, WORDS = 8, 6  # numbers that tell of a concept's places and words; the rest: its sentences
RIDGE = 3.0
PARTS, ROUNDS = 5, 2
STEPS = 12  # of Newton's method, which needs about six


@dataclass(slots=True)
class Item:
    """An item with the numbers of its concepts, and the share of the summaries that have each."""

    row: dict[str, Any]
    numbers: Floats
    shares: Floats


def item_of(row: dict[str, Any]) -> Item:
    """What the summariser sees of an item, by listening to it at work."""
    seen: list[Any] = []

    def listen(*given: Any) -> dict[ranking.Concept, float]:
        seen.extend(given)
        return ranking.weigh(*given)

    with patch.object(extractive, "weigh", listen):
        digest(row, None, None)
    documents, titles, stop = seen
    numbers = numbers_of(documents, titles, stop)
    told = [set(pairs(row, text)) for text in summaries(row)]
    shares = [sum(concept in found for found in told) / len(told) for concept in numbers]
    return Item(row, np.array(list(numbers.values())), np.array(shares))


def numbers_of(
    documents: Sequence[Sequence[ranking.Sentence]],
    titles: Sequence[frozenset[str]],
    stop: frozenset[str],
) -> dict[ranking.Concept, list[float]]:
    """The numbers of each concept, in the order of a model's weights."""
    world = ranking.World.of(documents, titles, stop)
    firsts: dict[ranking.Concept, dict[int, int]] = {}
    around: dict[ranking.Concept, list[ranking.Weights]] = {}
    for number, document in enumerate(documents):
        for place, sentence in enumerate(document):
            told = world.of_sentence(sentence, place)
            for concept in pairwise(sentence.stems):
                if not {*concept} <= stop:
                    firsts.setdefault(concept, {}).setdefault(number, place)
                    around.setdefault(concept, []).append(told)
    found = {}
    for concept, near in around.items():
        places = ranking.of_places(tuple(firsts[concept].values()), world.total)
        kinds = (world.stems[concept[0]], world.stems[concept[1]])
        words = ranking.of_words(*kinds, len(near), world.total)
        found[concept] = [
            *places,
            *words,
            *(sum(one) / len(near) for one in zip(*near, strict=True)),
        ]
    return found


def summaries(row: dict[str, Any]) -> list[str]:
    return [row["reference"], *row.get("more_references", [])]


def pairs(row: dict[str, Any], text: str) -> list[ranking.Concept]:
    return list(pairwise(stems(text, row.get("lang") or "en")))


def fitted(items: Sequence[Item]) -> ranking.Model:
    """The model that foretells the shares best, with a ridge on standardised numbers."""
    numbers = np.concatenate([item.numbers for item in items])
    shares = np.concatenate([item.shares for item in items])
    middle, spread = numbers.mean(0), numbers.std(0) + 1e-9
    table = np.c_[np.ones(len(numbers)), (numbers - middle) / spread]
    ridge = np.diag([1e-6, *[RIDGE] * numbers.shape[1]])
    found = np.zeros(table.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-table @ found))
        slope = table.T @ (shares - chance) - ridge @ found
        bend = (table * (chance * (1 - chance))[:, None]).T @ table + ridge
        found += np.linalg.solve(bend, slope)
    weights = [float(f"{one:.3g}") for one in found[1:] / spread]
    return ranking.Model(
        float(f"{found[0] - (found[1:] / spread * middle).sum():.3g}"),
        tuple(weights[:PLACES]),
        tuple(weights[PLACES : PLACES + WORDS]),
        tuple(weights[PLACES + WORDS :]),
    )


def overlap(item: Item, model: ranking.Model | None = None) -> float:
    """F1 × 100 of pairs of stems with each summary, cut at the item's words; the mean."""
    with patch.object(ranking, "model_for", lambda _: model) if model else patch.dict({}):
        points = digest(item.row, None, None)
    words = " ".join(point.text for point in points).split()[: item.row.get("budget") or 100]
    mine = Counter(pairs(item.row, " ".join(words)))
    scores = []
    for text in summaries(item.row):
        theirs = Counter(pairs(item.row, text))
        both = (mine & theirs).total()
        scores.append(200 * both / max(1, mine.total() + theirs.total()))
    return float(np.mean(scores))


def unseen(items: Sequence[Item]) -> float:
    """The mean overlap with models fitted to the other parts."""
    found = []
    for turn in range(ROUNDS):
        order = np.random.default_rng(turn).permutation(len(items))
        for part in range(PARTS):
            held = {int(place) for place in order[part::PARTS]}
            model = fitted([item for place, item in enumerate(items) if place not in held])
            found += [overlap(items[place], model) for place in sorted(held)]
    return float(np.mean(found))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, nargs="+")
    args = parser.parse_args()
    items = [item_of(row) for path in args.data for row in read(path)]
    model = fitted(items)
    print(model)
    result = {
        "items": len(items),
        "in_use": round(float(np.mean([overlap(item) for item in items])), 2),
        "fitted_here": round(float(np.mean([overlap(item, model) for item in items])), 2),
        "unseen": round(unseen(items), 2),
    }
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
