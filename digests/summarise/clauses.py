"""Shortening what is too long: whole clauses are left out, and nothing that would change the rest.

A clause may go when what stays is a sentence that is still true: no hedge, no negation and no
"who says so" goes with it, no quotation is touched, no condition and no contrast is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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

    The smallest clause that suffices goes; where none does, the largest goes first, and the day
    of the week too. A sentence that stays too long is given back whole: half of a shortening
    helps nobody.
    """
    if len(text.split()) <= most:
        return text
    clauses = _without_clauses(text, language, most, days=False)
    return clauses or _without_clauses(text, language, most, days=True) or text


def _without_clauses(text: str, language: str, most: int, *, days: bool) -> str | None:
    """The sentence with as few words as wanted, or None where it stays too long."""
    found = text
    for _ in range(STEPS):
        shorter = sorted(
            set(_shorter(found, language, days=days)), key=lambda one: (len(one.split()), one)
        )
        if not shorter:
            break
        enough = [one for one in shorter if len(one.split()) <= most]
        found = enough[-1] if enough else shorter[0]
        if enough:
            return found
    return None


def _shorter(text: str, language: str, *, days: bool) -> Iterator[str]:
    """The sentence without each of the clauses that it can do without, or each of its days."""
    end = END.search(text)
    closed = bool(end and end[0][-1] not in ".!?…")  # a quotation ends the sentence
    core = text if closed or not end else text[: end.start()]
    mark = end[0] if end and not closed else "."
    if _is_several(core, language) or SINGLE_QUOTE.search(core) or not quotes_paired(core):
        return  # more than one sentence, or words that are not the writer's own
    for start, stop in _clauses(core, language, days=days):
        rest = SPACES.sub(" ", f"{core[:start]} {core[stop:].lstrip()}").strip()
        rest = capitalised(rest.replace(" ,", ",").rstrip(MARKS))
        if _safe(core, (start, stop), rest, language):
            yield rest if END.search(rest) else rest + mark


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


def _clauses(core: str, language: str, *, days: bool) -> Iterator[tuple[int, int]]:
    """Where each clause stands that might go; a pattern may mark it as `drop`."""
    cues, small = table(language), core.lower()
    for pattern in possible((*cues.insets, *(cues.days if days else ())), small):
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
            whole = cues.finite.search(core[:start]) and all(map(cues.goes_on.match, more))
            if not more or whole:
                yield start, len(core)
    for found in cues.circumstances.finditer(core):
        if not cues.open_ended.search(core[: found.start()]):
            yield found.start(), len(core)


def _safe(core: str, span: tuple[int, int], rest: str, language: str) -> bool:
    before, dropped = core[: span[0]], core[span[0] : span[1]]
    last = span[1] == len(core)
    whole = not len(DASH.findall(before)) % 2 and (last or not len(DASH.findall(dropped)) % 2)
    return (
        len(rest.split()) >= FEWEST
        and whole
        and not table(language).contrasts.match(dropped.lstrip(MARKS))
        and quotes_paired(before)
        and quotes_paired(dropped)
        and all(dropped.count(one) == dropped.count(other) for one, other in BRACKETS)
        and not hedges_in(dropped, language)
        and not table(language).attributions.search(dropped)
        and not is_dangling(rest, language)
    )
