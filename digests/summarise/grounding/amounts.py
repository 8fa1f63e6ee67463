"""Numbers with their units, and dates: whether a text has only those of its source."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from digests.summarise.grounding.tokens import Token, tokens_of
from digests.summarise.grounding.vocabulary import vocabulary
from digests.text.numbers import number_word, scale_word

NUMERIC_DATE = re.compile(
    r"(?<!\d)(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"|(?P<d2>\d{1,2})[./](?P<m2>\d{1,2})[./](?P<y2>(?:\d{2}){1,2}))(?!\d)"
)
BEFORE_MONTH = re.compile(r"(?<!\d)(\d{1,2})(?:\w{1,3}|\.|[ºª°]|-\w{1,3})?(?: de| of)?\s+$")
AFTER_MONTH = re.compile(r"\.?\s+(\d{1,2})(?!\d)")
THOUSANDS = re.compile(r"[\s\u00a0\u202f’']")
COMMA_IS_DECIMAL = frozenset({"uk", "ru", "de", "fr", "es", "pl", "it", "pt"})
SIGN_BEFORE = {"$": "dollar", "€": "euro", "£": "pound", "₴": "hryvnia", "₽": "rouble", "¥": "yuan"}
PERCENT = "%"
# "half a million", "twenty-five", "zwei und zwanzig"
LINKS = frozenset(("-", "a", "an", "and", "und", "et", "y", "e", "i", "oraz", "і", "й", "и"))


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit ("%", "dollar", "week" or "") and where it stands."""

    value: float
    unit: str
    written: str
    start: int
    end: int


def amounts_of(text: str, language: str) -> list[Amount]:
    """Every number of a text, in digits or words; "one" is no number, it is too often a pronoun."""
    masked = NUMERIC_DATE.sub(lambda found: " " * len(found[0]), text)
    tokens = tokens_of(masked, language)
    found: list[Amount] = []
    at = 0
    while at < len(tokens):
        value, after = _number_at(tokens, at, language)
        if value is None:
            at += 1
            continue
        start, end = tokens[at].start, tokens[after - 1].end
        unit, end = _unit(masked, tokens, at, after, language)
        found.append(Amount(value, unit, masked[start:end].strip(), start, end))
        at = next((n for n in range(after, len(tokens)) if tokens[n].start >= end), len(tokens))
    return found


def _number_at(tokens: Sequence[Token], at: int, language: str) -> tuple[float | None, int]:
    """The number that begins at a place, and the place after it."""
    if tokens[at].is_number:
        factor, after = _scale(tokens, at + 1, language)
        return _digits(tokens[at].text, language) * factor, after
    total, current, after, seen = 0.0, 0.0, at, False
    while after < len(tokens):
        word = tokens[after].text.lower()
        plus, scale = number_word(word, language), scale_word(word, language)
        if plus is not None and (not seen or _adds(current, plus)):
            current += plus
        elif scale is not None:
            current = (current or 1.0) * scale
            if scale >= 1000:
                total, current = total + current, 0.0
        elif not (seen and word in LINKS and _goes_on(tokens, after + 1, language)):
            break
        seen = True
        after += 1
    return (total + current, after) if seen else (None, at + 1)


def _goes_on(tokens: Sequence[Token], at: int, language: str) -> bool:
    word = tokens[at].text.lower() if at < len(tokens) else ""
    return number_word(word, language) is not None or scale_word(word, language) is not None


def _adds(current: float, value: float) -> bool:
    """Whether a number word goes on with the one before it: "twenty" "five", not "two" "three"."""
    if value < 1 or current < 1 or int(current) % 10:
        return False
    return len(str(int(value))) < len(str(int(current)))


def _scale(tokens: Sequence[Token], after: int, language: str) -> tuple[float, int]:
    if after + 1 < len(tokens) and tokens[after].text == "-":
        scale = scale_word(tokens[after + 1].text, language)
        return (scale, after + 2) if scale else (1.0, after)
    scale = scale_word(tokens[after].text, language) if after < len(tokens) else None
    if scale and tokens[after].is_word:
        more = scale_word(tokens[after + 1].text, language) if after + 1 < len(tokens) else None
        return (scale * more, after + 2) if more else (scale, after + 1)
    return 1.0, after


def _digits(written: str, language: str) -> float:
    """The value of a number as written in that language: "1,234.5" and "1.234,5" are the same."""
    plain = THOUSANDS.sub("", written)
    comma, point = (".", ",") if language[:2] in COMMA_IS_DECIMAL else (",", ".")
    if ":" in plain:
        hours, _, minutes = plain.partition(":")
        return (
            float(hours) + float(minutes.replace(":", "").replace(",", "").replace(".", "")) / 100
        )
    if plain.count(comma) > 1 or (
        plain.count(comma) == 1 and re.search(rf"\{comma}\d{{3}}(?!\d)", plain)
    ):
        plain = plain.replace(comma, "")
    plain = plain.replace(comma, ".").replace(point, ".")
    head, _, tail = plain.rpartition(".")
    return float(f"{head.replace('.', '')}.{tail}") if head else float(plain)


