"""Shortening what is too long: whole clauses are left out, and nothing that would change the rest.

A clause may go when what stays is a sentence that is still true: no hedge, no negation and no
"who says so" goes with it, no quotation is touched, no condition and no contrast is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from digests.text.cues import capitalised, hedges_in, is_dangling, quotes_paired
from digests.text.gates import possible
from digests.text.tables import table

LONGEST = 40  # words; a point with more is hard to read on a telephone
STEPS = 4  # clauses that one sentence may lose
FEWEST = 8  # words that must stay
END = re.compile(r"[.!?…]+[\"”»’')\]]*$")
SPACES = re.compile(r"\s{2,}")
BRACKETS = (("(", ")"), ("[", "]"))
DASH = re.compile(r"[—–]|\s--?\s")
MARKS = " ,;—–-"
COMMA = re.compile(r"[,—–]\s*")
INNER_END = re.compile(
    r"(?P<after>[.!?](?<=[^\W\d]{2}[.!?])[.!?]*)[\"”’']*\s+[\"“‘'(]*(?=[^\W\d_])|[.!?]\)\s"
)
WORD_BEFORE = re.compile(r"[^\W\d]*\Z")
LONGEST_WORD = 30  # letters; no abbreviation is longer
SINGLE_QUOTE = re.compile(r"(?:^|\s)['‘](?=\w)")


def is_long(text: str) -> bool:
    """Whether a sentence has more words than a point should."""
    return len(text.split()) > LONGEST


def shortened(text: str, language: str, most: int = LONGEST) -> str:
    """The sentence with at most `most` words, as far as leaving out clauses brings it there.

    The smallest clause (or day of the week) that suffices goes; where none does, the largest goes
    first. A sentence that stays too long is given back whole: half of a shortening helps nobody.
    """
    if len(text.split()) <= most:
        return text
    found = text
    for _ in range(STEPS):
        shorter = sorted(set(_shorter(found, language)))
        enough = sum(one.words <= most for one in shorter)
        best = next(filter(_Cut.is_safe, (*shorter[:enough][::-1], *shorter[enough:])), None)
        if best is None or best.words <= most:
            return best.text if best else text
        found = best.text
    return text


class _Cut(NamedTuple):
    """A sentence without what stands at `span` of `core`, all but the mark that ends it."""

    words: int
    text: str
    span: tuple[int, int]
    core: str
    language: str

    def is_safe(self) -> bool:
        """Whether what stays is a sentence, and nothing goes that would change it."""
        core, cues = self.core, table(self.language)
        before, dropped = core[: self.span[0]], core[self.span[0] : self.span[1]]
        last = self.span[1] == len(core)
        whole = not len(DASH.findall(before)) % 2 and (last or not len(DASH.findall(dropped)) % 2)
        return (
            self.words >= FEWEST
            and whole
            and not cues.contrasts.match(dropped.lstrip(MARKS))
            and quotes_paired(before)
            and quotes_paired(dropped)
            and all(dropped.count(one) == dropped.count(other) for one, other in BRACKETS)
            and not hedges_in(dropped, self.language)
            and not cues.attributions.search(dropped)
            and not is_dangling(self.text, self.language)
        )


def _shorter(text: str, language: str) -> Iterator[_Cut]:
    """The sentence without each of the clauses and days that might go."""
    end = END.search(text)
    closed = bool(end and end[0][-1] not in ".!?…")  # a quotation ends the sentence
    core = text if closed or not end else text[: end.start()]
    mark = end[0] if end and not closed else "."
    if _is_several(core, language) or SINGLE_QUOTE.search(core) or not quotes_paired(core):
        return  # more than one sentence, or words that are not the writer's own
    for start, stop in _clauses(core, language):
        rest = SPACES.sub(" ", f"{core[:start]} {core[stop:].lstrip()}").strip()
        rest = capitalised(rest.replace(" ,", ",").rstrip(MARKS))
        rest = rest if END.search(rest) else rest + mark
        yield _Cut(len(rest.split()), rest, (start, stop), core, language)


def _is_several(core: str, language: str) -> bool:
    """Whether a sentence ends inside the text."""
    known = table(language).abbreviations
    return any(
        core[found.end()].isupper() and not (found["after"] and _ends(core, found.start(), known))
        for found in INNER_END.finditer(core)
        if found.end() < len(core)
    )


def _ends(core: str, place: int, known: frozenset[str]) -> bool:
    """Whether one of the words that are known ends at a place of the text."""
    word = WORD_BEFORE.search(core, max(0, place - LONGEST_WORD), place)
    return word is not None and word[0].lower() in known


def _clauses(core: str, language: str) -> Iterator[tuple[int, int]]:
    """Where each clause stands that might go; a pattern may mark it as `drop`."""
    cues, small = table(language), core.lower()
    for pattern in possible(cues.insets, small):
        for found in pattern.finditer(core):
            yield found.span("drop") if "drop" in pattern.groupindex else found.span()
    for pattern in possible(cues.openings, small):
        opening = pattern.match(core)
        if opening:
            yield opening.span()
    for pattern in possible(cues.endings, small):
        for found in pattern.finditer(core):
            start = found.start("drop") if "drop" in pattern.groupindex else found.start()
            more = [core[comma.end() :] for comma in COMMA.finditer(core, found.end())]
            if not more or (
                cues.finite.search(core[:start]) and all(map(cues.goes_on.match, more))
            ):
                yield start, len(core)
    for found in cues.circumstances.finditer(core):
        if not cues.open_ended.search(core[: found.start()]):
            yield found.start(), len(core)
