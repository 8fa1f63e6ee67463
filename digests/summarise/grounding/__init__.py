"""Grounding: whether a point of a language model says only what its cited sentences say. Pure.

`flaws_of` compares a point with sentences in its own language, `flaws_of_translation` a translated
point with the original. Both are rules about what must never change: numbers with their units,
dates, names and who does what, quotations, negations, doubts, and who says so. They refuse some
honest sentences; the price is that a source sentence is shown instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from digests.summarise.grounding.across import stray_names_across
from digests.summarise.grounding.amounts import stray_amounts, stray_dates
from digests.summarise.grounding.contrary import stray_meaning_across
from digests.summarise.grounding.doubts import stray_cues_across, stray_doubts
from digests.summarise.grounding.marks import MARKUP, links_in, stray_quotations
from digests.summarise.grounding.names import stray_names
from digests.summarise.grounding.places import NOUNS_ARE_CAPITAL, stray_places
from digests.summarise.grounding.polarity import stray_polarity
from digests.summarise.grounding.speakers import attribution_lost, stray_speakers
from digests.summarise.grounding.swaps import stray_swaps
from digests.summarise.grounding.tokens import content_of, holds, share_of, sure_names, tokens_of
from digests.summarise.grounding.vocabulary import can_ground, vocabulary
from digests.text.cues import is_dangling, quotes_paired
from digests.text.sentences import split_sentences
from digests.text.tables import table

__all__ = [
    "Flaw",
    "Passage",
    "can_ground",
    "flaws_of",
    "flaws_of_translation",
    "speaks_to_model",
    "sure_names",
]

FEWEST, MOST = 3, 40  # words of a point
FROM_SOURCE = 0.5  # share of a point's words that must be in the cited sentences
SHORTER, LONGER = 0.4, 2.6  # characters of a translation to those of its original


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a point: a kind ("number", "name", …) and a reason in one clause."""

    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Passage:
    """The cited sentences, their language, and of the whole article: the stems of words in small
    letters, and what it writes with a capital inside of sentences."""

    sentences: tuple[str, ...]
    language: str
    common: frozenset[str] = field(default_factory=frozenset)
    names: frozenset[str] = field(default_factory=frozenset)

    def is_common(self, word: str) -> bool:
        """Whether the article has a word in small letters."""
        from digests.text.words import stem

        return stem(word, self.language) in self.common


def common_words(text: str, language: str) -> frozenset[str]:
    """The stems of all words that a text has in small letters."""
    return frozenset(
        token.stem for token in tokens_of(text, language) if token.is_word and token.text.islower()
    )


def speaks_to_model(text: str, language: str) -> bool:
    """Whether a text gives orders to whoever sums it up, in its language or in English."""
    return any(
        words.addresses.search(text)
        for code in dict.fromkeys((language, "en"))
        if (words := vocabulary(code))
    )


def flaws_of(text: str, passage: Passage, *, attributed: bool = False) -> tuple[Flaw, ...]:
    """Everything that is wrong with a point; empty when it may be told.

    `attributed` says that who says so is told beside the text.
    """
    return tuple(_flaws(text, passage, attributed))


def _flaws(text: str, passage: Passage, attributed: bool) -> Iterator[Flaw]:
    sources, language = passage.sentences, passage.language
    yield from _form(text, sources, language)
    for written in stray_amounts(text, sources, language):
        yield Flaw("number", f"the number “{written}” is in no cited sentence")
    for written in stray_dates(text, " ".join(sources), language):
        yield Flaw("date", f"the date or time ({written}) is in no cited sentence")
    for name in stray_names(text, sources, language, passage.is_common):
        yield Flaw("name", f"the name “{name}” is in no cited sentence")
    for quote in stray_quotations(text, sources):
        yield Flaw("quote", f"“{quote}” is not quoted so in a cited sentence")
    for reason in stray_places(text, sources, language):
        yield Flaw("role", reason)
    for reason in stray_polarity(text, sources, language):
        yield Flaw("negation", reason)
    for reason in stray_doubts(text, sources, language):
        yield Flaw("hedge", reason)
    for reason in stray_speakers(text, sources, language):
        yield Flaw("attribution", reason)
    if not attributed and attribution_lost(text, sources, language):
        yield Flaw("attribution", "it tells as a fact what a source only says that somebody says")
    for reason in stray_swaps(text, sources, language):
        yield Flaw("content", reason)
    yield from _invention(text, sources, language)


