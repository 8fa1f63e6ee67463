"""How many were killed, hurt or are missing: the number that outlets give most often apart. Pure.

The same toll is "14 people were killed", "killing 14", "14 dead" or "the death toll rose to 14".
"""

from __future__ import annotations

import re
from dataclasses import replace

from digests.stories.framing import COUNTED, FATES, LOWER, NOBODY, PERSONS, TOLLS
from digests.stories.numbers import ABOUT, WORD, Number, before_it
from digests.text.words import content

FAR = 90  # letters between a number and what it counts
AND = re.compile(r"\b(?:and|und|et|y|e|ed|i|oraz|і|й|та|и)\b|\d", re.IGNORECASE)
TOLD = {name: pattern for name, pattern in FATES if name in TOLLS}


def counted(number: Number, clause: str) -> Number:
    """The number with the fate it counts as its unit ("dead"), where it counts one."""
    if moves(number):  # "ist auf 17 gestiegen"
        number = replace(number, unit="", told=number.told.split()[0])
    fate = "" if number.clock else _fate(number, clause)
    told = number.told if number.unit else _with_fate(number, clause)
    return replace(number, unit=fate, told=told) if fate else number


def spared(clause: str) -> list[Number]:
    """That nobody was killed, hurt or is missing, as a number."""
    return [
        Number(value=0, unit=fate, told=found["told"].lower(), start=found.start())
        for found in NOBODY.finditer(clause)
        if (fate := _named(found["fate"]))
    ]


def moves(number: Number) -> bool:
    """Whether what looks like its unit says that it rose or fell."""
    last = number.told.split()[-1]
    return any(pattern.match(last) for name, pattern in FATES if name not in TOLLS)


def is_new_count(number: Number, clause: str) -> bool:
    """Whether it is what a toll has come to: "to 17" is no limit there."""
    return number.unit in TOLLS and bool(COUNTED.search(before_it(clause, number.start, FAR)))


def counting_words(clause: str, language: str) -> frozenset[str]:
    """The stems of its words that say only that people are counted."""
    found = (word for word in WORD.findall(clause) if PERSONS.fullmatch(word))
    counting = (word for word in WORD.findall(clause) if COUNTED.fullmatch(word))
    return frozenset(content(" ".join((*found, *counting)), language))


def _fate(number: Number, clause: str) -> str:
    own = number.told.split()[1:]
    if own and (name := _named(own[-1])):
        return name
    if number.large or (number.unit and not (own and PERSONS.fullmatch(own[-1]))):
        return ""
    end = number.start + len(number.told)
    before = before_it(clause, number.start, FAR)
    return _led(before, bool(number.unit)) or _followed(clause[end : end + FAR])


def _with_fate(number: Number, clause: str) -> str:
    """A bare number with the word right before it that says what it counts: "injured 60"."""
    before = before_it(clause, number.start)
    words = [word for word in WORD.finditer(before) if _named(word[0])]
    if not words or not _is_bound(before[words[-1].end() :]):
        return number.told
    return f"{before[words[-1].start() :]}{number.told}"


def _is_bound(between: str) -> bool:
    plain = LOWER.sub("", between).strip().lower()
    return not plain or plain in ABOUT


def _led(before: str, persons: bool) -> str:
    """What was said before the number: "killing 14", "the death toll has risen to 14"."""
    fates = [(word, name) for word in WORD.finditer(before) if (name := _named(word[0]))]
    if not fates:
        return ""
    word, name = fates[-1]
    between = before[word.end() :]
    if _is_bound(between) or (persons and not AND.search(between)):
        return name
    return name if COUNTED.search(before) and not AND.search(between) else ""


def _followed(after: str) -> str:
    """What comes after it: "14 people were killed"."""
    until = AND.search(after)
    words = WORD.findall(after[: until.start()] if until else after)
    return next((name for word in words if (name := _named(word))), "")


def _named(word: str) -> str:
    return next((name for name, pattern in TOLD.items() if pattern.match(word)), "")
