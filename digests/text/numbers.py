"""Numbers in words, by `numbers.toml` beside this file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

Patterns = tuple[tuple[re.Pattern[str], float], ...]


@lru_cache(maxsize=20_000)
def number_word(word: str, language: str) -> float | None:
    """What a number word stands for: 12.0 for "twelve"; None for other words and for "one"."""
    return _look_up(word, language, "numbers")


@lru_cache(maxsize=20_000)
def scale_word(word: str, language: str) -> float | None:
    """1,000,000 for "million"; None for other words."""
    return _look_up(word, language, "scales")


def _look_up(word: str, language: str, kind: str) -> float | None:
    pairs = _patterns(language.lower()[:2], kind)
    return next((value for pattern, value in pairs if pattern.fullmatch(word)), None)


@cache
def _patterns(code: str, kind: str) -> Patterns:
    found = _tables().get(code, {}).get(kind, {}).items()
    return tuple((re.compile(word, re.IGNORECASE), float(value)) for word, value in found)


@cache
def _tables() -> Mapping[str, Mapping[str, Mapping[str, float]]]:
    file = resources.files("digests.text").joinpath("numbers.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
