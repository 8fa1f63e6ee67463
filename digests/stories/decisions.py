"""Who calls undecided or denies what another outlet tells as decided or planned. Pure."""

from __future__ import annotations

import re

from digests.model import Certainty, KeyPoint
from digests.stories.framing import LIGHT
from digests.stories.numbers import clauses_of
from digests.text.tables import table
from digests.text.words import content, words

DOUBTS = (Certainty.UNDECIDED, Certainty.DENIED)
FEWEST, SHARE = 3, 0.5  # words of the matter that both have, and their share of the shorter
FEW, MOST_OF = 2, 0.7  # fewer do when they are nearly all of it

CLAIMS = "claims?|reports?|allegations?|accusations?|rumou?rs?"
# A claim is denied, but nobody is "denied entry"; other languages have a word for each.
DENYING = re.compile(
    r"\bden(?:y|ies|ied|ying)\b,? (?:that|there|any|it|this|wrongdoing|\w+ing"
    rf"|(?:\w+ ){{0,3}}(?:{CLAIMS}|plans?))\b"
    rf"|\b(?:dismiss|reject|refut)\w* (?:\w+ ){{0,3}}(?:{CLAIMS})\b",
    re.IGNORECASE,
)
# A clause that only says that what stands beside it is a denial: ", denying earlier reports".
BARE_DENIAL = re.compile(
    rf"\W*(?:\w+ ){{0,2}}(?:den|dismiss|reject|refut)\w+ (?:\w+ ){{0,2}}(?:{CLAIMS})\W*",
    re.IGNORECASE,
)

