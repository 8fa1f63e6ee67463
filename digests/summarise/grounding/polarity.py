"""Negations, doubts and opposites: whether a text says as much as its sources, and no more.

In one language a cue counts where the clause that holds it is told: half of the clause's words are
in the text. Between languages a translation tells the whole of one sentence, so every cue counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digests.summarise.grounding.amounts import amounts_of
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
# What may stand for each kind of doubt: a weaker word for a stronger one, never the other way.
ACCEPTED = {
    "possible": ("possible",),
    "expected": ("expected", "possible"),
    "alleged": ("alleged", "possible"),
    "conditional": ("conditional", "possible", "expected"),
    "about": ("about",),
    "over": ("over",),
    "under": ("under",),
}
EACH_COUNTS = ("en", "de")  # elsewhere "nobody did not come" means that nobody came
OF_NUMBERS = ("about", "over", "under")
REACH = 40  # characters between "about" and its number


def stray_polarity(text: str, sources: Sequence[str], language: str) -> Iterator[str]:
    """What a text in the language of its sources turns round, as reasons."""
    words = vocabulary(language)
    if words is None:
        return
    whole, told = " ".join(sources), content_of(text, language)
    lost = sum(
        _turns(clause, words)
        for clause, sentence in _clauses(sources, language)
        if words.negations.search(_apart(clause))
        and _is_told(clause, sentence, words.negations, told, language)
    )
    kept = sum(_turns(clause, words) for clause in clauses_of(text, language))
    kept += len(_novel(words.refusals, text, whole))
    if kept < lost:
        yield "a negation of the sentence is lost"
    denied = any(
        words.denials.search(clause) and _is_told(clause, sentence, words.denials, told, language)
        for clause, sentence in _clauses(sources, language)
    )
    if denied and not words.denials.search(text) and not words.negations.search(_apart(text)):
        yield "a denial or refusal of the sentence is lost"
    yield from _invented(text, sources, words)
    yield from _exchanged(text, whole, words)


def _turns(clause: str, words: Vocabulary) -> int:
    """How often a clause is turned round; two negations are one where languages double them."""
    found = _count(words.negations, clause)
    return found if words.code in EACH_COUNTS else min(1, found)


def _invented(text: str, sources: Sequence[str], words: Vocabulary) -> Iterator[str]:
    """Negations that the sources lack, or have of something else."""
    whole = " ".join(sources)
    found = words.negations.search(_apart(text))
    if not found:
        return
    here = sum(_turns(clause, words) for clause in clauses_of(text, words.code))
    there = sum(_turns(clause, words) for clause, _ in _clauses(sources, words.code))
    more = _count(words.negatives, text) - _count(words.negatives, whole)
    if here + more > there:
        yield f"“{found[0]}” is in no cited sentence"
        return
    cues = (words.negations, words.negatives)
    turned = [
        clause
        for clause, _ in _clauses(sources, words.code)
        if any(cue.search(_apart(clause)) for cue in cues)
    ]
    in_turned = tuple(stem for clause in turned for stem in content_of(clause, words.code))
    everywhere = content_of(whole, words.code)
    for what in _turned_round(_apart(text), words):
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
            if not token.is_word:
                break
            if token.text.lower() not in stop and len(token.text) > 2:
                yield token.stem
                break


def _exchanged(text: str, whole: str, words: Vocabulary) -> Iterator[str]:
    """Words that say the opposite: "fell" where every cited sentence has "rose"."""
    for pair in words.opposites:
        for mine, theirs in (pair, pair[::-1]):
            said, opposed = mine.search(text), theirs.search(whole)
            turned = _count(words.negations, text) != _count(words.negations, whole)
            more = _count(mine, text) > _count(mine, whole)
            if said and opposed and more and not turned:
                yield f"“{said[0].strip()}” is the opposite of “{opposed[0].strip()}”"
                return


def stray_doubts(text: str, sources: Sequence[str], language: str) -> Iterator[str]:
    """Doubts that are lost, made stronger or invented, as reasons."""
    words = vocabulary(language)
    if words is None:
        return
    whole, told = " ".join(sources), content_of(text, language)
    for kind, pattern in words.hedges.items():
        if kind in OF_NUMBERS:
            doubted = _numbers_doubted(whole, pattern, language) & _values(text, language)
            invented = pattern.search(text) and not pattern.search(whole)
            vague = not _numbers_doubted(whole, pattern, language) and not pattern.search(text)
            lost = vague and bool(_doubts(sources, pattern, told, language))
            if kind == "about" and pattern.search(whole):
                lost = lost or _less_evenly(text, sources, pattern, language)
            if lost or invented or _numbers_doubted(text, pattern, language) != doubted:
                yield f"how exact a number is: “{kind}”"
            continue
        kept = _count(pattern, text) + sum(
            max(0, _count(words.hedges[other], text) - _count(words.hedges[other], whole))
            for other in ACCEPTED[kind]
            if other != kind
        )
        doubts = _doubts(sources, pattern, told, language)
        if len(doubts) > kept:
            yield f"“{doubts[-1]}” of the sentence is lost"
    yield from _invented_doubt(text, whole, words)


def _invented_doubt(text: str, whole: str, words: Vocabulary) -> Iterator[str]:
    """A doubt where the sources have none; what will be may be expected, who says so may claim."""
    kinds = ("possible", "alleged", "expected")
    if any(words.hedges[kind].search(whole) for kind in kinds):
        return
    soft = {"alleged": table(words.code).attributions, "expected": words.future}
    for kind in kinds:
        found = words.hedges[kind].search(text)
        if found and not (kind in soft and soft[kind].search(whole)):
            yield f"“{found[0]}” is in no cited sentence"
            return


def _doubts(
    sources: Sequence[str], pattern: re.Pattern[str], told: tuple[str, ...], language: str
) -> list[str]:
    """The doubts in the clauses that the text tells."""
    return [
        found[0]
        for clause, sentence in _clauses(sources, language)
        if pattern.search(clause) and _is_told(clause, sentence, pattern, told, language)
        for found in pattern.finditer(clause)
    ]


def stray_cues_across(text: str, source: str, language: str, of: str) -> Iterator[str]:
    """Negations and doubts that a translation loses or invents, as reasons."""
    mine, theirs = vocabulary(language), vocabulary(of)
    if mine is None or theirs is None:
        return
    here, there = _apart(text), _apart(source)
    if theirs.negations.search(there) and not (
        mine.negations.search(here) or mine.refusals.search(here)
    ):
        yield "a negation of the sentence is lost"
    found = mine.negations.search(here)
    if found and not (theirs.negations.search(there) or theirs.refusals.search(there)):
        yield f"“{found[0]}” is not in the sentence"
    for kind, accepted in ACCEPTED.items():
        if kind in OF_NUMBERS:
            lost = _numbers_doubted(source, theirs.hedges[kind], of)
            kept = _numbers_doubted(text, mine.hedges[kind], language)
            if lost ^ kept:
                yield f"how exact a number is: “{kind}”"
            continue
        doubt = theirs.hedges[kind].search(there)
        if doubt and not any(mine.hedges[other].search(here) for other in (*accepted, "expected")):
            yield f"“{doubt[0]}” is lost"


def _count(pattern: re.Pattern[str], text: str) -> int:
    return len(pattern.findall(_apart(text)))


def _numbers_doubted(text: str, pattern: re.Pattern[str], language: str) -> frozenset[float]:
    """The numbers right after a word such as "about" or "more than"."""
    ends = [found.end() for found in pattern.finditer(text)]
    return frozenset(
        amount.value
        for amount in amounts_of(text, language)
        if any(_leads_to(text, end, amount.start) for end in ends)
    )


def _less_evenly(
    text: str, sources: Sequence[str], pattern: re.Pattern[str], language: str
) -> bool:
    """Whether "almost" before no number is lost where the text tells its clause."""
    told = content_of(text, language)
    doubted = sum(
        _without_number(clause, pattern, language)
        for clause, sentence in _clauses(sources, language)
        if _is_told(clause, sentence, pattern, told, language)
    )
    return doubted > _without_number(text, pattern, language)


def _without_number(text: str, pattern: re.Pattern[str], language: str) -> int:
    """How often a word such as "almost" stands before no number."""
    amounts = amounts_of(text, language)
    return sum(
        not any(_leads_to(text, found.end(), amount.start) for amount in amounts)
        for found in pattern.finditer(text)
    )


def _leads_to(text: str, end: int, start: int) -> bool:
    between = text[end:start]
    near = end <= start <= end + REACH and len(between.split()) <= 2
    return near and not re.search(r"[,;:.]", between)


def _values(text: str, language: str) -> frozenset[float]:
    return frozenset(amount.value for amount in amounts_of(text, language))


def _novel(pattern: re.Pattern[str], text: str, whole: str) -> list[str]:
    """Matches in the text that stand for something else in the source."""
    lower = whole.lower()
    return [found[0] for found in pattern.finditer(text) if found[0].lower() not in lower]


def _clauses(sources: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    """Each clause with the sentence that it is of."""
    for source in sources:
        for clause in clauses_of(source, language):
            yield clause, source


def _is_told(
    clause: str, sentence: str, cue: re.Pattern[str], told: tuple[str, ...], language: str
) -> bool:
    """Whether the text tells a clause, its cues set aside; a mere cue belongs to its sentence."""
    rest = content_of(cue.sub(" ", _apart(clause)), language)
    rest = rest or content_of(cue.sub(" ", _apart(sentence)), language)
    return not rest or share_of(rest, told) >= TOLD


def _apart(text: str) -> str:
    """ "won't" as two words, so that its "not" is seen."""
    return SHORT_NOT.sub(" not", text.replace("can't", "can not").replace("can’t", "can not"))
