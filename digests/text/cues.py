"""What the words of a sentence say: how sure it is, and whether it stands alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from digests.model import Certainty
from digests.text.gates import possible
from digests.text.tables import LanguageTable, table

# The strongest doubt first: "it is not yet decided whether they may" is undecided.
BY_STRENGTH = (Certainty.UNDECIDED, Certainty.DENIED, Certainty.EXPECTED, Certainty.POSSIBLE)
QUOTATION = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]")
QUOTES = '"“«„'  # a quotation opens with one of these
OPENS = re.compile(r"[“„«\"] ?[^\s“”\"»]+(?: [^\s“”\"»]+){2}")  # a quotation, not one quoted word
UNCLOSED = re.compile(r"[“\"«„][^”“\"»]*$")
NAME = re.compile(r"(?<=\S\s)[“\"‘']?([A-ZА-ЯЁІЇЄҐ]\w*)")
SHORT_NOT = re.compile(r"n['’]t\b", re.IGNORECASE)


@lru_cache(maxsize=200)
def certainty_of(text: str, language: str, attribution: str | None = None) -> Certainty:
    """How sure the source is, by its own words outside quotations; unnamed sources only report."""
    cues = table(language)
    plain = as_said(unquoted(text), language)
    for certainty in BY_STRENGTH:
        pattern = cues.certainty.get(certainty.value)
        if pattern and pattern.search(plain):
            return certainty
    reported = cues.certainty.get(Certainty.REPORTED.value)
    if (reported and reported.search(plain)) or (attribution and is_unnamed(attribution, language)):
        return Certainty.REPORTED
    return Certainty.STATED


def as_said(text: str, language: str) -> str:
    """The text without what only looks like doubt: "a dit que l'école fermerait" is a future."""
    cues = table(language)
    found = cues.backshift.search(text)
    while found:
        text = text[: found.start("drop")] + text[found.end("drop") :]
        found = cues.backshift.search(text)
    return text


def quotations(text: str) -> list[str]:
    """What stands in quotation marks, with them."""
    return QUOTATION.findall(text) if any(map(text.__contains__, QUOTES)) else []


def unquoted(text: str) -> str:
    """The text with a space for each quotation."""
    return QUOTATION.sub(" ", text) if any(map(text.__contains__, QUOTES)) else text


def is_unnamed(who: str, language: str) -> bool:
    """Whether a source is not named: "its own sources", "people familiar with the plan"."""
    return bool(table(language).unnamed.fullmatch(who.strip()))


def is_own(who: str, language: str) -> bool:
    """Whether the words mean the text itself or its outlet: "the publication"."""
    return bool(table(language).own.match(who.strip()))


def credit(outlets: str, who: str | None, language: str) -> str:
    """Who says otherwise, and by whom; the word for it is in the language of what follows."""
    if not who:
        return outlets
    return f"{outlets}, citing {who}" if language == "en" else f"{outlets} ({who})"


def hedges_in(text: str, language: str) -> set[str]:
    """Hedges and negations, lower case; "won't" counts as "not"."""
    plain = SHORT_NOT.sub(" not", text.replace("can't", "can not").replace("can’t", "can not"))
    return {found[0].lower() for found in table(language).hedges.finditer(plain)}


def hedges_lost(source: str, text: str, language: str) -> set[str]:
    """Hedges and negations of the source that the shorter text no longer has."""
    held = hedges_in(source, language)
    return held - hedges_in(text, language) if held else held


def is_dangling(text: str, language: str) -> bool:
    """Whether the start points back at something that is not in the text."""
    cues = table(language)
    return bool(cues.dangling.match(text)) and not cues.impersonal.match(text)


def points_back(text: str, language: str) -> bool:
    """Whether the text needs something before it: by its start, or by a pronoun in its frame.

    "When asked, she ..." and "..., he said" stand alone only after somebody's name.
    """
    cues = table(language)
    if is_dangling(text, language):
        return True
    tried = possible(cues.unresolved, text.lower())
    found = next((match for one in tried if (match := one.match(text))), None)
    if not found:
        return False
    named = NAME.findall(UNCLOSED.sub(" ", unquoted(found["before"])))
    return all(name.lower() in cues.calendar for name in named)


def without_connective(text: str, language: str) -> str:
    """The text without "However," or "And" at its start, capitalised again."""
    cues: LanguageTable = table(language)
    for _ in range(2):
        found = cues.connectives.match(text)
        if not found or len(text) - found.end() < 12:
            break
        text = capitalised(text[found.end() :])
    return text


def capitalised(text: str, case: Callable[[str], str] = str.upper) -> str:
    """The text with its first letter in upper case (or another), past an opening mark."""
    for place, mark in enumerate(text[:4]):
        if mark.isalpha():
            return text[:place] + case(mark) + text[place + 1 :]
    return text


def quotes_paired(text: str) -> bool:
    """Whether every quotation mark has its partner."""
    if text.count('"') % 2 or text.count("«") != text.count("»"):
        return False
    low = text.count("„")
    return text.count("“") + (low if text.count("”") else 0) == text.count("”") + (
        0 if text.count("”") else low
    )
