"""A translation that says the contrary: opposites, moods, "minister" for "former minister"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digests.summarise.grounding.amounts import amounts_of
from digests.summarise.grounding.tokens import clauses_of
from digests.summarise.grounding.vocabulary import Pair, Vocabulary, vocabulary
from digests.text.cues import as_said
from digests.text.tables import table

# "More" is in "at least" of some languages; who sells to somebody is bought from.
NOT_ACROSS = frozenset({"more", "buy", "most", "early"})
OF_NUMBERS = frozenset({"rise", "win", "alive", "missing", "vote", "arrest", "profit"})
NEAR = 40  # characters from a number to the word that it belongs to


def stray_meaning_across(text: str, source: str, language: str, of: str) -> Iterator[str]:
    """What a translation turns into its contrary, as reasons."""
    mine, theirs = vocabulary(language), vocabulary(of)
    if mine is None or theirs is None:
        return
    turned = [bool(words.negations.search(one)) for words, one in ((mine, text), (theirs, source))]
    for name in mine.opposites.keys() & theirs.opposites.keys() - NOT_ACROSS:
        here, there = _sides(text, mine.opposites[name]), _sides(source, theirs.opposites[name])
        if sorted((here, there)) == [1, 2] and turned[0] == turned[1]:
            yield f"it says the contrary of the sentence ({name})"
        elif name in OF_NUMBERS:
            yield from _numbers_exchanged(text, source, mine, theirs, name)
    yield from _made_sure(text, source, mine, theirs)
    lost = theirs.modifiers.search(source)
    if lost and not mine.modifiers.search(text):
        yield f"“{lost[0]}” is lost"


def _sides(text: str, pair: Pair) -> int:
    """1 or 2 for the one side of a pair that a text has, else 0."""
    found = [bool(side.search(text)) for side in pair]
    return 0 if all(found) or not any(found) else 1 + found.index(True)


def _numbers_exchanged(
    text: str, source: str, mine: Vocabulary, theirs: Vocabulary, name: str
) -> Iterator[str]:
    """ "Three died, seven were hurt" for the other way round."""
    here = _numbers_beside(text, mine, name)
    there = _numbers_beside(source, theirs, name)
    for value in here.keys() & there.keys():
        if here[value] != there[value]:
            yield f"the number {value:g} belongs to something else ({name})"
            return


def _numbers_beside(text: str, words: Vocabulary, name: str) -> dict[float, int]:
    """The side of a pair that stands nearest to each number in its clause."""
    nearest: dict[float, int] = {}
    for clause in clauses_of(text, words.code):
        cues = [
            (number, found)
            for number, side in enumerate(words.opposites[name])
            for found in side.finditer(clause)
        ]
        for amount in amounts_of(clause, words.code) if cues else ():
            far = [(_apart(found, amount.start, amount.end), number) for number, found in cues]
            if min(far)[0] <= NEAR:
                nearest[amount.value] = min(far)[1]
    return nearest


def _apart(found: re.Match[str], start: int, end: int) -> int:
    return max(found.start() - end, start - found.end(), 0)


def _made_sure(text: str, source: str, mine: Vocabulary, theirs: Vocabulary) -> Iterator[str]:
    """A conditional of the press ("coûterait") that the translation tells as a fact."""
    found = table(theirs.code).mood.search(as_said(source, theirs.code))
    if not found:
        return
    kinds = ("possible", "expected", "alleged", "conditional")
    doubts = [mine.would, table(mine.code).mood, *(mine.hedges[kind] for kind in kinds)]
    if not any(doubt.search(text) for doubt in doubts):
        yield f"“{found[0]}” is told as a fact"
