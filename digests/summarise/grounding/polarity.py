"""Negations and opposites: whether a text turns round what its sources say.

In one language a cue counts where the clause that holds it is told: half of the clause's words are
in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digests.summarise.grounding.tokens import (
    clauses_of,
    content_of,
    holds,
    share_of,
    tokens_of,
)
from digests.summarise.grounding.vocabulary import Vocabulary, vocabulary
from digests.text.cues import SHORT_NOT
from digests.text.tables import table

TOLD = 0.5  # share of a clause's words at which the text tells it
NEAR = 5  # words from a negation to what it turns round
REACH = 3  # words from a negation or denial to the "that" which it turns round
THAT = ("that", "dass", "daß", "que", "qu", "che", "ch", "że", "iż", "żeby", "що", "что")
WORD = re.compile(r"\w+")
EACH_COUNTS = ("en", "de")  # elsewhere "nobody did not come" means that nobody came


def stray_polarity(text: str, sources: Sequence[str], language: str) -> Iterator[str]:
    """What a text in the language of its sources turns round, as reasons."""
    words = vocabulary(language)
    if words is None:
        return
    whole, told = " ".join(sources), content_of(text, language)
    lost = sum(
        _turns(clause, words)
        for clause, sentence in with_sentences(sources, language)
        if words.negations.search(apart(clause))
        and is_told(clause, sentence, words.negations, told, language)
    )
    lost += sum(_tells_that(words.negations, sources, told, language))
    kept = sum(_turns(clause, words) for clause in clauses_of(text, language))
    kept += len(_novel(words.refusals, text, whole))
    if kept < lost:
        yield "a negation of the sentence is lost"
    denied = any(
        words.denials.search(clause) and is_told(clause, sentence, words.denials, told, language)
        for clause, sentence in with_sentences(sources, language)
    ) or any(_tells_that(words.denials, sources, told, language))
    if denied and not words.denials.search(text) and not words.negations.search(apart(text)):
        yield "a denial or refusal of the sentence is lost"
    yield from _invented(text, sources, words)
    yield from _exchanged(text, whole, words)


def _tells_that(
    cue: re.Pattern[str], sources: Sequence[str], told: tuple[str, ...], language: str
) -> Iterator[bool]:
    """For each cue right before a "that" whether the text tells what follows, and not the cue's own
    clause: "the bridge fell" of "the mayor denied that the bridge fell".
    """
    for source in sources:
        pieces = [one for one in clauses_of(source, language) if WORD.search(one)]
        for place, before in enumerate(pieces[:-1]):
            first = WORD.findall(pieces[place + 1].lower())
            ends = [found.end() for found in cue.finditer(apart(before))]
            if first[0] not in THAT or not ends or len(apart(before)[ends[-1] :].split()) > REACH:
                continue
            said = " ".join(pieces[place + 1 : place + (2 if len(first) > 1 else 3)])
            tells = is_told(said, source, cue, told, language)
            yield tells and not is_told(before, source, cue, told, language)


def _turns(clause: str, words: Vocabulary) -> int:
    """How often a clause is turned round; two negations are one where languages double them."""
    found = count_of(words.negations, clause)
    return found if words.code in EACH_COUNTS else min(1, found)


def _invented(text: str, sources: Sequence[str], words: Vocabulary) -> Iterator[str]:
    """Negations that the sources lack, or have of something else."""
    whole = " ".join(sources)
    found = words.negations.search(apart(text))
    if not found:
        return
    here = sum(_turns(clause, words) for clause in clauses_of(text, words.code))
    there = sum(_turns(clause, words) for clause, _ in with_sentences(sources, words.code))
    more = count_of(words.negatives, text) - count_of(words.negatives, whole)
    if here + more > there:
        yield f"“{found[0]}” is in no cited sentence"
        return
    cues = (words.negations, words.negatives)
    turned = [
        clause
        for clause, _ in with_sentences(sources, words.code)
        if any(cue.search(apart(clause)) for cue in cues)
    ]
    in_turned = tuple(stem for clause in turned for stem in content_of(clause, words.code))
    everywhere = content_of(whole, words.code)
    for what in _turned_round(apart(text), words):
        if holds(everywhere, what) and not holds(in_turned, what):
            yield f"“{what}” is not negated in the cited sentences"
            return


def _turned_round(text: str, words: Vocabulary) -> Iterator[str]:
    """The word that each negation of a text turns round: the next one with a meaning."""
    tokens = tokens_of(text, words.code)
    stop = table(words.code).stop
    for found in words.negations.finditer(text):
        after = [token for token in tokens if token.start >= found.end()][:NEAR]
        for token in after:
            if not token.is_word or token.text.lower() in THAT:
                break
            if token.text.lower() not in stop and len(token.text) > 2:
                yield token.stem
                break


def _exchanged(text: str, whole: str, words: Vocabulary) -> Iterator[str]:
    """Words that say the opposite: "fell" where every cited sentence has "rose"."""
    for pair in words.opposites.values():
        for mine, theirs in (pair, pair[::-1]):
            said, opposed = mine.search(text), theirs.search(whole)
            turned = count_of(words.negations, text) != count_of(words.negations, whole)
            more = count_of(mine, text) > count_of(mine, whole)
            if said and opposed and more and not turned:
                yield f"“{said[0].strip()}” is the opposite of “{opposed[0].strip()}”"
                return


def count_of(pattern: re.Pattern[str], text: str) -> int:
    return len(pattern.findall(apart(text)))


def _novel(pattern: re.Pattern[str], text: str, whole: str) -> list[str]:
    """Matches in the text that stand for something else in the source."""
    lower = whole.lower()
    found = [match[0].lower().split() for match in pattern.finditer(text)]
    return [" ".join(one) for one in found if one[0] not in lower or one[-1] not in lower]


def with_sentences(sources: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    """Each clause with the sentence that it is of."""
    for source in sources:
        for clause in clauses_of(source, language):
            yield clause, source


def is_told(
    clause: str, sentence: str, cue: re.Pattern[str], told: tuple[str, ...], language: str
) -> bool:
    """Whether the text tells a clause, its cues set aside; a mere cue belongs to its sentence."""
    rest = content_of(cue.sub(" ", apart(clause)), language)
    rest = rest or content_of(cue.sub(" ", apart(sentence)), language)
    return not rest or share_of(rest, told) >= TOLD


def apart(text: str) -> str:
    """ "won't" as two words, so that its "not" is seen."""
    return SHORT_NOT.sub(" not", text.replace("can't", "can not").replace("can’t", "can not"))
