"""Numbers as a text gives them, in digits or words, with their units. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from digests.stories.clock import Clock, clocks_in, without_clocks
from digests.text.numbers import number_word, scale_word
from digests.text.tables import table
from digests.text.words import stem

ROUNDED = 0.025  # "1.2 million" and "1,230,000" are the same; 40 and 42 are not
NEAR = 0.1  # how far apart two numbers are that are the same if one is "about"
CLOCK = "clock"  # the unit of a time of day
CLAUSES = re.compile(r"[,;:]\s+|\s[–—-]\s")
NUMBER = re.compile(
    r"(?P<sign>[$€£₴])?(?P<number>\d+(?:[.,]\d+)*)(?P<after>(?:\s?%|[\s-][^\W\d_]+){0,4})"
)
THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")
SPACED = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "₴": "гривн"}
OF = ("de", "di", "d")
FAR = 60  # letters before a number
COMPOUND = re.compile(r"(?:-\w+)+")
NO_NUMBER = frozenset(("dozens", "docenas", "dozzine", "dúzias"))  # nobody counted them
WORD = re.compile(r"[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*")
ABOUT = frozenset(
    {
        *("about", "around", "some", "nearly", "almost", "roughly", "approximately"),
        *("etwa", "rund", "fast", "knapp", "ungefähr", "environ", "près", "presque", "unos"),
        *("unas", "casi", "cerca", "circa", "quasi", "około", "prawie", "niemal", "близько"),
        *("майже", "приблизно", "около", "почти", "примерно"),
        *("gegen", "vers", "hacia", "alrededor", "verso", "intorno", "volta", "cerca"),
    }
)
OVER = frozenset(
    {
        *("than", "over", "under", "least", "most", "als", "mindestens", "höchstens", "über"),
        *("moins", "plus", "más", "menos", "più", "meno", "mais", "najmniej", "ponad", "niż"),
        *("понад", "більше", "менше", "ніж", "щонайменше", "более", "менее", "свыше", "чем"),
    }
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit ("" without one), as it is told, and the word before it."""

    value: float
    unit: str
    told: str
    large: bool = False  # it is told in thousands or millions, which need no unit
    before: str = ""
    start: int = 0  # where it stands in its clause
    least: bool = False  # it may be more
    clock: Clock | None = None  # its value is then in hours

    @property
    def key(self) -> str:
        """The same for equal values of one kind."""
        return f"#{self.value:g}{self.unit if self.clock else ''}"

    @property
    def rough(self) -> bool:
        """Whether it says itself that it is not exact: "about 40", "more than 40"."""
        return self.least or self.before in ABOUT or self.before in OVER

    def measures(self, other: Number) -> bool:
        """Whether both count the same kind of thing, as far as they say so."""
        return self.unit == other.unit or (
            self.large and other.large and not (self.unit and other.unit)
        )

    def agrees(self, other: Number) -> bool:
        """Whether the values are the same, one the other rounded, or near where one is rough."""
        if self.clock or other.clock:
            rough = self.rough or other.rough
            return bool(self.clock and other.clock and self.clock.agrees(other.clock, rough))
        one, two = sorted((self.value, other.value))
        if self.rough or other.rough:
            return two - one <= NEAR * two
        return one == two or _rounded(one, two) or _rounded(two, one)


def numbers_of(text: str, language: str) -> list[Number]:
    """All numbers of a text in order, but for "one"."""
    plain = in_digits(text, language)
    if not any(letter.isdigit() for letter in plain):
        return []
    return [one for clause in clauses_of(plain) for one in numbers_in(clause, language)]


def clauses_of(text: str) -> list[str]:
    return [clause for clause in CLAUSES.split(text) if clause.strip()]


def in_digits(text: str, language: str) -> str:
    """The text with its numbers in digits: "fourteen people" has 14."""

    def digits(found: re.Match[str]) -> str:
        if found[0].lower() in NO_NUMBER:
            return found[0]
        values = [number_word(word, language) for word in found[0].split("-")]
        known = [value for value in values if value is not None and value >= 2]
        return f"{sum(known):g}" if len(known) == len(values) else found[0]

    return WORD.sub(digits, SPACED.sub("", text))


def numbers_in(clause: str, language: str) -> list[Number]:
    """The numbers of a clause whose numbers are in digits; times of day come last."""
    clocks = [_of_clock(clock) for clock in clocks_in(clause)]
    plain = without_clocks(clause) if clocks else clause
    return [_read(found, plain, language) for found in NUMBER.finditer(plain)] + clocks


def _of_clock(clock: Clock) -> Number:
    unit = f"{CLOCK} {clock.zone}" if clock.zone else CLOCK
    return Number(clock.hours, unit, clock.told, before=clock.before, clock=clock)


def _read(found: re.Match[str], clause: str, language: str) -> Number:
    factor, unit, told = 1.0, SIGNS.get(found["sign"], ""), ""
    after = re.findall(r"\s?%|[\s-][^\W\d_]+", found["after"])
    for place, written in enumerate(after):
        word = written.strip(" -")
        told += written
        if scale := scale_word(word, language):
            factor *= scale
        elif word in OF and factor > 1:
            continue  # "42 millones de coronas"
        elif word.lower() in table(language).stop or unit:
            told = told.removesuffix(written)
            break
        elif not (word.istitle() and place + 1 < len(after) and language != "de"):
            unit = word if word == "%" else stem(word, language)
            break  # else an adjective: "45 million Swedish crowns"
    before = before_it(clause, found.start()).split()
    return Number(
        value=_value(found["number"]) * factor,
        unit=unit,
        told=(found["sign"] or "") + found["number"] + told + _compound(found, told, clause),
        large=factor > 1,
        before=before[-1].strip("(\"'“„«[").lower() if before else "",
        start=found.start(),
    )


def before_it(clause: str, start: int, far: int = FAR) -> str:
    """What stands before a place, no further back than may matter: a table may be one clause."""
    return clause[max(0, start - far) : start]


def _compound(found: re.Match[str], told: str, clause: str) -> str:
    """What is written together with the unit: "4-year-old"."""
    whole = COMPOUND.match(clause, found.end("number") + len(told)) if "-" in told else None
    return whole[0] if whole else ""


def _value(number: str) -> float:
    plain = THOUSANDS.sub("", number).replace(",", ".")
    head, _, tail = plain.rpartition(".")
    return float(f"{head.replace('.', '')}.{tail}") if head else float(plain)


def _rounded(coarse: float, fine: float) -> bool:
    """Whether the first is the second rounded to its own last digit that counts."""
    if coarse <= 0 or coarse >= 1e15:
        return False
    step = 1.0 if coarse == int(coarse) else 0.1
    while coarse == int(coarse) and coarse % (step * 10) == 0:
        step *= 10
    near = abs(fine - coarse) <= min(step / 2, ROUNDED * fine)
    return step >= 1 and fine % step != 0 and near
