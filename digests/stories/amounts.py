"""Numbers with their units, as outlets give them: which two are about the same and disagree. Pure.

A wrong comparison would invent a quarrel, so the words around both numbers have to agree too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digests.text.tables import table
from digests.text.words import content, stem

FEWEST = 2  # words that two clauses share besides number and unit
SHARE = 0.75  # of the shorter clause's words
ROUNDED = 0.025  # "1.2 million" and "1,230,000" are the same; 40 and 42 are not
NEAR = 0.1  # how far apart two numbers are that are the same if one is "about"
CLAUSES = re.compile(r"[,;:]\s+|\s[–—-]\s")
AMOUNT = re.compile(
    r"(?P<sign>[$€£₴])?(?P<number>\d+(?:[.,]\d+)*)(?P<after>(?:\s?%|[\s-][^\W\d_]+){0,4})"
)
THOUSANDS = re.compile(r"[.,\s\u00a0](?=\d{3}(?!\d))")
SPACED = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "₴": "гривн"}
OF = ("de", "di", "d")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
# A limit is no other number: "no more than", "at least", "up to".
LIMITS = frozenset(
    {
        *("than", "least", "most", "to", "over", "under", "within", "every"),
        *("als", "mindestens", "höchstens", "bis", "über", "unter"),
        *("de", "moins", "plus", "jusqu'à", "más", "menos", "hasta", "più", "meno", "fino"),
        *("mais", "até", "menos", "najmniej", "ponad", "mniej", "więcej", "niż", "do"),
        *("понад", "більше", "менше", "до", "ніж", "щонайменше", "более", "менее", "свыше", "чем"),
    }
)
ABOUT = frozenset(
    {
        *("about", "around", "some", "nearly", "almost", "roughly", "approximately"),
        *("etwa", "rund", "fast", "knapp", "ungefähr", "environ", "près", "presque", "unos"),
        *("unas", "casi", "cerca", "circa", "quasi", "około", "prawie", "niemal", "близько"),
        *("майже", "приблизно", "около", "почти", "примерно"),
    }
)
# What may be said or left out of the same thing: "the new bridge", "the bridge".
LIGHT = frozenset(
    {
        *("new", "old", "neu", "neue", "neuen", "neues", "alt", "alte", "alten"),
        *("nouveau", "nouvelle", "ancien", "nuevo", "nueva", "viejo", "vieja"),
        *("nuovo", "nuova", "vecchio", "vecchia", "novo", "nova", "nowy", "nowa", "nowe"),
        *(
            "новий",
            "нова",
            "нове",
            "старий",
            "стара",
            "новый",
            "новая",
            "новое",
            "старый",
            "старая",
        ),
    }
)
# Words for one fate, and those for its opposite: 14 dead are not 30 injured.
FATES = tuple(
    (name, re.compile(rf"(?:{pattern})\w*", re.IGNORECASE))
    for name, pattern in (
        (
            "dead",
            "kill|dead|deaths?|died|dying|fatal|tote|tot\\b|tödlich|getötet|starb|gestorben|mort|tué"
            "|décéd|muert|murier|falleci|uccis|vittim|mortes?|mortos?|morrer|zabit|zgin|śmierteln"
            "|загин|загибл|мертв|померл|вби|погиб|убит|умер",
        ),
        (
            "hurt",
            "injur|wound|hurt|verletz|verwundet|bless|herid|ferit|ferid|rann[aeiy]|поран|травм|ранен",
        ),
        (
            "more",
            "rise|rises|rising|rose|grew|grow|increas|gestieg|stieg|wuchs|augment|aument|wzro",
        ),
        ("less", "fell|fall|drop|declin|decreas|gesunk|sank|baiss|dimin|bajó|cayó|spad|впал|упал"),
    )
)
FATED = frozenset(name for name, _ in FATES)
FRAMES = tuple(
    (name, re.compile(rf"\b(?:{pattern})", re.IGNORECASE))
    for name, pattern in (
        ("among", r"(?<=^)(?:among|unter|parmi|entre|tra|fra|wśród|серед|среди)\b"),
        ("next", "next|nächst|prochain|próxim|prossim|następn|przyszł|наступн|следующ|будущ"),
        (
            "last",
            "last|previous|earlier|ago\\b|formerly|letzt|vorig|früher|dernier|précédent|pasad|anterior"
            "|scors|precedent|passad|ubiegł|poprzedn|zeszł|минул|попередн|прошл|предыдущ|раніше|ранее",
        ),
        (
            "forecast",
            "forecast|predict|projected|projection|prognos|prévision|pronóstic|pronostic|previsi"
            "|previsã|прогноз",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit, as it is told, and the other words of its clause."""

    value: float
    unit: str
    told: str
    about: frozenset[str]
    when: frozenset[str]  # "next", "last", "among": another time or group is another fact
    plain: frozenset[float]  # numbers without a unit in its clause: another year is another fact
    rough: bool = False  # "about 40"
    large: bool = False  # it is told in thousands or millions, which need no unit

    def meets(self, other: Amount) -> bool:
        """Whether both are about the same thing."""
        open_unit = self.large and other.large and not (self.unit and other.unit)
        if not (self.unit == other.unit or open_unit):
            return False
        if (self.plain, self.when) != (other.plain, other.when) or self._opposes(other):
            return False
        if self.about == other.about and self.about & FATED:
            return True  # "30 people were injured"
        common = len(self.about & other.about)
        shorter = min(len(self.about), len(other.about))
        return common >= FEWEST and common >= SHARE * shorter

    def _opposes(self, other: Amount) -> bool:
        """Whether one tells of dead where the other tells of injured, or of a rise and a fall."""
        mine, theirs = self.about & FATED, other.about & FATED
        return bool(mine and theirs and not mine & theirs)

    def agrees(self, other: Amount) -> bool:
        """Whether the numbers are the same, one the other rounded, or near where one is rough."""
        one, two = sorted((self.value, other.value))
        if self.rough or other.rough:
            return two - one <= NEAR * two
        return one == two or _rounded(one, two) or _rounded(two, one)