def _unit(
    text: str, tokens: Sequence[Token], at: int, after: int, language: str
) -> tuple[str, int]:
    words = vocabulary(language)
    end = tokens[after - 1].end
    if at and tokens[at - 1].text in SIGN_BEFORE:
        return SIGN_BEFORE[tokens[at - 1].text], end
    if words is None:
        return "", end
    percent = words.percent.match(text, end)
    if percent:
        return PERCENT, percent.end()
    following = [token for token in tokens[after : after + 2] if token.text != "-"]
    for token in following[:1]:
        for pattern, unit in words.units:
            if pattern.fullmatch(token.text):
                return unit, token.end
    return "", end


def stray_amounts(text: str, sources: Sequence[str], language: str, of: str = "") -> list[str]:
    """The amounts of a text, as written, that its sources lack or give in another unit.

    `of` is the language of the sources, when it is another one.
    """
    known = [amount for source in sources for amount in amounts_of(source, of or language)]
    dated = {number for source in sources for number in dates_of(source, of or language).numbers}
    told = amounts_of(text, language)
    return [
        amount.written
        for amount in told
        if (amount.value not in dated and not _is_known(amount, known))
        or _times(amount, told) > _times(amount, known) > 0
    ]


def _times(amount: Amount, among: Sequence[Amount]) -> int:
    """How often a number stands there; what is told twice must be there twice: "44 and 44" is no
    "44 and 47", and "six months and six months" no "six months and six weeks"."""
    same = (one for one in among if math.isclose(one.value, amount.value, rel_tol=1e-9))
    return sum(not amount.unit or one.unit == amount.unit for one in same)


def _is_known(amount: Amount, known: Sequence[Amount]) -> bool:
    """Whether a source has the number, and with this unit if it has it with any."""
    units = {one.unit for one in known if math.isclose(one.value, amount.value, rel_tol=1e-9)}
    if amount.unit in units:
        return True
    if not units or PERCENT in (amount.unit, *units):
        return False
    return not amount.unit or units == {""}


@dataclass(frozen=True, slots=True)
class Dates:
    """What a text says of time: months with their days, weekdays, years, "yesterday"."""

    days: frozenset[tuple[int, int]]
    months: frozenset[int]
    weekdays: frozenset[int]
    numbers: frozenset[int]
    relative: frozenset[str]


def dates_of(text: str, language: str) -> Dates:
    """The dates of a text, whatever their form."""
    words = vocabulary(language)
    days, months, numbers = set(), set(), set()
    for found in NUMERIC_DATE.finditer(text):
        day, month = int(found["d"] or found["d2"]), int(found["m"] or found["m2"])
        if 1 <= month <= 12 and 1 <= day <= 31:
            days.add((day, month))
            months.add(month)
        year = int(found["y"] or found["y2"])
        numbers |= {day, month, year if year > 99 else 2000 + year}
    if words is None:
        return Dates(
            frozenset(days), frozenset(months), frozenset(), frozenset(numbers), frozenset()
        )
    for number, pattern in enumerate(words.months, 1):
        for found in pattern.finditer(text):
            months.add(number)
            near = BEFORE_MONTH.search(text[: found.start()])
            near = near or AFTER_MONTH.match(text[found.end() :])
            if near:
                days.add((int(near[1]), number))
    return Dates(
        days=frozenset(days),
        months=frozenset(months),
        weekdays=frozenset(n for n, one in enumerate(words.weekdays) if one.search(text)),
        numbers=frozenset(numbers),
        relative=frozenset(kind for kind, one in words.relative.items() if one.search(text)),
    )


def stray_dates(text: str, source: str, language: str, of: str = "") -> list[str]:
    """What a text says of time and its source does not."""
    mine, theirs = dates_of(text, language), dates_of(source, of or language)
    stray = [
        f"{day}.{month:02d}."
        for day, month in sorted(mine.days - theirs.days)
        if month in theirs.months or month in mine.months
    ]
    stray += [f"month {month}" for month in sorted(mine.months - theirs.months)]
    stray += [f"weekday {day + 1}" for day in sorted(mine.weekdays - theirs.weekdays)]
    stray += sorted(mine.relative - theirs.relative)
    known = (
        {int(one.value) for one in amounts_of(source, of or language)}
        | theirs.numbers
        | theirs.months
    )
    return stray + [str(number) for number in sorted(mine.numbers - known)]
