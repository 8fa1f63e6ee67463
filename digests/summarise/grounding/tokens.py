"""The words, names and clauses of a text, as they are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from digests.summarise.grounding.vocabulary import vocabulary
from digests.text.tables import table
from digests.text.words import stem

TOKEN = re.compile(
    r"\d{1,3}(?:[\s\u00a0\u202f]\d{3})+(?![\d])|\d+(?:[.,:’']\d+)*|[^\W\d_]+(?:[’'ʼ][^\W\d_]+)*|[^\w\s]"
)
BREAKS = frozenset(",;:()—–[]")
ENDS = frozenset(".!?…")
OPENING = frozenset("\"“„«‘'([—–-¿¡")
ALIKE = 5  # letters that two words must share to be forms of one
ALIKE_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a mark. `initial` says that it starts a sentence or a quotation."""

    text: str
    start: int
    end: int
    stem: str
    initial: bool = False

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit()

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


@lru_cache(maxsize=2_000)
def tokens_of(text: str, language: str) -> tuple[Token, ...]:
    """The tokens in order."""
    found: list[Token] = []
    initial = True
    for match in TOKEN.finditer(text):
        written = match[0]
        word = written[0].isalnum()
        shape = stem(written, language) if written[0].isalpha() else written
        found.append(Token(written, match.start(), match.end(), shape, initial and word))
        if word:
            initial = False
        elif written in ENDS or written in ':"“„«':
            initial = True
    return tuple(found)


@lru_cache(maxsize=4_000)
def content_of(text: str, language: str) -> tuple[str, ...]:
    """The stems of the words that carry meaning; numbers are left out."""
    stop = table(language).stop
    return tuple(
        token.stem
        for token in tokens_of(text, language)
        if token.is_word and len(token.text) > 1 and token.text.lower() not in stop
    )


@lru_cache(maxsize=2_000)
def clauses_of(text: str, language: str) -> tuple[str, ...]:
    """The text cut at commas, brackets and conjunctions."""
    words = vocabulary(language)
    breaks = words.breaks if words else frozenset[str]()
    cuts = [0]
    for token in tokens_of(text, language):
        if token.text in BREAKS or (token.text.lower() in breaks and not token.is_number):
            cuts.append(token.start)
    cuts.append(len(text))
    pieces = (text[start:end] for start, end in pairwise(cuts))
    return tuple(piece for piece in pieces if piece.strip())


@lru_cache(maxsize=100_000)
def alike(one: str, other: str) -> bool:
    """Whether two stems are forms of one word: "decid" and "decis", "bridg" and "bridge"."""
    if one == other:
        return True
    shared = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        shared += 1
    shorter, longer = sorted((len(one), len(other)))
    if shared == shorter and shorter >= 4 and longer - shorter <= 3:
        return True
    return shared >= ALIKE and shared >= ALIKE_SHARE * longer


def holds(stems: tuple[str, ...], wanted: str) -> bool:
    """Whether one of the stems is a form of the wanted one."""
    return wanted in stems or any(alike(wanted, other) for other in stems)


def share_of(part: tuple[str, ...], whole: tuple[str, ...]) -> float:
    """The share of stems that have a form in the whole; 0 of none."""
    return sum(holds(whole, one) for one in part) / len(part) if part else 0.0


def sure_names(text: str, language: str) -> frozenset[str]:
    """The words that a text writes with a capital letter inside of a sentence."""
    return frozenset(
        token.text
        for token in tokens_of(text, language)
        if token.is_word and token.is_capital and not token.initial
    )
