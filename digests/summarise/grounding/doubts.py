"""Doubts: whether a text is as sure as its sources, and no surer.

In one language a doubt counts where the clause that holds it is told. Between languages a
translation tells the whole of one sentence, so every cue counts, negations too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digests.summarise.grounding.amounts import amounts_of
from digests.summarise.grounding.polarity import apart, count_of, is_told, with_sentences
from digests.summarise.grounding.tokens import content_of
from digests.summarise.grounding.vocabulary import Vocabulary, vocabulary
from digests.text.cues import as_said
from digests.text.tables import table

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
OF_NUMBERS = ("about", "over", "under")
# "Up to", or only "to".
TO = frozenset({"до", "do", "até", "hasta", "fino a", "jusqu'à", "jusqu’à"})
REACH = 40  # characters between "about" and its number


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
        kept = count_of(pattern, text) + sum(
            max(0, count_of(words.hedges[other], text) - count_of(words.hedges[other], whole))
            for other in ACCEPTED[kind]
            if other != kind
        )
        doubts = _doubts(sources, pattern, told, language)
        if len(doubts) > kept:
            yield f"“{doubts[-1]}” of the sentence is lost"
    yield from _mood_lost(text, sources, words)
    yield from _invented_doubt(text, whole, words)


def _mood_lost(text: str, sources: Sequence[str], words: Vocabulary) -> Iterator[str]:
    """A conditional of the press ("coûterait") that the text tells as a fact."""
    mood = table(words.code).mood
    kinds = ("possible", "expected", "alleged")
    if mood.search(text) or any(words.hedges[kind].search(text) for kind in kinds):
        return
    told = content_of(text, words.code)
    lost = _doubts([as_said(source, words.code) for source in sources], mood, told, words.code)
    if lost:
        yield f"“{lost[0]}” of the sentence is lost"


def _invented_doubt(text: str, whole: str, words: Vocabulary) -> Iterator[str]:
    """A doubt where the sources have none; what will be may be expected, who says so may claim."""
    kinds = ("possible", "alleged", "expected")
    in_doubt = any(words.hedges[kind].search(whole) for kind in kinds)
    if in_doubt or table(words.code).mood.search(whole):
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
        for clause, sentence in with_sentences(sources, language)
        if pattern.search(clause) and is_told(clause, sentence, pattern, told, language)
        for found in pattern.finditer(clause)
    ]


def stray_cues_across(text: str, source: str, language: str, of: str) -> Iterator[str]:
    """Negations and doubts that a translation loses or invents, as reasons."""
    mine, theirs = vocabulary(language), vocabulary(of)
    if mine is None or theirs is None:
        return
    here, there = apart(text), apart(source)
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
            if lost ^ kept and not _may_be_an_end(source + text, (theirs, mine), kind):
                yield f"how exact a number is: “{kind}”"
            continue
        doubts = [found[0] for found in theirs.hedges[kind].finditer(there)]
        if _says_who(here, language):  # "according to" is judged as what somebody says
            doubts = [one for one in doubts if not table(of).attributions.fullmatch(one)]
        kinds = (*accepted, "expected")
        if doubts and not any(mine.hedges[other].search(here) for other in kinds):
            yield f"“{doubts[0]}” is lost"


def _says_who(text: str, language: str) -> bool:
    return bool(table(language).attributions.search(text))


def _may_be_an_end(texts: str, words: tuple[Vocabulary, Vocabulary], kind: str) -> bool:
    """Whether "up to" may only be "to", as in "cut to 14%" or "by 15 March"."""
    if kind != "under":
        return False
    found = {match[0].lower() for one in words for match in one.hedges[kind].finditer(texts)}
    return bool(found) and found <= TO


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
        for clause, sentence in with_sentences(sources, language)
        if is_told(clause, sentence, pattern, told, language)
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
