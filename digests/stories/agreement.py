"""Facts across outlets: points that tell the same fact otherwise become one that says who differs.

Two outlets disagree when a clause of each is about the same things and gives another number of the
same unit, or when one calls undecided or denies what the other one states. Nothing is averaged and
nobody is picked: the point that says more is told, and a line names the other and what it says.
A wrong join would hide a fact, so much has to agree; what is left apart is only told twice. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from digests.model import Certainty, KeyPoint
from digests.text.tables import table
from digests.text.words import content, stem

FEWEST = 2  # words that two clauses share besides number and unit
SHARE = 0.75  # of the shorter clause's words
DOUBT_FEWEST = 3
DOUBT_SHARE = 0.5
SAME_TIME = timedelta(hours=36)  # a decision that comes later is news, not another view
DOUBTS = (Certainty.UNDECIDED, Certainty.DENIED)
CLAUSES = re.compile(r"[,;:]\s+|\s[–—-]\s")
AMOUNT = re.compile(
    r"(?P<sign>[$€£₴])?(?P<number>\d+(?:[.,]\d+)*)(?P<unit>(?:\s?%|\s[^\W\d_]+){0,2})"
)
THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
# A limit is no other number: "no more than", "at least", "up to".
LIMITS = frozenset(
    {
        *("than", "least", "most", "to", "over", "under"),
        *("als", "mindestens", "höchstens", "bis", "über", "unter"),
        *("de", "moins", "plus", "jusqu'à", "más", "menos", "hasta", "più", "meno", "fino"),
        *("понад", "більше", "менше", "до", "более", "менее", "свыше", "около"),
    }
)
# What may be said or left out of the same thing: "the new bridge", "the bridge".
LIGHT = frozenset(
    {
        *(
            "new",
            "old",
            "neu",
            "neue",
            "neuen",
            "alt",
            "alte",
            "alten",
            "nouveau",
            "nouvelle",
            "ancien",
        ),
        *("nuevo", "nueva", "viejo", "vieja", "nuovo", "nuova", "vecchio", "vecchia"),
        *(
            "новий",
            "нова",
            "нове",
            "старий",
            "стара",
            "новый",
            "новая",
            "новое",
            "старый",
            "старая",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit, as it is told, and the other words of its clause."""

    value: str
    unit: tuple[str, ...]
    told: str
    about: frozenset[str]
    others: frozenset[str]  # numbers in the same clause: another year is another fact


