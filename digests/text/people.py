"""Words about people, by which it is told whom "he" or "she" can mean."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

WORDS = r"(?<!\w)(?:{})(?!\w)"


@dataclass(frozen=True, slots=True)
class People:
    """What one language says of people. `he` and `she` are the pronouns at a sentence's start.

    `his` and `her` match any form of these pronouns, `him` one that means another man; `says` what
    only people do, right after the pronoun; `role` an office or title, `masculine` and `feminine`
    those that leave no doubt; `person` other words for one person. A capitalised word after
    `place` is a place or a thing.
    """

    he: str
    she: str
    his: re.Pattern[str]
    him: re.Pattern[str]
    her: re.Pattern[str]
    says: re.Pattern[str]
    role: re.Pattern[str]
    masculine: re.Pattern[str]
    feminine: re.Pattern[str]
    person: re.Pattern[str]
    place: frozenset[str]


@cache
def _read() -> Mapping[str, object]:
    file = resources.files("digests.text") / "people.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def people(language: str) -> People | None:
    """The words of a language, or None where we have none."""
    raw = _read().get(language.lower()[:2])
    if not isinstance(raw, dict):
        return None

    def one(name: str) -> re.Pattern[str]:
        return re.compile(WORDS.format(raw[name]), re.IGNORECASE)

    return People(
        he=raw["he"],
        she=raw["she"],
        his=one("his"),
        him=one("him"),
        her=one("her"),
        says=re.compile(rf"\s+{raw['says']}", re.IGNORECASE),
        role=one("role"),
        masculine=one("masculine"),
        feminine=one("feminine"),
        person=one("person"),
        place=frozenset(str(raw["place"]).split("|")),
    )


@cache
def _given(gender: str) -> frozenset[str]:
    return frozenset(str(_read()[gender]).split())


def gender_of_name(name: str) -> str:
    """What the given name at the start of a name tells: male, female, or "" for neither."""
    first = name.split(maxsplit=1)[0].casefold().strip(".")
    return next((gender for gender in ("male", "female") if first in _given(gender)), "")
