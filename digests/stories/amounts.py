"""Numbers with their units, as outlets give them: which two are about the same and disagree. Pure.

A wrong comparison would invent a quarrel, so the words around both numbers have to agree too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from digests.stories.clock import without_clocks
from digests.stories.numbers import WORD, Number, clauses_of, in_digits, numbers_in
from digests.text.numbers import scale_word
from digests.text.words import content

FEWEST = 2  # words that two clauses share besides number and unit
SHARE = 0.75  # of the shorter clause's words
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
# "At least 12" may be more, but not "at least 17": it is held against other numbers as a rough one.
LOWER = re.compile(
    r"(?<!\bno )(?<!\bnot )(?<!\bnicht )(?<!\bpas )(?<!\bnon )(?<!\bnão )(?<!\bnie )(?<!\bне )"
    r"\b(?P<told>at least|more than|over|mindestens|wenigstens|mehr als|über|au moins|plus d[e’']"
    r"|al menos|por lo menos|más de|almeno|più di|oltre|pelo menos|mais de|co najmniej|przynajmniej"
    r"|ponad|więcej niż|щонайменше|принаймні|понад|більше(?: ніж)?|по меньшей мере|как минимум"
    r"|не менее|не менше|более|больше|свыше)\s*$",
    re.IGNORECASE,
)
# The same of a time of day: it is not when something was, but what was before or after it.
BOUNDS = frozenset(
    {
        *("after", "before", "until", "till", "by", "from", "since", "past", "between", "through"),
        *("nach", "vor", "bis", "ab", "seit", "von", "zwischen", "après", "avant", "dès", "depuis"),
        *("jusqu'", "entre", "partir", "después", "antes", "desde", "hasta", "dopo", "prima"),
        *("fino", "dalle", "tra", "fra", "dall'", "depois", "até", "po", "przed", "do", "od"),
        *("після", "перед", "до", "з", "від", "між", "после", "с", "от", "между"),
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
        (
            "more",
            "additional|another|further\\b|weitere|zusätzlich|supplémentaire|autres\\b|adicional"
            r"|otr[oa]s?\b|ulterior|altr[ie]\b|outr[oa]s?\b|dodatkow|kolejn|додатков|дополнительн"
            r"|ще \d|ещ[её] \d",
        ),
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
# From Monday on. Portuguese counts its days: a bare "quarta" is any fourth one.
WEEKDAYS = tuple(
    re.compile(rf"\b(?:{pattern})", re.IGNORECASE)
    for pattern in (
        "monday|montag|lundi|lunes|luned|segunda-feira|poniedzia|понеділ|понедельник",
        "tuesday|dienstag|mardi|martes|marted|terça-feira|wtor(?:ek|k)|вівтор|вторник",
        "wednesday|mittwoch|mercredi|miércoles|mercoled|quarta-feira|środ|серед[ауи]\b|сред[ауы]\b",
        "thursday|donnerstag|jeudi|jueves|gioved|quinta-feira|czwart(?:ek|k)|четвер(?:г|\b)",
        "friday|freitag|vendredi|viernes|venerd|sexta-feira|piąt(?:ek|k)|п.ятниц|пятниц",
        "saturday|samstag|sonnabend|samedi|sábado|sabato|sobot|субот|суббот",
        "sunday|sonntag|dimanche|domingo|domenica|niedziel|неділ|воскресень",
    )
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and the other words of its clause."""

    number: Number
    about: frozenset[str]
    when: frozenset[str]  # "next", "last", "among": another time or group is another fact
    days: frozenset[int]  # of the week
    plain: frozenset[float]  # numbers without a unit in its clause: another year is another fact

    @property
    def told(self) -> str:
        return self.number.told

    def meets(self, other: Amount) -> bool:
        """Whether both are about the same thing."""
        if not self.number.measures(other.number):
            return False
        if (self.plain, self.when) != (other.plain, other.when) or self._opposes(other):
            return False
        if self.days and other.days and self.days != other.days:
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
        """Whether it is the same number."""
        return self.number.agrees(other.number)


def amounts_of(text: str, language: str) -> list[Amount]:
    """The numbers that have a unit, but for limits ("at least 12")."""
    plain = in_digits(text, language)
    if not any(letter.isdigit() for letter in plain):
        return []
    when = frozenset(name for name, one in FRAMES if one.search(plain))
    return [one for clause in clauses_of(plain) for one in _of(clause, when, language)]


def _of(clause: str, when: frozenset[str], language: str) -> Iterator[Amount]:
    found = numbers_in(clause, language)
    if not found:
        return
    timeless = without_clocks(clause)
    words, fates = _words(timeless, language)
    days = frozenset(number for number, one in enumerate(WEEKDAYS) if one.search(clause))
    plain = frozenset(one.value for one in found if not one.unit and not one.large)
    for one in found:
        alone = sum(other.unit == one.unit for other in found) == 1  # "from 10 to 18 yards"
        limit = one.before in (BOUNDS if one.clock else LIMITS)
        held = _least(one, timeless) if limit else one
        if held and alone and (one.unit or one.large):
            yield Amount(held, frozenset(words - {one.unit}) | fates, when, days, plain)


def _least(number: Number, clause: str) -> Number | None:
    """The number told with the words that say it may be more, or None."""
    found = LOWER.search(clause[: number.start])
    return replace(number, told=f"{found['told'].lower()} {number.told}") if found else None


def _words(clause: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems that carry meaning, and the fates that others of its words stand for."""
    fates = {word: name for word in WORD.findall(clause) for name, one in FATES if one.match(word)}
    kept = " ".join(
        word
        for word in WORD.findall(clause)
        if not (word.lower() in LIGHT or word in fates or scale_word(word, language))
    )
    return frozenset(content(kept, language)), frozenset(fates.values())