@dataclass(frozen=True, slots=True)
class Views:
    """Compares the points of one story; `published` says when each of its articles was."""

    language: str
    published: Mapping[int, datetime]

    def agreed(self, points: Sequence[KeyPoint]) -> tuple[KeyPoint, ...]:
        """The points in their order; those that disagree about one fact are one."""
        kept: list[KeyPoint] = []
        for point in points:
            for place, other in enumerate(kept):
                if line := self._difference(point, other):
                    kept[place] = _joined(other, point, line)
                    break
                if line := self._difference(other, point):
                    kept[place] = _joined(point, other, line)
                    break
            else:
                kept.append(point)
        return tuple(kept)

    def contrasted(
        self, points: Iterable[KeyPoint], known: Sequence[KeyPoint]
    ) -> tuple[KeyPoint, ...]:
        """Points with a line for each known one that says otherwise; the known stay untold."""
        found = []
        for point in points:
            views = {line: other for other in known if (line := self._view(other, point))}
            against = [one for other in views.values() for one in other.citations]
            found.append(
                replace(
                    point,
                    differs=tuple(dict.fromkeys((*point.differs, *views))),
                    against=tuple(dict.fromkeys((*point.against, *against))),
                )
            )
        return tuple(found)

    def _difference(self, less: KeyPoint, more: KeyPoint) -> str | None:
        """How `less` differs from `more`, when `more` says all else that it says."""
        if line := self._doubt(less, more):
            return line
        longer = len(_clauses(less.text)) > len(_clauses(more.text))
        return None if longer else self._number(less, more)

    def _view(self, one: KeyPoint, other: KeyPoint) -> str | None:
        return self._number(one, other) or self._doubt(one, other)

    def _number(self, one: KeyPoint, other: KeyPoint) -> str | None:
        """The line of an outlet that gives another number of the same."""
        if set(one.outlets) & set(other.outlets) or one.certainty in DOUBTS:
            return None
        for mine in _amounts(one.text, self.language):
            for theirs in _amounts(other.text, self.language):
                same = mine.unit == theirs.unit and mine.others == theirs.others
                if same and _alike(mine.about, theirs.about, FEWEST, SHARE):
                    return None if mine.value == theirs.value else f"{_credit(one)}: {mine.told}"
        return None

    def _doubt(self, one: KeyPoint, other: KeyPoint) -> str | None:
        """The line of an outlet that calls undecided or denies what another one states."""
        apart = not set(one.outlets) & set(other.outlets)
        if not apart or one.certainty not in DOUBTS or other.certainty in DOUBTS:
            return None
        if abs(self._said(one) - self._said(other)) > SAME_TIME:
            return None
        mine, theirs = (frozenset(content(it.text, self.language)) for it in (one, other))
        alike = _alike(mine, theirs, DOUBT_FEWEST, DOUBT_SHARE)
        return f"{_credit(one)}: {_uncredited(one)}" if alike else None

    def _said(self, point: KeyPoint) -> datetime:
        moments = [self.published.get(one.article, point.first_seen) for one in point.citations]
        return min(moments, default=point.first_seen)


def _joined(main: KeyPoint, other: KeyPoint, line: str) -> KeyPoint:
    return replace(
        main,
        against=tuple(dict.fromkeys((*main.against, *other.citations, *other.against))),
        differs=tuple(dict.fromkeys((*main.differs, line, *other.differs))),
        first_seen=min(main.first_seen, other.first_seen),
        score=max(main.score, other.score),
        new=main.new or other.new,
    )


def _credit(point: KeyPoint) -> str:
    outlets = ", ".join(point.outlets)
    return f"{outlets}, citing {point.attribution}" if point.attribution else outlets


def _uncredited(point: KeyPoint) -> str:
    """Its words up to where they name the speaker, whom the credit names already."""
    said = point.text.partition(f", {point.attribution}")[0] if point.attribution else point.text
    return said.rstrip(".")


def _amounts(text: str, language: str) -> Iterator[Amount]:
    for clause in _clauses(text):
        found = list(AMOUNT.finditer(clause))
        for one in found:
            unit, told = _unit(one, language)
            before = clause[: one.start()].split()
            if unit and not (before and before[-1].lower() in LIMITS):
                plain = " ".join(word for word in clause.split() if word.lower() not in LIGHT)
                words = frozenset(
                    word for word in content(plain, language) if not word[0].isdigit()
                )
                others = frozenset(_value(other) for other in found if other is not one)
                yield Amount(_value(one), unit, told, words - set(unit), others)


def _unit(found: re.Match[str], language: str) -> tuple[tuple[str, ...], str]:
    """The unit as compared, and the whole amount as it is told: "42 million crowns"."""
    stop, told = table(language).stop, found["number"]
    unit = [found["sign"]] if found["sign"] else []
    for word in found["unit"].split():
        if word.lower() in stop:
            break
        unit.append(word if word == "%" else stem(word, language))
        told += f" {word}"
    return tuple(unit), (found["sign"] or "") + told


def _value(found: re.Match[str]) -> str:
    return THOUSANDS.sub("", found["number"])


def _clauses(text: str) -> list[str]:
    return [clause for clause in CLAUSES.split(text) if clause.strip()]


def _alike(one: frozenset[str], other: frozenset[str], fewest: int, share: float) -> bool:
    common = len(one & other)
    return common >= fewest and common >= share * min(len(one), len(other))
