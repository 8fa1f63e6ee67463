"""Which section of a topic a statement belongs to: at most one.

A cue counts by its stem, a cue of several words only as a whole; in a language that writes
compounds as one word, "Brücke" is also in "Hafenbrücke" and "Brückentag". Rare cues count more
than those all over the text; words of the title and the question count a little. An enumeration
draws the statements that explain its parts into its own section.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log2

from digests.model import Section
from digests.summarise.statements import Statement
from digests.text.words import content

TITLE_WORD = 0.6
QUESTION_WORD = 0.4
EARLY = 1.4  # a cue in the first third of a sentence says what it is about
EXPLAINS = 1.5  # a part of an enumeration that an earlier statement announced
IN_HEADLINE = 0.6
POINTS_BACK = 0.4
ENOUGH = 0.2
COMPOUNDS = frozenset({"de", "nl", "sv", "da", "no", "nb", "fi"})
LONG_CUE = 5  # letters of a stem that may be a part of a compound


@dataclass(frozen=True, slots=True)
class _Cue:
    section: int
    stems: tuple[str, ...]
    weight: float


def assign(
    statements: Sequence[Statement], sections: Sequence[Section], headlines: Sequence[str] = ()
) -> list[tuple[int | None, float]]:
    """For each statement the number of its section, or None, and how well it fits there.

    A cue that stands in a headline is what the whole story is about and tells little.
    """
    if not sections:
        return [(None, 0.0)] * len(statements)
    stems = [content(s.text, s.language) for s in statements]
    language = statements[0].language if statements else "en"
    cues = _cues(sections, language)
    cued = [_with_parts(found, cues) for found in stems] if language in COMPOUNDS else stems
    spread = {cue: sum(_place(cue.stems, found) is not None for found in cued) for cue in cues}
    common = {stem for headline in headlines for stem in content(headline, language)}
    cues = [replace(cue, weight=cue.weight * _rarity(cue, spread[cue], common)) for cue in cues]
    scores = [_scores(found, cues, len(sections)) for found in cued]
    for number, statement in enumerate(statements):
        _pull(number, statement, statements, stems, scores)
        if number and not statement.alone and statements[number - 1].alone:
            _share(scores[number], scores[number - 1])
    return [(_best(found), max(found)) for found in scores]


def _cues(sections: Sequence[Section], language: str) -> list[_Cue]:
    found: dict[tuple[int, tuple[str, ...]], float] = {}
    for number, section in enumerate(sections):
        for cue in section.cues:
            _note(found, number, tuple(content(cue, language)), 1.0)
        for stem in content(section.title, language):
            _note(found, number, (stem,), TITLE_WORD)
        for stem in content(section.question or "", language):
            _note(found, number, (stem,), QUESTION_WORD)
    return [_Cue(number, stems, weight) for (number, stems), weight in found.items()]


def _note(
    found: dict[tuple[int, tuple[str, ...]], float],
    number: int,
    stems: tuple[str, ...],
    weight: float,
) -> None:
    if stems:
        found[number, stems] = max(weight, found.get((number, stems), 0.0))


def _with_parts(stems: Sequence[str], cues: Sequence[_Cue]) -> list[str]:
    """The stems with each compound that begins or ends with a cue as that cue."""
    parts = [cue.stems[0] for cue in cues if len(cue.stems) == 1 and len(cue.stems[0]) >= LONG_CUE]
    alone = frozenset(parts)

    def part(stem: str) -> str:
        if stem in alone:
            return stem
        return next((one for one in parts if stem.endswith(one) or stem.startswith(one)), stem)

    return [part(stem) for stem in stems]


def _place(cue: Sequence[str], stems: Sequence[str]) -> int | None:
    """Where the words of a cue stand together in a statement."""
    size = len(cue)
    for start in range(len(stems) - size + 1):
        if tuple(stems[start : start + size]) == tuple(cue):
            return start
    return None


def _rarity(cue: _Cue, spread: int, common: set[str]) -> float:
    return (IN_HEADLINE if common & set(cue.stems) else 1.0) / log2(1 + max(1, spread))


def _share(pointer: Sequence[float], antecedent: list[float]) -> None:
    """What points back at a statement says what that statement is about."""
    for section, score in enumerate(pointer):
        antecedent[section] += POINTS_BACK * score


def _scores(stems: Sequence[str], cues: Sequence[_Cue], sections: int) -> list[float]:
    scores = [0.0] * sections
    for cue in cues:
        place = _place(cue.stems, stems)
        if place is None:
            continue
        early = EARLY if place <= len(stems) / 3 else 1.0
        scores[cue.section] += cue.weight * early
    return scores


def _pull(
    number: int,
    statement: Statement,
    statements: Sequence[Statement],
    stems: Sequence[Sequence[str]],
    scores: list[list[float]],
) -> None:
    """Draw the statements that follow an enumeration and name its parts into its section."""
    home = _best(scores[number])
    if home is None or not statement.items:
        return
    parts = {stem for item in statement.items for stem in content(item, statement.language)}
    for later in range(number + 1, len(statements)):
        if statements[later].article == statement.article and parts & set(stems[later]):
            scores[later][home] += EXPLAINS


def _best(scores: Sequence[float]) -> int | None:
    best = max(scores)
    return list(scores).index(best) if best >= ENOUGH else None