def amounts_of(text: str, language: str) -> list[Amount]:
    """The numbers that have a unit, but for limits ("at least 12")."""
    plain = _in_digits(text, language)
    if not any(letter.isdigit() for letter in plain):
        return []
    when = frozenset(name for name, one in FRAMES if one.search(plain))
    return [one for clause in clauses_of(plain) for one in _of(clause, when, language)]


def clauses_of(text: str) -> list[str]:
    return [clause for clause in CLAUSES.split(text) if clause.strip()]


def _of(clause: str, when: frozenset[str], language: str) -> Iterator[Amount]:
    found = [_read(one, clause, language) for one in AMOUNT.finditer(clause)]
    if not found:
        return
    words, fates = _words(clause, language)
    plain = frozenset(one.value for one in found if not one.unit and not one.large)
    for one in found:
        alone = sum(other.unit == one.unit for other in found) == 1  # "from 10 to 18 yards"
        if alone and (one.unit or one.large) and one.before not in LIMITS:
            yield Amount(
                value=one.value,
                unit=one.unit,
                told=one.told,
                about=frozenset(words - {one.unit}) | fates,
                when=when,
                plain=plain,
                rough=one.before in ABOUT,
                large=one.large,
            )


def _words(clause: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems that carry meaning, and the fates that others of its words stand for."""
    fates = {word: name for word in WORD.findall(clause) for name, one in FATES if one.match(word)}
    kept = " ".join(
        word
        for word in WORD.findall(clause)
        if not (word.lower() in LIGHT or word in fates or _scale(word, language))
    )
    return frozenset(content(kept, language)), frozenset(fates.values())


@dataclass(frozen=True, slots=True)
class _Read:
    """A number as it stands in a clause, and the word before it."""

    value: float
    unit: str
    told: str
    large: bool
    before: str


def _read(found: re.Match[str], clause: str, language: str) -> _Read:
    factor, unit, told = 1.0, SIGNS.get(found["sign"], ""), ""
    after = re.findall(r"\s?%|[\s-][^\W\d_]+", found["after"])
    for place, written in enumerate(after):
        word = written.strip(" -")
        told += written
        if scale := _scale(word, language):
            factor *= scale
        elif word in OF and factor > 1:
            continue  # "42 millones de coronas"
        elif word.lower() in table(language).stop or unit:
            told = told.removesuffix(written)
            break
        elif not (word.istitle() and place + 1 < len(after) and language != "de"):
            unit = word if word == "%" else stem(word, language)
            break  # else an adjective: "45 million Swedish crowns"
    before = clause[: found.start()].split()
    return _Read(
        value=_value(found["number"]) * factor,
        unit=unit,
        told=(found["sign"] or "") + found["number"] + told,
        large=factor > 1,
        before=before[-1].lower() if before else "",
    )


def _value(number: str) -> float:
    plain = THOUSANDS.sub("", number).replace(",", ".")
    head, _, tail = plain.rpartition(".")
    return float(f"{head.replace('.', '')}.{tail}") if head else float(plain)


def _scale(word: str, language: str) -> float | None:
    from digests.summarise.grounding.vocabulary import scale_word

    return scale_word(word, language)


def _in_digits(text: str, language: str) -> str:
    """The text with its numbers in digits: "fourteen people" has 14."""
    from digests.summarise.grounding.vocabulary import number_word

    def digits(found: re.Match[str]) -> str:
        values = [number_word(word, language) for word in found[0].split("-")]
        known = [value for value in values if value is not None and value >= 2]
        return f"{sum(known):g}" if len(known) == len(values) else found[0]

    return WORD.sub(digits, SPACED.sub("", text))


def _rounded(coarse: float, fine: float) -> bool:
    """Whether the first is the second rounded to its own last digit that counts."""
    if coarse <= 0 or coarse >= 1e15:
        return False
    step = 1.0 if coarse == int(coarse) else 0.1
    while coarse == int(coarse) and coarse % (step * 10) == 0:
        step *= 10
    near = abs(fine - coarse) <= min(step / 2, ROUNDED * fine)
    return step >= 1 and fine % step != 0 and near
