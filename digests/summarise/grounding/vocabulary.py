"""The words by which a point is compared with its sentences: small tables beside this file.

`negations` turn a sentence round; `refusals` can take their place ("did not approve", "rejected"):
the first of them are denials, the last ones weak ("only", "until"). `hedges` has a pattern for each
kind of doubt; `future` may stand where something is expected, its `would` for a conditional.
`units`, `months`, `weekdays` and `relative` are how amounts and times are written; numbers in words
stand in `digests/text`. `opposites` are pairs that must not be exchanged, `modifiers` what makes
something else of the word after it ("former"), `limits` what makes less of a whole sentence
("suspended"), `only_until` what bounds a negation, and `share` stands in "two of the five".
`endings` are those of names. `titles` are words that one language writes with a capital and others
don't. `addresses` are ways in which a text speaks to the model instead of the reader.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

WORDS = r"(?<!\w)(?:{})(?!\w)"
NEVER = re.compile(r"(?!)")
Pair = tuple[re.Pattern[str], re.Pattern[str]]
CURRENCIES = {
    "dollar": r"\$|dollars?|d[óo]lar\w*|dollari?|долар\w*|доллар\w*|usd",
    "euro": r"€|euros?|євро|евро|eur",
    "pound": r"£|pounds?|фунт\w*|pfund|livres?|funt\w*|libras?|sterlin\w*",
    "hryvnia": r"₴|hryv?n\w+|грив\w+|грн|uah",
    "rouble": r"₽|rou?bles?|рубл\w+|руб|rubel\w*|rublos?|rubli",
    "yuan": r"¥|yuan|юан\w+",
    "yen": r"yen|єн\w*|иен\w*",
    "zloty": r"z[łl]oty\w*|z[łl]|złot\w+|злот\w+",
    "franc": r"francs?|franken|франк\w*|franchi|francos?",
    "crown": r"crowns?|kron\w+|kor\w*n\w*|крон\w*",
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One language; `months` and `weekdays` are in their order, every pattern ignores case."""

    code: str
    negations: re.Pattern[str]
    refusals: re.Pattern[str]
    denials: re.Pattern[str]
    negatives: re.Pattern[str]
    months: tuple[re.Pattern[str], ...]
    weekdays: tuple[re.Pattern[str], ...]
    percent: re.Pattern[str]
    breaks: frozenset[str]
    titles: frozenset[str]
    endings: frozenset[str]
    addresses: re.Pattern[str]
    hedges: Mapping[str, re.Pattern[str]]
    future: re.Pattern[str]
    relative: Mapping[str, re.Pattern[str]]
    units: tuple[tuple[re.Pattern[str], str], ...]
    would: re.Pattern[str]
    opposites: Mapping[str, Pair]
    modifiers: re.Pattern[str]
    limits: re.Pattern[str]
    only_until: re.Pattern[str]
    share: re.Pattern[str]


def folded(word: str) -> str:
    """Without case and accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(mark for mark in apart if not unicodedata.combining(mark))


def _one(patterns: Iterable[str]) -> re.Pattern[str]:
    joined = "|".join(patterns)
    return re.compile(WORDS.format(joined), re.IGNORECASE) if joined else NEVER


def _bare(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _build(code: str, raw: Mapping[str, Any]) -> Vocabulary:
    units = {**raw["units"], **CURRENCIES}
    return Vocabulary(
        code=code,
        negations=_one(raw["negations"]),
        refusals=_one(raw["refusals"]),
        denials=_one(raw["refusals"][:1]),
        negatives=_one(raw["refusals"][:2]),
        months=tuple(_one([month]) for month in raw["months"]),
        weekdays=tuple(_one([day]) for day in raw["weekdays"]),
        percent=_bare(rf"\s*%|[\s-]*(?:{'|'.join(raw['percent'])})(?!\w)"),
        breaks=frozenset(raw["complementisers"].split("|")),
        titles=frozenset(raw["titles"].split()),
        endings=frozenset(folded(ending) for ending in raw["endings"].split()) | {""},
        addresses=re.compile("|".join(raw["addresses"]), re.IGNORECASE),
        hedges={kind: _one(found) for kind, found in raw["hedges"].items()},
        future=_one(raw["future"]["will"]),
        relative={kind: _one(found) for kind, found in raw["relative"].items()},
        units=tuple((_bare(pattern), unit) for unit, pattern in units.items()),
        would=_one(raw["future"].get("would", ())),
        opposites={name: (_one(one[:1]), _one(one[1:])) for name, one in raw["opposites"].items()},
        modifiers=_one(raw["modifiers"]),
        limits=_one(raw["limits"]),
        only_until=_one(raw["only_until"]),
        share=re.compile(rf"\s+(?:{'|'.join(raw['share'])})(?:\s+\w{{2,3}})?\s+", re.IGNORECASE),
    )


@cache
def vocabulary(language: str) -> Vocabulary | None:
    """The vocabulary of an ISO 639-1 code, or None where we have none. Read once."""
    code = language.lower()[:2]
    file = resources.files("digests.summarise.grounding") / "languages" / f"{code}.toml"
    if not code.isalpha() or not file.is_file():
        return None
    return _build(code, tomllib.loads(file.read_text(encoding="utf-8")))


def can_ground(language: str) -> bool:
    """Whether answers in this language can be checked."""
    return vocabulary(language) is not None
