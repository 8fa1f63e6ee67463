"""What a text puts in the place of something else, where it is word for word like its source.

"Deaths" for "infections", "minister" for "former minister", the old forecast for the new one: no
list of words knows all of these. But who keeps to a sentence so closely has no need of another
word in it, so one that the cited sentences lack is taken for a change of what they say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from digests.summarise.grounding.amounts import amounts_of
from digests.summarise.grounding.tokens import (
    Token,
    clauses_of,
    content_of,
    holds,
    share_of,
    tokens_of,
)
from digests.summarise.grounding.vocabulary import Vocabulary, vocabulary
from digests.text.numbers import number_word, scale_word
from digests.text.tables import table

CLOSE, MUCH = 0.66, 0.4  # shares of the words of a text, and of its source, in the same order
LONGEST = 2  # words that stand in the place of as many
SHARED = 4  # letters that two forms of a word begin with, one less where both are short
SHORT = 6
TOLD, NOT_TOLD = 0.7, 0.5  # share of the words of a clause that a text has


def stray_swaps(text: str, sources: Sequence[str], language: str) -> Iterator[str]:
    """What stands in the place of something else, as reasons."""
    words = vocabulary(language)
    if words is None:
        return
    known = tuple(stem for source in sources for stem in content_of(source, language))
    for source in sources:
        yield from _replaced(text, source, known, words)
    yield from _bare(text, " ".join(sources), words)
    yield from _elsewhere(text, sources, language)
    yield from _unbounded(text, sources, words)


def _replaced(text: str, source: str, known: tuple[str, ...], words: Vocabulary) -> Iterator[str]:
    mine, theirs = _content(text, words.code), _content(source, words.code)
    if not mine or not theirs:
        return
    told = tuple(token.stem for token in mine)
    matched = SequenceMatcher(None, [token.stem for token in theirs], list(told), autojunk=False)
    shared = sum(block.size for block in matched.get_matching_blocks())
    if shared < max(CLOSE * len(mine), MUCH * len(theirs)):
        return
    for kind, start, stop, first, last in matched.get_opcodes():
        if kind != "replace" or not last - first == stop - start <= LONGEST:
            continue
        new = [token for token in mine[first:last] if not _has(known, token.stem)]
        gone = [token for token in theirs[start:stop] if not _has(told, token.stem)]
        for one in new:
            if gone and not any(_same(one.text, other.text, words) for other in gone):
                yield f"“{one.text}” stands where the sentence has “{gone[0].text}”"
                return


def _content(text: str, language: str) -> list[Token]:
    """The words that carry meaning, without those of amounts and of saying, judged elsewhere."""
    cues, words = table(language), vocabulary(language)
    units = [unit for unit, _ in words.units] if words else []
    return [
        token
        for token in tokens_of(text, language)
        if token.is_word
        and len(token.text) > 1
        and token.text.lower() not in cues.stop
        and number_word(token.text.lower(), language) is None
        and scale_word(token.text.lower(), language) is None
        and not cues.attributions.fullmatch(token.text)
        and not any(unit.fullmatch(token.text) for unit in units)
    ]


def _has(stems: tuple[str, ...], wanted: str) -> bool:
    return holds(stems, wanted) or any(_begins_as(one, wanted) for one in stems)


def _begins_as(one: str, other: str) -> bool:
    """Whether two stems may be forms of one word: "людей" and "людини"."""
    shared = SHARED - 1 if max(len(one), len(other)) <= SHORT else SHARED
    return len(other) >= shared and one[:shared] == other[:shared]


def _same(one: str, other: str, words: Vocabulary) -> bool:
    """Whether two words say the same: they stand on one side of a pair of opposites."""
    return any(
        side.fullmatch(one) and side.fullmatch(other)
        for pair in words.opposites.values()
        for side in pair
    )


def _bare(text: str, whole: str, words: Vocabulary) -> Iterator[str]:
    """Words without what makes something else of them: "minister" for "former minister"."""
    mine = tokens_of(text, words.code)
    for found in words.modifiers.finditer(whole):
        if words.modifiers.search(text):
            return
        after = next(
            (one for one in tokens_of(whole, words.code) if one.start >= found.end()), None
        )
        if not after or not after.is_word or after.text.lower() in table(words.code).stop:
            continue
        if any(one.stem == after.stem for one in mine):
            yield f"“{found[0]} {after.text}” is told without “{found[0]}”"
            return


def _elsewhere(text: str, sources: Sequence[str], language: str) -> Iterator[str]:
    """A clause with the numbers of another one."""
    told = content_of(text, language)
    values = _values(text, language)
    own: set[float] = set()
    foreign: set[float] = set()
    empty = False
    for source in sources:
        for clause in clauses_of(source, language):
            there = _values(clause, language)
            share = share_of(content_of(clause, language), told)
            if there and share >= TOLD:
                own |= there
                empty = empty or not there & values
            elif share < NOT_TOLD:
                foreign |= there
    if empty and (foreign - own) & values:
        yield "a number belongs to another clause of the sentence"


def _unbounded(text: str, sources: Sequence[str], words: Vocabulary) -> Iterator[str]:
    """What tells the whole for a part: all five for two of them, "never" for "not before May"."""
    told, values = content_of(text, words.code), _values(text, words.code)
    for source in sources:
        amounts = amounts_of(source, words.code)
        for part, whole in pairwise(amounts):
            of = words.share.fullmatch(source[part.end : whole.start])
            if of and whole.value in values and part.value not in values:
                yield f"“{part.written}” of “{whole.written}” is told as all of them"
                return
        if share_of(content_of(source, words.code), told) < NOT_TOLD:
            continue
        negated = words.negations.search(source) and words.negations.search(text)
        for bound in (words.limits, words.only_until if negated else None):
            found = bound.search(source) if bound else None
            if found and bound and not bound.search(text):
                yield f"“{found[0]}” is lost"
                return


def _values(text: str, language: str) -> set[float]:
    return {amount.value for amount in amounts_of(text, language)}
