"""Who calls undecided or denies what another outlet tells as decided or planned. Pure."""

from __future__ import annotations

import re

from digests.model import Certainty, KeyPoint
from digests.stories.amounts import LIGHT
from digests.stories.numbers import clauses_of
from digests.text.tables import table
from digests.text.words import content, words

DOUBTS = (Certainty.UNDECIDED, Certainty.DENIED)
FEWEST, SHARE = 3, 0.5  # words of the matter that both have, and their share of the shorter
FEW, MOST_OF = 2, 0.7  # fewer do when they are nearly all of it

# A claim is denied, but nobody is "denied entry"; other languages have a word for each.
DENYING = re.compile(
    r"\bden(?:y|ies|ied|ying)\b,? (?:that|there|any|it|this|wrongdoing|\w+ing"
    r"|(?:\w+ ){0,3}(?:claims?|reports?|allegations?|accusations?|rumou?rs?|plans?))\b"
    r"|\b(?:dismiss|reject|refut)\w* (?:\w+ ){0,3}(?:claims?|reports?|allegations?|accusations?"
    r"|rumou?rs?)\b",
    re.IGNORECASE,
)

# What is said of a decision or a plan, whatever it is about.
DECIDING = {
    "en": "decid|decision|approv|agree|vote|voting|adopt|back(?:s|ed)\\b|plans?\\b|planned|will"
    "|intend|announc|confirm|sign(?:s|ed)\\b|ruled|chose|final|taken|made|make|taking|reached|yet|whether",
    "de": "entsch[eil]|beschl|zugestimmt|stimm|billig|plan|will|wird|werden|verabschied|einig"
    "|kündig|gefallen|getroffen|noch|kein",
    "fr": "décid|décision|approuv|vot|adopt|prévoi|prévu|annonc|confirm|accord|pris|aucun|encore",
    "es": "decid|decisi|aprob|aprueb|vota|votó|adopt|planea|prevé|anunci|confirm|acord|tomad|ningun"
    "|todavía|aún",
    "it": "decis|decid|approv|vot|adott|prevede|annunci|conferm|accord|pres[aoie]\\b|alcun|ancora",
    "pt": "decid|decis|aprov|vot|adot|adopt|planeia|planeja|prevê|anunci|confirm|acord|tomad|nenhum"
    "|ainda",
    "pl": "decyz|decyd|zdecyd|uchwal|zatwierdz|głosow|planuj|zamierz|ogłos|potwierdz|przyję|przyjął"
    "|zapad|podję|jeszcze",
    "uk": "рішен|виріш|ухвал|схвал|проголосув|голосув|плану|оголос|підтвер|погод|прийня|ще\\b",
    "ru": "решен|реши|приня|одобр|проголосов|голосов|планир|объяв|подтверд|соглас|ещё|еще",
}


def line_of(point: KeyPoint) -> str:
    """The words of a point up to where they name the speaker, whom its credit names already."""
    text = point.text.rstrip(".")
    if point.attribution:
        head, comma, tail = text.rpartition(", ")
        if comma and point.attribution in tail:
            return head
        text = text.partition(f", {point.attribution}")[0]
    return text


def opposed(doubt: KeyPoint, other: KeyPoint, language: str) -> bool:
    """Whether a point that calls something undecided, or denies it, speaks of what another says.

    Undecided stands against a decision or a plan only; a denial against any statement.
    """
    if doubt.certainty not in DOUBTS or other.certainty in DOUBTS:
        return False
    if doubt.certainty is Certainty.DENIED and language == "en" and not DENYING.search(doubt.text):
        return False
    decides = _decides(other, language) or doubt.certainty is Certainty.DENIED
    mine, theirs = _matter(doubt, language), _matter(other, language)
    common, shorter = len(mine & theirs), min(len(mine), len(theirs))
    if not decides or not shorter:
        return False
    share = common / shorter
    return (common >= FEWEST and share >= SHARE) or (common >= FEW and share >= MOST_OF)


def _decides(point: KeyPoint, language: str) -> bool:
    deciding = DECIDING.get(language)
    if deciding is None or point.certainty is Certainty.EXPECTED:
        return True
    return any(re.match(deciding, word.lower()) for word in words(point.text))


def _matter(point: KeyPoint, language: str) -> frozenset[str]:
    """What it is about: no words of deciding, of who says so, or that may be left out."""
    deciding = re.compile(DECIDING.get(language, "(?!)"))
    said = " ".join(_unsaid(point, language))
    kept = [word for word in said.split() if word.strip(",.").lower() not in LIGHT]
    plain = " ".join(word for word in kept if not deciding.match(word.lower()))
    return frozenset(content(plain, language))


def _unsaid(point: KeyPoint, language: str) -> list[str]:
    """The clauses of a point that are about the matter: those with the doubt, as far as they say
    what is open; else all but those that only name who said it.
    """
    cues, clauses = table(language), clauses_of(point.text)
    doubts = [cues.certainty[one.value] for one in DOUBTS if one.value in cues.certainty]
    open_ones = [one for one in clauses if any(doubt.search(one) for doubt in doubts)]
    if point.certainty in DOUBTS and len(content(" ".join(open_ones), language)) >= FEWEST:
        return open_ones
    kept = [one for one in clauses if one in open_ones or not cues.attributions.search(one)]
    return kept or clauses
