"""Facts across outlets: points that tell the same fact otherwise become one that says who differs.

Two outlets disagree when a clause of each is about the same things and gives another number of the
same unit, or when one calls undecided or denies what the other one states. Nothing is averaged and
nobody is picked: the point that says more is told, and a line names the other and what it says.
A wrong join would hide a fact, so much has to agree; what is left apart is only told twice. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from digests.model import Certainty, Citation, KeyPoint
from digests.stories.amounts import Amount, amounts_of
from digests.stories.decisions import DOUBTS, line_of, opposed
from digests.stories.numbers import clauses_of
from digests.text.cues import credit

SAME_TIME = timedelta(hours=36)  # a decision that comes later is news, not another view


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
        self, points: Iterable[KeyPoint], others: Sequence[KeyPoint]
    ) -> tuple[KeyPoint, ...]:
        """Points with a line for each outlet that says otherwise; the others stay untold.

        What an outlet said last counts: one that has come to say the same does not differ.
        """
        speaking = [one for one in others if one.certainty in DOUBTS]
        numbers = [(one, found) for one in others if (found := self._amounts(one))]
        return tuple(self._contrasted(point, speaking, numbers, others) for point in points)

    def _contrasted(
        self,
        point: KeyPoint,
        doubts: Sequence[KeyPoint],
        numbers: Sequence[tuple[KeyPoint, list[Amount]]],
        others: Sequence[KeyPoint],
    ) -> KeyPoint:
        known = {citation.outlet for citation in (*point.citations, *point.against)}
        last: dict[str, tuple[str, KeyPoint]] = {}
        heard = (*self._other_numbers(point, numbers), *self._other_views(point, doubts, others))
        for words, other in sorted(heard, key=lambda it: self._said(it[1])):
            last[f"{other.outlets} {other.certainty in DOUBTS}"] = (words, other)
        views = [view for view in last.values() if view[0] and not known & {*view[1].outlets}]
        against = [citation for _, one in views for citation in one.citations]
        return replace(
            point,
            differs=tuple(dict.fromkeys((*point.differs, *self._lines(views)))),
            against=tuple(dict.fromkeys((*point.against, *against))),
        )

    def _lines(self, views: Sequence[tuple[str, KeyPoint]]) -> list[str]:
        """A line for each thing that is said, by all who say it on the word of the same source."""
        groups: dict[tuple[str, str | None], list[str]] = {}
        for words, one in views:
            groups.setdefault((words, one.attribution), []).extend(one.outlets)
        return [
            f"{credit(', '.join(dict.fromkeys(outlets)), who, self.language)}: {words}"
            for (words, who), outlets in groups.items()
        ]

    def _other_numbers(
        self, point: KeyPoint, numbers: Sequence[tuple[KeyPoint, list[Amount]]]
    ) -> Iterator[tuple[str, KeyPoint]]:
        """Who gives a number of the same, and which; "" where it is the same number."""
        own = self._amounts(point) if point.certainty not in DOUBTS else []
        for other, theirs in numbers if own else ():
            if pairs := _met(own, theirs):
                yield ", ".join(two.told for one, two in pairs if not one.agrees(two)), other

    def _other_views(
        self, point: KeyPoint, doubts: Sequence[KeyPoint], others: Sequence[KeyPoint]
    ) -> Iterator[tuple[str, KeyPoint]]:
        if point.certainty is Certainty.DENIED:
            return
        is_open = point.certainty is Certainty.UNDECIDED
        for other in others if is_open else doubts:
            one, two = (point, other) if is_open else (other, point)
            if self._same_time(one, two) and opposed(one, two, self.language):
                yield line_of(other), other

    def _difference(self, less: KeyPoint, more: KeyPoint) -> str | None:
        """How `less` differs from `more`, when `more` says all else that it says."""
        if set(less.outlets) & set(more.outlets):
            return None
        if self._same_time(less, more) and opposed(less, more, self.language):
            return f"{_credit(less, self.language)}: {line_of(less)}"
        if len(clauses_of(less.text)) > len(clauses_of(more.text)) or less.certainty in DOUBTS:
            return None
        pairs = _met(self._amounts(less), self._amounts(more))
        said = ", ".join(one.told for one, two in pairs if not one.agrees(two))
        return f"{_credit(less, self.language)}: {said}" if said else None

    def _amounts(self, point: KeyPoint) -> list[Amount]:
        return amounts_of(point.text, self.language) if point.certainty not in DOUBTS else []

    def _same_time(self, one: KeyPoint, other: KeyPoint) -> bool:
        return abs(self._said(one) - self._said(other)) <= SAME_TIME

    def _said(self, point: KeyPoint) -> datetime:
        moments = [self.published.get(one.article, point.first_seen) for one in point.citations]
        return min(moments, default=point.first_seen)


def _met(mine: Sequence[Amount], theirs: Sequence[Amount]) -> list[tuple[Amount, Amount]]:
    """Numbers that are about the same, each of mine with one of theirs: that agrees if any does."""
    met = ((one, [two for two in theirs if one.meets(two)]) for one in mine)
    return [(one, next(filter(one.agrees, found), found[0])) for one, found in met if found]


def _joined(main: KeyPoint, other: KeyPoint, line: str) -> KeyPoint:
    against: tuple[Citation, ...] = (*main.against, *other.citations, *other.against)
    return replace(
        main,
        against=tuple(dict.fromkeys(against)),
        differs=tuple(dict.fromkeys((*main.differs, line, *other.differs))),
        first_seen=min(main.first_seen, other.first_seen),
        score=max(main.score, other.score),
        new=main.new or other.new,
    )


def _credit(point: KeyPoint, language: str) -> str:
    return credit(", ".join(point.outlets), point.attribution, language)
