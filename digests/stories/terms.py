"""The words by which articles are compared and found: stems without case and accents. Pure."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from importlib import resources
from sys import intern
from typing import TYPE_CHECKING

from digests.text.tables import table
from digests.text.words import STEMMERS, stem

if TYPE_CHECKING:
    from digests.model import Article

# Letters and digits with the marks that Indic and other scripts put on them.
MARKS = r"\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e"
WORD = re.compile(rf"[^\W_](?:[^\W_]|[{MARKS}])*")
OPENING = 650  # letters
TITLE_COUNTS = 3
HEBREW_PREFIXES = frozenset("והבלמשכ")
HEBREW_PLURALS = ("ים", "ות")
WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")


def fold(word: str) -> str:
    """Without case and accents; letters, digits and the marks of a script only ("½" is "12")."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(
        letter
        for letter in apart
        if not unicodedata.combining(letter)
        and (letter.isalnum() or unicodedata.category(letter)[0] == "M")
    )


@lru_cache(maxsize=100_000)
def term(word: str, language: str) -> str:
    """The form under which a word is compared and indexed."""
    return intern(fold(stem(word, language)))


def search_terms(text: str, language: str) -> list[str]:
    """All terms of a text, each once."""
    return [found for found in dict.fromkeys(term(word, language) for word in split(text)) if found]


def article_terms(article: Article) -> list[str]:
    """What an article is found by: all terms of its title, text and outlet, each once."""
    return search_terms(f"{article.title}\n{article.text}\n{article.outlet}", article.language)


def any_language_terms(word: str) -> list[str]:
    """The terms that a searched word may be indexed under, whatever the article's language."""
    forms = [term(word, language) for language in ("", "uk", *STEMMERS)]
    return [found for found in dict.fromkeys(forms) if found]


def profile_terms(title: str, text: str, language: str) -> Counter[str]:
    """Counted terms of the title (three times) and the opening, without empty words."""
    stop = empty_words(language)
    found: Counter[str] = Counter()
    for part, counts in ((title, TITLE_COUNTS), (text[:OPENING], 1)):
        for word in split(part):
            if word not in stop and (len(word) > 1 or word.isdigit()):
                found[root(word, language)] += counts
    return found


@lru_cache(maxsize=100_000)
def root(word: str, language: str) -> str:
    """The term of a word for comparing events: Hebrew, without a stemmer, loses more of its ends.

    Prefixes ("and", "the", "in", "to", "from", "that", "as") are written together with the word.
    All letters that may be one go, also where they belong to it: every form loses the same.
    """
    if language not in ("he", "iw"):
        return term(word, language)
    plain = fold(word)
    for ending in HEBREW_PLURALS:
        if plain.endswith(ending) and len(plain) > 4:
            plain = plain[: -len(ending)]
    while len(plain) > 3 and plain[0] in HEBREW_PREFIXES:
        plain = plain[1:]
    return intern(plain)


@cache
def empty_words(language: str) -> frozenset[str]:
    """Words that say nothing about an event, by the table of a language or by `common.toml`."""
    known = table(language).stop
    return known or frozenset(_common()["empty"].get(language, "").split())


@cache
def usual_terms() -> frozenset[str]:
    """Terms that many stories have, for a store that has not counted them yet."""
    usual = _common()["usual"].items()
    return frozenset(term(word, language) for language, words in usual for word in words.split())


@cache
def _common() -> dict[str, dict[str, str]]:
    file = resources.files("digests.stories").joinpath("common.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def split(text: str) -> list[str]:
    """Words in lower case; pairs of letters where a script writes no spaces."""
    found: list[str] = WORD.findall(text.lower())
    if not WITHOUT_SPACES.search(text):
        return found
    parts = []
    for word in found:
        if WITHOUT_SPACES.search(word):
            parts += [word[at : at + 2] for at in range(max(1, len(word) - 1))]
        else:
            parts.append(word)
    return parts
