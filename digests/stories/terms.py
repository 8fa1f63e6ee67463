"""The words by which articles are compared and found: stems without case and accents. Pure."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
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
WORD = re.compile(rf"[^\W_]+(?:[{MARKS}]+[^\W_]*)*")
OPENING = 650  # letters
REMEMBERED = 80_000  # words of a language whose terms are at hand: at most 12 MB
LANGUAGES = 8  # of which that many are
TITLE_COUNTS = 3
UNMARKED = "en"  # most feeds; also where there is no telling
# Codes for one language, and languages that are written alike.
SAME = {"nb": "no", "nn": "no", "iw": "he", "hr": "sr", "bs": "sr", "sh": "sr"}
HEBREW = ("he", "iw")
HEBREW_PREFIXES = frozenset("והבלמשכ")
HEBREW_PLURALS = ("ים", "ות")
WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")


class Forms(dict[str, str]):
    """The form of each word, made when it is asked for first. So a look-up is one of a dict."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, word: str) -> str:
        if len(self) >= REMEMBERED:
            self.clear()
        form = self[word] = intern(self._make(word))
        return form


@dataclass(frozen=True, slots=True)
class Words:
    """The words of an article: of its title, of the opening of its text, and all of them."""

    title: list[str]
    opening: list[str]
    whole: list[str]


def words_of(title: str, text: str, outlet: str = "") -> Words:
    of_title, of_text = split(title), split(text)
    opening = of_text if len(text) <= OPENING else split(text[:OPENING])
    return Words(of_title, opening, [*of_title, *of_text, *split(outlet)])


def fold(word: str) -> str:
    """Without case and accents; letters, digits and the marks of a script only ("½" is "12")."""
    if word.isascii() and word.isalnum():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(
        letter
        for letter in apart
        if not unicodedata.combining(letter)
        and (letter.isalnum() or unicodedata.category(letter)[0] == "M")
    )


@lru_cache(maxsize=LANGUAGES)
def terms_in(language: str) -> Forms:
    """The terms of words in a language."""
    return Forms(lambda word: fold(stem(word, language)))


def term(word: str, language: str) -> str:
    """The form under which a word is compared and indexed."""
    return terms_in(language)[word]


def search_terms(words: Iterable[str], language: str) -> list[str]:
    """All terms of some words, each once."""
    found = dict.fromkeys(map(terms_in(language).__getitem__, dict.fromkeys(words)))
    found.pop("", None)
    return list(found)


def article_terms(article: Article) -> list[str]:
    """What an article is found by: all terms of its title, text and outlet, each once."""
    words = split(f"{article.title}\n{article.text}\n{article.outlet}")
    return search_terms(words, article.language)


def any_language_terms(word: str) -> list[str]:
    """The terms that a searched word may be indexed under, whatever the article's language."""
    forms = [term(word, language) for language in ("", "uk", *STEMMERS)]
    return [found for found in dict.fromkeys(forms) if found]


def profile_terms(words: Words, language: str) -> Counter[str]:
    """Counted terms of the title (three times) and the opening, without empty words.

    A word of one language is none of another: two languages share hardly more than names, and a
    story that both told would tell its facts in each.
    """
    code = SAME.get(language, language)
    stop, forms, mark = empty_words(code), roots_in(code), mark_of(code)
    found: dict[str, int] = {}
    for part, counts in ((words.title, TITLE_COUNTS), (words.opening, 1)):
        for word in part:
            if word not in stop and (len(word) > 1 or word.isdigit()):
                form = intern(mark + forms[word]) if mark else forms[word]
                found[form] = found.get(form, 0) + counts
    return Counter(found)


def mark_of(language: str) -> str:
    """What stands before the words of a language that events are compared by."""
    return f"{language}:" if language and language != UNMARKED else ""


@lru_cache(maxsize=LANGUAGES)
def roots_in(language: str) -> Forms:
    """The terms of words for comparing events."""
    return Forms(_hebrew_root) if language in HEBREW else terms_in(language)


def root(word: str, language: str) -> str:
    """The term of a word for comparing events."""
    return roots_in(language)[word]


def _hebrew_root(word: str) -> str:
    """Hebrew, without a stemmer, loses more of its ends.

    Prefixes ("and", "the", "in", "to", "from", "that", "as") are written together with the word.
    All letters that may be one go, also where they belong to it: every form loses the same.
    """
    plain = fold(word)
    for ending in HEBREW_PLURALS:
        if plain.endswith(ending) and len(plain) > 4:
            plain = plain[: -len(ending)]
    while len(plain) > 3 and plain[0] in HEBREW_PREFIXES:
        plain = plain[1:]
    return plain


@cache
def empty_words(language: str) -> frozenset[str]:
    """Words that say nothing about an event, by the table of a language or by `common.toml`."""
    known = table(language).stop
    return known or frozenset(_common()["empty"].get(language, "").split())


@cache
def usual_terms() -> frozenset[str]:
    """Terms that many stories have, for a store that has not counted them yet."""
    usual = _common()["usual"].items()
    return frozenset(
        mark_of(language) + term(word, language)
        for language, words in usual
        for word in words.split()
    )


@cache
def _common() -> dict[str, dict[str, str]]:
    file = resources.files("digests.stories").joinpath("common.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def split(text: str) -> list[str]:
    """Words in lower case; pairs of letters where a script writes no spaces."""
    found: list[str] = WORD.findall(text.lower())
    if text.isascii() or not WITHOUT_SPACES.search(text):
        return found
    parts = []
    for word in found:
        if WITHOUT_SPACES.search(word):
            parts += [word[at : at + 2] for at in range(max(1, len(word) - 1))]
        else:
            parts.append(word)
    return parts
