"""Whether two texts are one text: agency copy, cut, with another headline, inside a page. Pure.

Texts are compared by the runs of four words that they share, counted over the shorter one, so that
a cut copy is found. Runs known from several other texts (site furniture, stock phrases) say
nothing, and a report made from the same form about somebody else has other names and numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

RUN = 4  # words
SHORTEST = 12  # runs; a shorter text proves nothing
SAMPLED = 16  # runs that a text is found by: those with the smallest numbers
STOCK = 3  # other texts from which a run is known that says nothing
COPY = 0.45
SAME_SITE = 0.6  # a site repeats itself in every article
LATER = 0.7
LATER_SAME_SITE = 0.9
LONG = 10.0  # days
PERIOD = 15.0  # days: copies are looked for in the periods next to each other
CANDIDATES = 12
AGREE = 0.85  # share of the names and numbers among the shared words
ON_SUBJECT = 0.15  # share of a headline's words that are in what is shared
GAP = 8  # words between two shared stretches that belong to what is shared
WORD = re.compile(r"\w+(?:[.,]\d+)*")
PRIME = (1 << 61) - 1


@dataclass(frozen=True, slots=True)
class Shape:
    """What a text is compared by: its words, and a number for the run that begins at each."""

    words: tuple[str, ...]
    order: tuple[int, ...]
    runs: frozenset[int]
    vocabulary: frozenset[str]
    title: frozenset[str]
    site: str
    day: float

    @property
    def sample(self) -> list[int]:
        return sorted(self.runs)[:SAMPLED]


def shape_of(title: str, text: str, site: str, day: float) -> Shape:
    words = tuple(WORD.findall(text))
    numbers = [_number(word.lower()) for word in words]
    order = tuple(_run(numbers[at : at + RUN]) for at in range(len(numbers) - RUN + 1))
    telling = frozenset(word.lower() for word in WORD.findall(title) if len(word) > 3)
    return Shape(words, order, frozenset(order), frozenset(words), telling, site, day)


def period_of(day: float) -> int:
    return int(day // PERIOD)


def original_among(shape: Shape, candidates: Sequence[tuple[int, Shape]]) -> int | None:
    """The candidate that the text is a copy of, or None; of several the likest, then the oldest."""
    known = Counter(run for _, other in candidates for run in other.runs & shape.runs)
    stock = {run for run, count in known.items() if count >= STOCK}
    found = [
        (share, -number)
        for number, other in candidates
        if (share := shared(shape, other, stock)) >= asked_share(shape, other)
    ]
    return -max(found)[1] if found else None


def shared(one: Shape, other: Shape, stock: set[int]) -> float:
    """Share of the shorter text's runs that the longer one has; 0 when the facts differ."""
    mine, theirs = one.runs - stock, other.runs - stock
    shorter, longer = (one, other) if len(mine) <= len(theirs) else (other, one)
    own = shorter.runs - stock
    if len(own) < SHORTEST:
        return 0.0
    share = len(own & longer.runs) / len(own)
    return share if share >= COPY and facts_agree(shorter, longer, stock) else 0.0


def facts_agree(shorter: Shape, longer: Shape, stock: set[int]) -> bool:
    """Whether names and numbers in and between the shared stretches are in the other text too."""
    known, last, facts, missing = longer.runs - stock, -GAP, 0, 0
    common: set[str] = set()
    for at, run in enumerate(shorter.order):
        if run not in known:
            continue
        begin = last if at - last <= GAP else at
        common.update(word.lower() for word in shorter.words[at : at + RUN])
        for word in shorter.words[max(begin, 0) : at + RUN]:
            if word[0].isdigit() or word[0].isupper():
                facts += 1
                missing += word not in longer.vocabulary
        last = at + RUN
    return missing <= (1 - AGREE) * facts and _on_subject(common, shorter, longer)


def _on_subject(common: set[str], one: Shape, other: Shape) -> bool:
    """Whether what is shared speaks of what a headline promises: site furniture does not."""
    titles = [shape.title for shape in (one, other) if len(shape.title) > 1]
    shares = [len(title & common) / len(title) for title in titles]
    return not shares or max(shares) >= ON_SUBJECT


def asked_share(one: Shape, other: Shape) -> float:
    same, later = one.site == other.site, abs(one.day - other.day) > LONG
    if same and later:
        return LATER_SAME_SITE
    if same:
        return SAME_SITE
    return LATER if later else COPY


@lru_cache(maxsize=200_000)
def _number(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass")) * 2_654_435_761 % PRIME


def _run(numbers: Sequence[int]) -> int:
    """One number for a run, spread evenly, so that the smallest are a fair sample."""
    mixed = 0
    for number in numbers:
        mixed = (mixed * 1_000_003 + number) % PRIME
    return mixed * 0x9E3779B97F4A7C15 % PRIME
