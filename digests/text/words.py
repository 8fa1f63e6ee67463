"""Words, stems and what is too common to matter, in any script."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from digests.text.tables import table

if TYPE_CHECKING:
    from Stemmer import Stemmer

WORD = re.compile(r"[^\W_]+(?:[’'ʼ][^\W_]+)*")

UNSPACED = re.compile(r"[\u0e01-\u0e5b\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")

MOST_KNOWN = 20_000  # words of a language whose stems are remembered

# PyStemmer's names (Snowball 3.1). Ukrainian has no Snowball stemmer: see `_light`.
STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hu": "hungarian",
    "it": "italian",
    "lt": "lithuanian",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "tr": "turkish",
}

# Ukrainian endings of nouns, adjectives and verbs, longest first; at least three letters stay.
_ENDINGS = """
ами ями ові еві ого ому ими ість ості істю остей ення енням енню ання анням анню ів їв ах ях ам ям
ою ею єю ої ий ій их им ем ом ти ться вся тися ати ити увати ував ала али ало ила или ило ає яє ють
уть ять ать ить їть є і ї а я о е у ю и ь й
"""
UKRAINIAN_ENDINGS = tuple(sorted(_ENDINGS.split(), key=len, reverse=True))


def words(text: str) -> list[str]:
    """Words in order as they are written; an apostrophe inside a word stays."""
    return WORD.findall(text)


def has_words(text: str, number: int) -> bool:
    """Whether there are so many words; the rest of a long text is not read.

    Where no spaces part the words, as in Chinese, Japanese and Thai, two letters count as one.
    """
    found = sum(1 for _ in islice(WORD.finditer(text), number))
    if found == number:
        return True
    return sum(1 for _ in islice(UNSPACED.finditer(text), 2 * number)) == 2 * number


def _light(word: str) -> str:
    """A careful cut of Ukrainian endings (a light stemmer: one ending, never the root)."""
    for ending in UKRAINIAN_ENDINGS:
        least = 4 if ending.endswith("ти") else 3  # "мости" is no infinitive
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)]
    return word


@cache
def _stemmer(language: str) -> Stemmer | None:
    if language not in STEMMERS:
        return None
    import Stemmer

    return Stemmer.Stemmer(STEMMERS[language], 0)  # `stem` remembers enough


class _Stems(dict[str, str]):
    """Stems of one language by the words as written; made when a word is first looked up."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, word: str) -> str:
        if len(self) >= MOST_KNOWN:
            self.clear()
        found = self[word] = _stem(word, self.language)
        return found


@cache
def _stems(language: str) -> _Stems:
    return _Stems(language)


def _stem(word: str, language: str) -> str:
    plain = word.lower().replace("’", "'").replace("ʼ", "'")
    if language == "uk":
        return _light(plain)
    plain = plain.removesuffix("'s").removesuffix("'")
    stemmer = _stemmer(language)
    return str(stemmer.stemWord(plain)) if stemmer else plain


def stem(word: str, language: str) -> str:
    """The stem of one word, lower case; possessive endings are dropped."""
    return _stems(language)[word]


def stems(text: str, language: str) -> list[str]:
    """The stems of all words in order."""
    return list(map(_stems(language).__getitem__, words(text)))


def content(text: str, language: str) -> list[str]:
    """The stems of the words that carry meaning, in order; "US" is kept apart from "us"."""
    stop = table(language).stop
    found = []
    for written in words(text):
        word = written.replace("’", "'").removesuffix("'s")
        common = word.lower() in stop
        if common and word.isupper() and len(word) > 1:
            found.append(word)
        elif not common and (len(word) > 1 or word.isdigit()):
            found.append(stem(word, language))
    return found
