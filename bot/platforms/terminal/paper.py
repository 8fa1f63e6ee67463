"""Pure: lay words out in lines of a terminal; widths are columns, not characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import click

# Controls can drive a terminal, and direction overrides can make a text read as another one.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

Style = dict[str, Any]
Styled = tuple[str, Style]


def clean(text: str) -> str:
    """The text in one line, without what a terminal would obey."""
    return " ".join(_UNSAFE.sub("", text).split())


def columns(text: str) -> int:
    """How many columns a text without styles takes."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def wrap(pieces: Iterable[Styled], width: int, first: str = "", later: str = "") -> list[str]:
    """Lines of at most `width` columns; `first` begins the first one, `later` the others.

    A word longer than a line is cut.
    """
    margins = columns(click.unstyle(first)), columns(click.unstyle(later))
    lines: list[list[Styled]] = [[]]
    used = margins[0]
    for word, style in _words(pieces, max(1, width - max(margins))):
        size = columns(word) + (1 if lines[-1] else 0)
        if used + size > width and lines[-1]:
            lines.append([])
            used, size = margins[1], columns(word)
        lines[-1].append((word, style))
        used += size
    return [(later if number else first) + _join(line) for number, line in enumerate(lines)]


def _join(line: Sequence[Styled]) -> str:
    """Words that follow each other in one style share it."""
    runs = [
        (" ".join(word for word, _ in run), style)
        for style, run in groupby(line, key=lambda styled: styled[1])
    ]
    return " ".join(click.style(text, **style) if style else text for text, style in runs)


def _words(pieces: Iterable[Styled], most: int) -> Iterator[Styled]:
    for text, style in pieces:
        for word in clean(text).split():
            yield from ((part, style) for part in _cut(word, most))


def _cut(word: str, most: int) -> Iterator[str]:
    while columns(word) > most:
        end = 1
        while columns(word[: end + 1]) <= most:
            end += 1
        yield word[:end]
        word = word[end:]
    if word:
        yield word
