"""Which language a text is in, asked only where its source does not say.

By CLD3 (cld3-py: 0.7 MB with its model, 3 MB of memory, wheels for all platforms), loaded at the
first question.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from digests.text.tables import table

READ = 2_000  # characters are enough to tell
UNSURE = 0.5
TELLING = 20  # words of a text that must have small ones
FEWEST_SMALL = 0.1  # share of its words; in news it is 0.2 to 0.5
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
    if code == "un" or float(found.probability) < UNSURE:
        return ""
    return NEAR.get(code, code) if len(sample.encode()) < SHORT else code


def may_be(language: str, text: str) -> bool:
    """Whether nothing speaks against a text being in that language: of the small words that every
    text has, a long enough one has some.
    """
    stop = table(language).stop
    words = text[:READ].lower().split()
    if not stop or len(words) < TELLING:
        return True
    return sum(word in stop for word in words) >= FEWEST_SMALL * len(words)


@cache
def _identifier() -> Any:
    import gcld3

    return gcld3.NNetLanguageIdentifier(min_num_bytes=0, max_num_bytes=READ)
