"""Whether a story has become two: what drifted away is a stranger to the rest. Pure.

Articles join by their likest neighbour too, so a chain of them can lead from one event to another.
At a few sizes a story's newest articles are therefore cut where they hang together least (average
linkage). Only parts that are nearly strangers go apart: two sides of one event are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from digests.stories.assign import Profile, likeness

STRANGERS = 0.06  # the average likeness of articles of two events
FEWEST = 3  # articles of a part
FIRST = 6  # articles of a story that is looked at for the first time
GROWTH = 1.5  # after so many times more articles it is looked at again
NEWEST = 40  # articles that are compared with each other

Pair = tuple[int, int]


def _sizes() -> frozenset[int]:
    found, size = [], FIRST
    while size < 1_000_000:
        found.append(size)
        size = int(size * GROWTH)
    return frozenset(found)


LOOKED_AT = _sizes()


def is_looked_at(size: int) -> bool:
    """Whether a story is checked when it reaches this many articles."""
    return size in LOOKED_AT


def drifted(profiles: Sequence[Profile]) -> list[int]:
    """Which articles of a story, given from the oldest on, left it; mostly none.

    The part with the oldest article stays. Articles before the newest ones go with the part that
    they are liker to.
    """
    older = max(0, len(profiles) - NEWEST)
    newest = range(older, len(profiles))
    alike = {
        pair: likeness(profiles[pair[0]], profiles[pair[1]]) for pair in combinations(newest, 2)
    }
    one, other = _two_parts(list(newest), alike)
    if min(len(one), len(other)) < FEWEST or _average(one, other, alike) >= STRANGERS:
        return []
    for number in range(older):
        nearer = _nearness(profiles, number, one) >= _nearness(profiles, number, other)
        (one if nearer else other).append(number)
    return sorted(other if min(one) < min(other) else one)


def _two_parts(numbers: list[int], alike: dict[Pair, float]) -> tuple[list[int], list[int]]:
    """Join the likest parts until two are left; of equals the older ones join first."""
    parts = [[number] for number in numbers]
    sums = {(a, b): alike[parts[a][0], parts[b][0]] for a, b in combinations(range(len(parts)), 2)}
    living = list(range(len(parts)))
    while len(living) > 2:
        a, b = max(
            combinations(living, 2),
            key=lambda pair: (
                sums[pair] / (len(parts[pair[0]]) * len(parts[pair[1]])),
                -pair[0],
                -pair[1],
            ),
        )
        parts[a] += parts[b]
        living.remove(b)
        for other in living:
            if other != a:
                sums[min(a, other), max(a, other)] += sums[min(b, other), max(b, other)]
    return parts[living[0]], parts[living[1]]


def _average(one: list[int], other: list[int], alike: dict[Pair, float]) -> float:
    total = sum(alike[min(a, b), max(a, b)] for a in sorted(one) for b in sorted(other))
    return total / (len(one) * len(other))


def _nearness(profiles: Sequence[Profile], number: int, part: list[int]) -> float:
    members = [at for at in part if at != number][:NEWEST]
    return sum(likeness(profiles[number], profiles[at]) for at in members) / max(1, len(members))
