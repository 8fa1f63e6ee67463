"""Whether two texts are one text: agency copy, cut, with another headline, inside a page. Pure.

Texts are compared by the runs of four words that they share, counted over the shorter one, so that
a cut copy is found. Runs known from several other texts (site furniture, stock phrases) say
nothing, and a report made from the same form about somebody else has other names and numbers.

All copies of one text are a family, named by the article that came first. A later copy may show
that two families are one: a page and an edited text that share little with each other both share
much with the original that comes last.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

RUN = 4  # words
SHORTEST = 12  # runs; a shorter text proves nothing
SHORT = 60  # runs; on one site, shorter texts under other headlines are openings of a series
OPENING = 60  # runs: what a cut copy has for sure
SAMPLED = 8  # runs that a text is found by, and as many of its opening: the smallest numbers
STOCK = 3  # families from which a run is known that says nothing
COPY = 0.5
TITLED = 0.3  # under the same headline: a later version may be half rewritten
REISSUED = 0.7  # copies of the older text are found by the newer one
AS_LONG = 0.6  # of the longer text: what is cut says nothing else
SURE = 0.92  # from here on a few other names are a correction
SAME_SITE = 0.6  # a site repeats itself in every article
LATER = 0.7
LATER_SAME_SITE = 0.9
FAMILIES = 0.25  # what two texts share whose families a third one joins
LONG = 10.0  # days
PERIOD = 15.0  # days: copies are looked for in the periods next to each other
CANDIDATES = 12
AGREE = 0.85  # share of the names and numbers among the shared words
ON_SUBJECT = 0.15  # share of a headline's words that are in what is shared
GAP = 8  # words between two shared stretches that belong to what is shared
WORD = re.compile(r"\w+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a text is compared by: its words, and a number for the run that begins at each.

    `sample` holds at most 2 × SAMPLED runs that the text is found by, in order.
    """

    words: tuple[str, ...]
    order: tuple[int, ...]
    runs: frozenset[int]
    vocabulary: frozenset[str]
    title: frozenset[str]
    site: str
    day: float
    sample: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A stored text: its article, and the first article of its family."""

    article: int
    family: int
    shape: Shape


@dataclass(frozen=True, slots=True)
class Kinship:
    """The family that a text belongs to, and families that it shows to be the same."""

    family: int
    also: tuple[int, ...] = ()


def shape_of(title: str, text: str, site: str, day: float) -> Shape:
    words = tuple(WORD.findall(text))
    plain = " ".join(words).lower().encode("utf-8", "surrogatepass").split(b" ")
    order = tuple(map(crc32, map(b" ".join, zip(*(plain[at:] for at in range(RUN)), strict=False))))
    runs = frozenset(order)
    telling = frozenset(word.lower() for word in WORD.findall(title) if len(word) > 3)
    sample = tuple(sorted({*sorted(runs)[:SAMPLED], *sorted(set(order[:OPENING]))[:SAMPLED]}))
    return Shape(words, order, runs, frozenset(words), telling, site, day, sample)


def period_of(day: float) -> int:
    return int(day // PERIOD)


def kinship(shape: Shape, candidates: Sequence[Known]) -> Kinship | None:
    """The family of a text: the same headline wins, then the likest, then the oldest; or None."""
    stock = _stock(shape, candidates)
    found = sorted(
        (
            (same_title(shape, known.shape), share, -known.article, known)
            for known in candidates
            if (share := copied(shape, known.shape, stock))
        ),
        key=lambda item: item[:3],
        reverse=True,
    )
    if not found:
        return None
    best = found[0][3]
    also = {
        known.family
        for _, share, _, known in found[1:]
        if known.family != best.family
        and share >= COPY
        and shared(known.shape, best.shape, stock) >= FAMILIES
    }
    return Kinship(best.family, tuple(sorted(also)))


def copied(one: Shape, other: Shape, stock: set[int]) -> float:
    """Share of the shorter text that the longer one has; 0 when they are not one text."""
    share = shared(one, other, stock)
    shorter, longer = _by_length(one, other, stock)
    long = len(shorter.runs - stock) >= SHORT
    titled = long and same_title(one, other)
    if not share or share < asked_share(one, other, titled):
        return 0.0
    if one.site == other.site and not (long or same_title(one, other)):
        return 0.0
    sure = long and share >= SURE
    return share if sure or facts_agree(shorter, longer, stock) else 0.0


def shared(one: Shape, other: Shape, stock: set[int]) -> float:
    """Share of the shorter text's runs that the longer one has; 0 for texts too short to tell."""
    shorter, longer = _by_length(one, other, stock)
    own = shorter.runs - stock
    return len(own & longer.runs) / len(own) if len(own) >= SHORTEST else 0.0


def same_title(one: Shape, other: Shape) -> bool:
    """Whether the shorter headline is all in the longer one ("… | The Gazette")."""
    shorter, longer = sorted((one.title, other.title), key=len)
    return len(shorter) >= 3 and shorter <= longer


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


def is_reissue(old: Shape, new: Shape) -> bool:
    """Whether a text is a later form of one by the same outlet, and no part of it."""
    shorter, longer = sorted((len(old.words), len(new.words)))
    if new.day < old.day or shorter < AS_LONG * longer:
        return False
    least = 1 if len(new.words) >= len(old.words) else RUN  # where it was cut, words may be too
    return len(new.runs - old.runs) >= least and shared(old, new, set()) >= REISSUED


def asked_share(one: Shape, other: Shape, titled: bool) -> float:
    """How much two texts must share; `titled` for long ones under the same headline."""
    same, later = one.site == other.site, abs(one.day - other.day) > LONG
    if same and later:
        return LATER_SAME_SITE
    if same:
        return SAME_SITE
    if later:
        return LATER
    return TITLED if titled else COPY


def _stock(shape: Shape, candidates: Sequence[Known]) -> set[int]:
    """Runs that several families have; copies of one text don't make its own runs common."""
    families: dict[int, set[int]] = {}
    for known in candidates:
        families.setdefault(known.family, set()).update(known.shape.runs & shape.runs)
    counted = Counter(run for runs in families.values() for run in runs)
    return {run for run, count in counted.items() if count >= STOCK}


def _by_length(one: Shape, other: Shape, stock: set[int]) -> tuple[Shape, Shape]:
    return (one, other) if len(one.runs - stock) <= len(other.runs - stock) else (other, one)


def _on_subject(common: set[str], one: Shape, other: Shape) -> bool:
    """Whether what is shared speaks of what a headline promises: site furniture does not."""
    titles = [shape.title for shape in (one, other) if len(shape.title) > 1]
    shares = [len(title & common) / len(title) for title in titles]
    return not shares or max(shares) >= ON_SUBJECT
