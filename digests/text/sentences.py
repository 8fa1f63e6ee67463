"""Sentences of a plain text as exact character spans, by sentencex and our own abbreviations.

sentencex knows the marks of some 240 languages; what it takes for an end inside "ст. 5", "z. B.",
"26 квіт. 2025" or an open quotation is joined again here. A line break always ends a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from digests.text.tables import table


class Span(NamedTuple):
    """A stretch of a text: `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


OPENING = "“„«"
OPENS_NEXT = '"“„«‘'
NUMBERED = re.compile(r"\d{1,2}[.)]")  # of an entry of a list
MARKS = re.compile('["“„«]')
CLOSING = {"“": "”", "„": "“”", "«": "»"}
LINE = re.compile(r"[^\n\r\u2028\u2029]+")
ON_X = re.compile(r"\b(?:on|auf|su|en|no|na|w|у|в|sur|platformie|plataforma|[Pp]lattform) X\.$")
# "Der 1. Strafsenat": after an article a number counts, and ends nothing.
ORDINAL = re.compile(
    r"\b(?:der|die|das|dem|den|des|im|am|vom|zum|zur|beim|ins) \d{1,3}\.$", re.IGNORECASE
)
SITE = re.compile(r"(?:ru|com|net|org|info|ua|de|fr|es|it|pl|pt|br|uk|eu|tv)\b", re.IGNORECASE)
LAST_WORD = re.compile(r"([^\s\"“”„«»'’(\[]+)\.$")
MISSED = re.compile(r"[.!?…](?<=[^\W\d_]{2}[.!?…])[\"”»’]?\s+(?=[\"“„«‘¿¡—–-]?\s?[^\W\d_])")
LONGEST_QUOTE = 600
LOOK_AHEAD = 6_000  # characters after a cut; texts may be one line of a megabyte
ANSWER = re.compile(r"(?:^|[:?!.\"“]\s*)No\.$")  # elsewhere short for "number"


def split_sentences(text: str, language: str) -> list[Span]:
    """Spans of the sentences in order, without white space at either end."""
    found: list[Span] = []
    for line in LINE.finditer(text):
        pieces = list(_pieces(line[0], language))
        for span in _joined(line[0], pieces, language):
            trimmed = trim(text, Span(line.start() + span.start, line.start() + span.end))
            if trimmed.end > trimmed.start:
                found.append(trimmed)
    return found


def trim(text: str, span: Span) -> Span:
    """The span without white space at either end."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _pieces(line: str, language: str) -> Iterator[Span]:
    """What the library sees as sentences, cut further at ends that it passed over."""
    import sentencex

    begun = -1
    for boundary in sentencex.get_sentence_boundaries(language or "en", line):
        start, end = int(boundary["start_index"]), int(boundary["end_index"])
        start = begun if begun >= 0 else start
        begun = end = _before_opening(line, start, end) if end < len(line) else end
        piece = line[start:end]
        cut = start
        for missed in MISSED.finditer(piece):
            after = piece[missed.end() :].lstrip('"“„«‘¿¡—– -')[:1]
            if after.isupper() and _balanced(piece[: missed.end()]):
                yield Span(cut, start + missed.end())
                cut = start + missed.end()
        yield Span(cut, end)


def _before_opening(line: str, start: int, end: int) -> int:
    """The end, or the place before it of the mark of a quotation that starts after it."""
    last = start + len(line[start:end].rstrip()) - 1
    opens = last >= max(start, 1) and line[last] in OPENS_NEXT and line[last - 1].isspace()
    return last if opens else end


def _joined(line: str, pieces: list[Span], language: str) -> Iterator[Span]:
    """Pieces joined again where the cut was false."""
    held: Span | None = None
    for piece in pieces:
        after = line[piece.start : piece.start + LOOK_AHEAD]
        if held and _false_end(line[held.start : held.end], after, language):
            held = Span(held.start, piece.end)
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held


def _false_end(before: str, after: str, language: str) -> bool:
    if _goes_on(before, after):
        return True
    before = before.rstrip()
    first = after.lstrip("\"“”„«»‘’'—–-([ ")[:1]
    counts = NUMBERED.fullmatch(before) or (language == "de" and ORDINAL.search(before))
    if first.islower() or counts:
        return True
    last = LAST_WORD.search(before, before.rfind(" ") + 1)
    if before.endswith("No.") and ANSWER.search(before):
        return False
    if last and _abbreviated(last[1].lower(), language):
        return not first.isupper() or not _ends_at(before, last[1].lower(), after, language)
    if len(before) >= LONGEST_QUOTE or _balanced(before):
        return False
    return _balanced(f"{before} {after}")  # a mark that is never closed holds nothing together


def _ends_at(before: str, word: str, after: str, language: str) -> bool:
    """Whether a sentence ends at a short form before a capital letter: at "руб." or "on X."."""
    cues = table(language)
    return (word in cues.units and not cues.counted.match(after)) or bool(ON_X.search(before))


def _goes_on(before: str, after: str) -> bool:
    """Whether the end is inside a number, an address of a site or "(EFE).- "."""
    if before[-1:] == "." and (after[:1] in "—–-" or SITE.match(after)):
        return True
    return before[-1:] in ".," and before[-2:-1].isdigit() and after[:1].isdigit()


def _abbreviated(word: str, language: str) -> bool:
    tail = word.rsplit("-", 1)[-1]
    initial = len(tail) == 1 and tail.isalpha() and table(language).code != ""
    return initial or word in table(language).abbreviations


def _balanced(text: str) -> bool:
    """Whether every quotation that was opened is closed again."""
    if not MARKS.search(text):
        return True
    if text.count('"') % 2:
        return False
    return all(
        text.count(mark) <= sum(text.count(closing) for closing in CLOSING[mark])
        for mark in OPENING
    )