# Who decides or plans: what is undecided speaks against this.
DECIDING = {
    "en": "decid|approv|agree|vote[sd]?\\b|adopt|back(?:s|ed)\\b|plans\\b|intend|announc|confirm"
    "|sign(?:s|ed)\\b|ruled|chose|chosen|wants?\\b|set\\b|going\\b",
    "de": "entsch[eil]|beschl|zugestimmt|stimm|billig|plan(?:t|en)\\b|verabschied|einig|kündig",
    "fr": "décid|approuv|vot|adopt|prévoi|prévu|annonc|confirm|accord",
    "es": "decid|aprob|aprueb|vota|votó|adopt|planea|prevé|anunci|confirm|acord",
    "it": "decis|decid|approv|vot|adott|prevede|annunci|conferm|accord",
    "pt": "decid|aprov|vot|adot|adopt|planeia|planeja|prevê|anunci|confirm|acord",
    "pl": "decyd|zdecyd|uchwal|zatwierdz|głosow|planuj|zamierz|ogłos|potwierdz|przyję|przyjął",
    "uk": "виріш|ухвал|схвал|проголосув|голосув|плану|оголос|підтвер|погод|прийня",
    "ru": "реши|приня|одобр|проголосов|голосов|планир|объяв|подтверд|соглас",
}
# What else is said of a decision or of the future, whatever it is about.
BESIDES = {
    "en": "decision|plan|will|final|taken|made|make|taking|reached|yet|whether|still|nothing"
    "|pending|outstanding",
    "de": "will|wird|werden|gefallen|getroffen|noch|kein|nicht|bislang|bisher",
    "fr": "décision|pris|prendre|aucun|encore|rien|reste\\b|tranch",
    "es": "decisi|tomad|ning[uú]n|todavía|aún|nada\\b|sigue\\b|pendiente",
    "it": "pres[aoie]\\b|alcun|ancora|nessun|null|nient|resta\\b|finora",
    "pt": "tomad|nenhum|ainda|nada\\b|continua\\b|pendente",
    "pl": "decyz|zapad|podję|jeszcze|żadn|dotąd|dotychczas|wciąż|nadal",
    "uk": "рішен|ще\\b|жодн|щодо|досі|поки|наразі|нема",
    "ru": "решен|ещё|еще|пока\\b|никак|нет\\b",
}
# What may be asked of a thing that is decided: "it is not clear who will pay".
ASKING = re.compile(
    r"\W{1,3}(?:\w+ ){0,2}?(?:what|how|who|when|where|why|which|was|wie|wer|wen|wem|wann|wo|warum"
    r"|welche\w*|quand|qui|où|comment|combien|pourquoi|quel\w*|qué|quién\w*|cuándo|cuánt\w+|dónde"
    r"|cómo|cuál\w*|chi|quando|dove|come|quanto|perché|qual[ei]|quem|onde|como|qual|quais|kto|kiedy"
    r"|gdzie|jak|ile|dlaczego|któr\w+|хто|коли|де|як|скільки|чому|як(?:ий|а|е|і|ого|ої)|кто|когда|где"
    r"|как|сколько|почему|как(?:ой|ая|ое|ие|ого|ую))\b",
    re.IGNORECASE,
)
MOST_OF_OPEN = 0.6  # and of what is open
WHOLE = 0.42  # share of a statement's words that are the matter, where it only says what will be


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

    Undecided stands against a decision or a plan, or what says hardly more than that it will be; a
    denial against any statement.
    """
    if doubt.certainty not in DOUBTS or other.certainty in DOUBTS:
        return False
    if doubt.certainty is Certainty.UNDECIDED and _only_asks(doubt, language):
        return False
    if doubt.certainty is Certainty.DENIED and language == "en" and not _denies(doubt):
        return False
    mine, theirs = _matter(doubt, language), _matter(other, language)
    common, shorter = len(mine & theirs), min(len(mine), len(theirs))
    denied = doubt.certainty is Certainty.DENIED
    whole = common > WHOLE * len(theirs) and common >= MOST_OF_OPEN * len(mine)
    if not (denied or _decides(other, language) or whole):
        return False
    share = common / max(1, shorter)
    return (common >= FEWEST and share >= SHARE) or (common >= FEW and share >= MOST_OF)


def _denies(point: KeyPoint) -> bool:
    """Whether its sentence denies, also in words that stand beside the point: "…, denying it"."""
    quotes = (citation.quote for citation in point.citations)
    return DENYING.search(" ".join((point.text, *quotes))) is not None


def _only_asks(doubt: KeyPoint, language: str) -> bool:
    """Whether no more than who, how or when is open."""
    cues = table(language).certainty.get(Certainty.UNDECIDED.value)
    found = list(cues.finditer(doubt.text)) if cues else []
    return bool(found) and all(ASKING.match(doubt.text, one.end()) for one in found)


def _decides(point: KeyPoint, language: str) -> bool:
    deciding = DECIDING.get(language)
    if deciding is None or point.certainty is Certainty.EXPECTED:
        return True
    return any(re.match(deciding, word.lower()) for word in words(point.text))


def _matter(point: KeyPoint, language: str) -> frozenset[str]:
    """What it is about: no words of deciding, of who says so, or that may be left out."""
    of_deciding = re.compile(f"{DECIDING.get(language, '(?!)')}|{BESIDES.get(language, '(?!)')}")
    said = " ".join(_unsaid(point, language))
    kept = [word for word in said.split() if word.strip(",.").lower() not in LIGHT]
    plain = " ".join(word for word in kept if not of_deciding.match(word.lower()))
    return frozenset(word for word in content(plain, language) if not word[0].isdigit())


def _unsaid(point: KeyPoint, language: str) -> list[str]:
    """The clauses of a point that are about the matter: those with the doubt, as far as they say
    what is open; else all but those that only name who said it.
    """
    cues, clauses = table(language), clauses_of(point.text)
    clauses = [one for one in clauses if not BARE_DENIAL.fullmatch(one)] or clauses
    doubts = [cues.certainty[one.value] for one in DOUBTS if one.value in cues.certainty]
    open_ones = [one for one in clauses if any(doubt.search(one) for doubt in doubts)]
    if point.certainty in DOUBTS and len(content(" ".join(open_ones), language)) >= FEWEST:
        return open_ones
    kept = [one for one in clauses if one in open_ones or not cues.attributions.search(one)]
    return kept or clauses
