"""Pure: cut a long text so that every piece fits, nothing is lost and nothing is torn.

A cut falls after a sentence, else between words, else between graphemes (what a reader takes for
one character: an emoji family, a letter with its accents; the rules are those of UAX #29).
"""

from __future__ import annotations

from collections.abc import Callable

import regex

GRAPHEME = regex.compile(r"\X")
SENTENCE_END = regex.compile(r"[.!?…。！？]['\"’”»)\]]*\s+|\n+")
WORD_END = regex.compile(r"\s+")
SHORTEST_SHARE = 0.5  # an edge in the first half of what fits would waste the rest

Range = tuple[int, int]
FitsRange = Callable[[int, int], bool]


def cut(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Pieces of `text` that each fit; blanks at the cuts are left out."""
    return [text[start:end] for start, end in cut_ranges(text, lambda a, b: fits(text[a:b]))]


def cut_ranges(text: str, fits: FitsRange) -> list[Range]:
    """Like `cut`, as positions: for callers whose text carries markup beside it."""
    ranges: list[Range] = []
    start = _skip_blanks(text, 0)
    while start < len(text):
        longest = _longest(text, start, fits)
        end = longest if longest == len(text) else _edge(text, start, longest)
        ranges.append((start, start + len(text[start:end].rstrip())))
        start = _skip_blanks(text, end)
    return [(first, last) for first, last in ranges if last > first]


def _skip_blanks(text: str, start: int) -> int:
    return start + len(text[start:]) - len(text[start:].lstrip())


def _longest(text: str, start: int, fits: FitsRange) -> int:
    """The furthest end such that `start:end` fits; at least one character further."""
    if fits(start, len(text)):
        return len(text)
    low, high = start + 1, len(text)
    while high - low > 1:
        middle = (low + high) // 2
        if fits(start, middle):
            low = middle
        else:
            high = middle
    return low


def _edge(text: str, start: int, end: int) -> int:
    """The best place to cut in `start:end`."""
    enough = start + int((end - start) * SHORTEST_SHARE)
    for pattern in (SENTENCE_END, WORD_END):
        edges = [found.end() for found in pattern.finditer(text, enough, end)]
        if edges and edges[-1] > start:
            return edges[-1]
    return _grapheme_edge(text, start, end)


def _grapheme_edge(text: str, start: int, end: int) -> int:
    """The last grapheme edge at or before `end`; `end` itself within one endless grapheme."""
    edge = start
    for found in GRAPHEME.finditer(text, start):
        if found.end() > end:
            break
        edge = found.end()
    return edge if edge > start else end
