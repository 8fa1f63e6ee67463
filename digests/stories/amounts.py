"""Numbers with their units, as outlets give them: which two are about the same and disagree. Pure.

A wrong comparison would invent a quarrel, so the words around both numbers have to agree too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from digests.stories.clock import without_clocks
from digests.stories.framing import (
    BOUNDS,
    FATED,
    FATES,
    FRAMES,
    LIGHT,
    LIMITS,
    LOST_LIFE,
    LOWER,
    NOBODY,
    OTHERS,
    TOLLS,
    WEEKDAYS,
)
from digests.stories.numbers import (
    WORD,
    Number,
    before_it,
    clauses_of,
    in_digits,
    numbers_in,
)
from digests.stories.tolls import counted, counting_words, is_new_count, spared
from digests.text.numbers import scale_word
from digests.text.words import content

FEWEST = 2  # words that two clauses share besides number and unit
SHARE = 0.75  # of the shorter clause's words
SHARE_OF_TOLL = 0.5  # the same where both count the dead: they are those of the story's event
YEARS = range(1900, 2100)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and the other words of its clause."""

    number: Number
    about: frozenset[str]
    when: frozenset[str]  # "next", "last", "among": another time or group is another fact
    days: frozenset[int]  # of the week
    plain: frozenset[float]  # numbers without a unit in its clause: another year is another fact

    @property
    def told(self) -> str:
        return self.number.told

    def meets(self, other: Amount) -> bool:
        """Whether both are about the same thing."""
        if not self.number.measures(other.number):
            return False
        if (self.plain, self.when) != (other.plain, other.when) or self._opposes(other):
            return False
        if self.days and other.days and self.days != other.days:
            return False
        if self.about == other.about and self.about & FATED:
            return True  # "30 people were injured"
        same_days = len(self.days & other.days)
        common = len(self.about & other.about) + same_days
        shorter = min(len(self.about), len(other.about))
        if self.number.unit not in TOLLS:
            return common >= FEWEST and common >= SHARE * (shorter + same_days)
        return not shorter or (common >= FEWEST and common >= SHARE_OF_TOLL * shorter)

    def _opposes(self, other: Amount) -> bool:
        """Whether one tells of dead where the other tells of injured, or of a rise and a fall."""
        mine, theirs = self.about & FATED, other.about & FATED
        return bool(mine and theirs and not mine & theirs)

    def agrees(self, other: Amount) -> bool:
        """Whether it is the same number."""
        return self.number.agrees(other.number)


def amounts_of(text: str, language: str) -> list[Amount]:
    """The numbers that have a unit, and that nobody was hurt; of limits only the lower ones."""
    plain = in_digits(LOST_LIFE.sub("dead", text), language)
    if not (any(letter.isdigit() for letter in plain) or spared(plain)):
        return []
    when = frozenset(name for name, one in FRAMES if one.search(plain))
    return [one for clause in clauses_of(plain) for one in _of(clause, plain, when, language)]


def _of(clause: str, whole: str, when: frozenset[str], language: str) -> Iterator[Amount]:
    timeless = without_clocks(clause)
    found = [counted(one, timeless) for one in numbers_in(clause, language)] + spared(timeless)
    if not found:
        return
    words, fates = _words(timeless, language)
    days = frozenset(number for number, one in enumerate(WEEKDAYS) if one.search(clause))
    plain = frozenset(one.value for one in found if _is_a_name(one, timeless))
    units = Counter(one.unit for one in found)
    for one in found:
        alone = units[one.unit] == 1  # not "from 10 to 18 yards"
        if one.before in OTHERS:
            continue
        limit = one.before in (BOUNDS if one.clock else LIMITS) and not is_new_count(one, timeless)
        held = _least(one, timeless) or (None if limit else one)
        if not (held and alone and (one.unit or one.large)):
            continue
        about = words - {one.unit} | fates
        if one.unit in TOLLS:
            about = _event(clause, language)
            about = about if len(about) >= FEWEST else _event(whole, language)
        yield Amount(held, about, when, days, plain)


@lru_cache(maxsize=64)  # each clause of a long text asks for that of the whole one
def _event(text: str, language: str) -> frozenset[str]:
    """The words that say where people were killed or hurt."""
    timeless = NOBODY.sub(" ", without_clocks(text))
    return _words(timeless, language)[0] - counting_words(timeless, language)


def _is_a_name(number: Number, clause: str) -> bool:
    """Whether a number without a unit is a year or part of a name: "in 2015", "Flight 370"."""
    if number.unit or number.large:
        return False
    before = before_it(clause, number.start).split()
    return number.value in YEARS or bool(before and before[-1][:1].isupper())


def _least(number: Number, clause: str) -> Number | None:
    """The number told with the words that say it may be more, or None."""
    found = LOWER.search(before_it(clause, number.start))
    if found is None:
        return None
    said = "" if found["told"] in number.told else f"{found['told'].lower()} "
    return replace(number, told=said + number.told, least=True)


def _words(clause: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems that carry meaning, and the fates that others of its words stand for."""
    fates = {word: name for word in WORD.findall(clause) for name, one in FATES if one.match(word)}
    kept = " ".join(
        word
        for word in WORD.findall(clause)
        if not (word.lower() in LIGHT or word in fates or scale_word(word, language))
        and not any(day.match(word) for day in WEEKDAYS)
    )
    return frozenset(content(kept, language)), frozenset(fates.values())
