"""Which language a text is in, asked only where its source does not say.

By CLD3 (cld3-py: 0.7 MB with its model, 3 MB of memory, wheels for all platforms), loaded at the
first question.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from digests.text.tables import table

READ = 2_000  # characters are enough to tell
UNSURE = 0.5
UNSURE_RARE = 0.9  # of a headline in a language that we have no table of: it is mostly English
TELLING = 20  # different words of a text that must have small ones ("the", "of") of its language
MANY, FEW = 0.25, 0.08  # the share that no text has of another one's, and that none has of its own
MORE = 0.05  # how many more it must have of another one
SHORT = 200  # bytes; below that Galician is Portuguese and the like
NEAR = {"gl": "pt", "bg": "ru", "mk": "ru", "be": "uk", "ca": "es", "co": "it", "lb": "de"}
RENAMED = {"iw": "he", "no": "nb", "zh-Latn": "zh", "ru-Latn": "ru", "bg-Latn": "bg"}


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the language of a text, or "" when there is no telling."""
    sample = " ".join(text[:READ].split())
    if not any(mark.isalpha() for mark in sample):
        return ""
    found = _identifier().FindLanguage(sample)
    code = RENAMED.get(str(found.language), str(found.language))[:2]
    short = len(sample.encode()) < SHORT
    code = NEAR.get(code, code) if short else code
    least = UNSURE_RARE if short and not table(code).stop else UNSURE
    return "" if code == "un" or float(found.probability) < least else code


def language_of(said: str, text: str) -> str:
    """The language that a source says a text is in, unless the text is plainly in another one:
    many a feed is called English because nobody changed that.
    """
    words = text[:READ].lower().split()
    own = _small_words(words, said)
    if said and (len({*words}) < TELLING or own >= MANY or not table(said).stop):
        return said
    found = detect_language(text)
    if not said or not found:
        return said or found
    plainly = _small_words(words, found) > own + MORE if table(found).stop else own < FEW
    return found if plainly else said


def _small_words(words: Sequence[str], language: str) -> float:
    """The share of the words that any text of the language has."""
    stop = table(language).stop
    return sum(word in stop for word in words) / max(1, len(words))


@cache
def _identifier() -> Any:
    import gcld3

    return gcld3.NNetLanguageIdentifier(min_num_bytes=0, max_num_bytes=READ)
