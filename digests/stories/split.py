"""Whether a story has become two: what drifted away is a stranger to the rest. Pure.

Articles join by their likest neighbour too, so a chain of them can lead from one event to another.
At a few sizes a story's newest articles are therefore cut where they hang together least (average
linkage). Only parts that are nearly strangers go apart: two sides of one event are not.

Two events of one saga share its names, and so are no strangers. Without the words that many of a
story's articles have, what is left of each tells of one event: parts that are strangers in these
words, and each alike within itself, go apart too.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence, Set
from itertools import combinations

from digests.stories.assign import Profile, likeness

STRANGERS = 0.06  # the average likeness of articles of two events
FEWEST = 3  # articles of a part
FIRST = 6  # articles of a story that is looked at for the first time
GROWTH = 1.5  # after so many times more articles it is looked at again
NEWEST = 40  # articles that are compared with each other
COMMON = 0.4  # share of a story's articles: what more of them have is the saga's and no event's
APART = 0.04  # the average likeness of two events of one saga in the other words
CLOSER = 3.0  # how many times as alike each part is within itself
RICH = 20  # words of a profile, on average: headlines alone have too few to tell parts by

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
    """Which articles of a story, given from the oldest on, left it; mostly none."""
    return _strangers(profiles) or _other_event(profiles)


def _strangers(profiles: Sequence[Profile]) -> list[int]:
    """Those that share hardly a word with the part that has the oldest article.

    Articles before the newest ones go with the part that they are liker to.
    """
    older = max(0, len(profiles) - NEWEST)
    newest = range(older, len(profiles))
    alike = _likenesses(profiles, newest)
    one, other = _two_parts(list(newest), alike)
    if min(len(one), len(other)) < FEWEST or _average(one, other, alike) >= STRANGERS:
        return []
    for number in range(older):
        nearer = _nearness(profiles, number, one) >= _nearness(profiles, number, other)
        (one if nearer else other).append(number)
    return sorted(other if min(one) < min(other) else one)


def _other_event(profiles: Sequence[Profile]) -> list[int]:
    """Those that tell another event of the same saga than the part with the oldest article."""
    if len(profiles) > NEWEST or sum(map(len, profiles)) < RICH * len(profiles):
        return []
    having = Counter(word for profile in profiles for word in profile)
    common = {word for word, count in having.items() if count > COMMON * len(profiles)}
    own = [_without(profile, common) for profile in profiles]
    numbers = range(len(own))
    alike = _likenesses(own, numbers)
    one, other = _two_parts(list(numbers), alike)
    if min(len(one), len(other)) < FEWEST:
        return []
    between = _average(one, other, alike)
    within = min(_within(one, alike), _within(other, alike))
    if between >= APART or within < CLOSER * between:
        return []
    return sorted(other if min(one) < min(other) else one)


def _without(profile: Profile, words: Set[str]) -> Profile:
    """The profile without these words, of length 1 again."""
    kept = {word: weight for word, weight in profile.items() if word not in words}
    length = math.sqrt(math.fsum(weight * weight for weight in kept.values())) or 1.0
    return {word: weight / length for word, weight in kept.items()}


def _likenesses(profiles: Sequence[Profile], numbers: Sequence[int]) -> dict[Pair, float]:
    return {(a, b): likeness(profiles[a], profiles[b]) for a, b in combinations(numbers, 2)}


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


def _within(part: list[int], alike: dict[Pair, float]) -> float:
    found = [alike[pair] for pair in combinations(sorted(part), 2)]
    return sum(found) / len(found)


def _nearness(profiles: Sequence[Profile], number: int, part: list[int]) -> float:
    members = [at for at in part if at != number][:NEWEST]
    return sum(likeness(profiles[number], profiles[at]) for at in members) / max(1, len(members))