def _form(text: str, sources: Sequence[str], language: str) -> Iterator[Flaw]:
    words = len(text.split())
    if not FEWEST <= words <= MOST or "\n" in text or MARKUP.search(text):
        yield Flaw("form", f"it must be one plain sentence of at most {MOST} words")
    if len(split_sentences(text, language)) > 1:
        yield Flaw("form", "it must be one sentence")
    if is_dangling(text, language):
        yield Flaw("form", "its start points back at something outside it: name it instead")
    if not quotes_paired(text):
        yield Flaw("quote", "its quotation marks are not in pairs")
    if found := links_in(text, sources):
        yield Flaw("link", f"“{found[0][:60]}” is an address: leave it out")
    if speaks_to_model(text, language):
        yield Flaw("instruction", "it speaks to a model and not to the reader")


def _invention(text: str, sources: Sequence[str], language: str) -> Iterator[Flaw]:
    told = content_of(text, language)
    known = tuple(stem for source in sources for stem in content_of(source, language))
    if told and share_of(told, known) < FROM_SOURCE:
        fresh = [stem for stem in told if not holds(known, stem)]
        yield Flaw(
            "content", f"too little of it is in the cited sentences ({', '.join(fresh[:4])})"
        )


def flaws_of_translation(
    text: str, original: str, language: str, of: str, passage: Passage
) -> tuple[Flaw, ...]:
    """Everything that is wrong with a point told in another language than its original."""
    return tuple(_flaws_across(text, original, language, of, passage))


def _flaws_across(
    text: str, original: str, language: str, of: str, passage: Passage
) -> Iterator[Flaw]:
    yield from _form(text, (original,), language)
    if not SHORTER * len(original) <= len(text) <= LONGER * len(original):
        yield Flaw("content", "it is much longer or shorter than the original")
    for one, two, codes, where in (
        (text, original, (language, of), "in the original"),
        (original, text, (of, language), "in the translation"),
    ):
        for written in stray_amounts(one, (two,), *codes):
            yield Flaw("number", f"the number “{written}” is not {where}")
        for written in stray_dates(one, two, *codes):
            yield Flaw("date", f"the date or time ({written}) is not {where}")
    for name in stray_names_across(text, original, language, of):
        yield Flaw("name", f"the name “{name}” is not in the original")
    for name in _lost_names(text, original, language, of, passage):
        yield Flaw("name", f"the name “{name}” is lost")
    for quote in stray_quotations(text, (original,), translated=True):
        yield Flaw("quote", f"“{quote}” can't be quoted in a translation: tell it indirectly")
    for reason in stray_cues_across(text, original, language, of):
        yield Flaw("negation", reason)
    for reason in stray_meaning_across(text, original, language, of):
        yield Flaw("content", reason)
    if table(of).attributions.search(original) and not table(language).attributions.search(text):
        yield Flaw("attribution", "who says so is lost")


def _lost_names(
    text: str, original: str, language: str, of: str, passage: Passage
) -> Iterator[str]:
    """Names of the original that the translation lacks; a word known in small letters is none."""
    for name in stray_names_across(original, text, of, language, passage.names):
        if not passage.is_common(name.lower()) and _is_sure(name, original, of):
            yield name


def _is_sure(name: str, original: str, of: str) -> bool:
    """Whether a lost name is one for sure; in German only beside another one: "Friedrich Merz"."""
    if of != NOUNS_ARE_CAPITAL:
        return True
    beside = rf"[A-ZÄÖÜ]\w+ {re.escape(name)}\b|\b{re.escape(name)} [A-ZÄÖÜ]"
    return bool(re.search(beside, original))
