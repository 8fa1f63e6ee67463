"""Whether two outlets say the same thing, or the same but for a number. Pure.

A wrong merge is worse than none: every word must agree, in order, but for articles and the ending
of a word. So names, negations, hedges and who does what to whom agree too, and a bridge that
"will" close never meets one that "may".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from digests.model import Article, Certainty, Citation, KeyPoint
from digests.summarise.statements import Statement
from digests.text.cues import credit
from digests.text.tables import table
from digests.text.words import stem

TOKEN = re.compile(r"\d+(?:[.,:h]\d+)*|[^\W\d_]+(?:[’'ʼ][^\W\d_]+)*|[%$€£₴]")
THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
FEWEST = 4  # words that two sentences must share
SIGNS = frozenset("%$€£₴")
SCALES = re.compile(
    r"(?:m|b|tr)illi(?:on|ard)\w*|thousand|hundred|per|percent|prozent|tausend|mln|mld|bn"
    r"|млн|млрд|тис|тыс|мільйон\w*|миллион\w*|мільярд\w*|миллиард\w*|тисяч\w*|тысяч\w*"
    r"|million(?:e|i|es|en)|mil|mille|mila|millón|millones|milhões|milion\w*|tysi\w+|відсотк\w*",
    re.IGNORECASE,
)
ARTICLES = {
    "en": "a an the",
    "de": "der die das den dem des ein eine einen einem einer eines",
    "fr": "le la les un une",
    "es": "el la los las un una",
    "it": "il lo la i gli le un uno una",
    "pt": "o a os as um uma",
}
NUMBER = "#"  # stands for every number in the shape of a sentence


class Likeness(StrEnum):
    """How two sentences of two outlets stand to each other."""

    SAME = "same"
    DIFFERS = "differs"  # the same but for a number; can be told as one point
    APART = "apart"  # the same but for a number; each must be told with its own source
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as compared and as told with its unit: "45 million crowns".

    `unit` is False for a number that may be a name, a date or a place in a row: "bus 42".
    """

    value: str
    told: str
    unit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a statement says, for comparing; `shape` is its stems with every number replaced."""

    outlet: str
    shape: tuple[str, ...]
    numbers: tuple[Quantity, ...]
    certainty: Certainty
    attribution: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """A statement of another outlet that can be told with a point."""

    statement: Statement
    article: Article
    differs: tuple[Quantity, ...] = ()


def twins(stems: Sequence[Sequence[str]], outlets: Sequence[str], language: str) -> frozenset[int]:
    """The places of the sentences that another outlet has too, all but for numbers and articles.

    Only these need a claim to be compared by; most sentences have no twin.
    """
    if len(set(outlets)) < 2:
        return frozenset()
    common = frozenset(ARTICLES.get(language, "").split())
    ends: dict[str, list[int]] = {}
    for place, found in enumerate(stems):
        ends.setdefault(_last_word(found, common), []).append(place)
    groups: dict[tuple[str, ...], list[int]] = {}
    for place in [place for places in ends.values() if len(places) > 1 for place in places]:
        words = tuple([one for one in filter(str.isalpha, stems[place]) if one not in common])
        groups.setdefault(words, []).append(place)
    return frozenset(
        place
        for group in groups.values()
        if len(group) > 1 and len({outlets[place] for place in group}) > 1
        for place in group
    )


def _last_word(stems: Sequence[str], common: frozenset[str]) -> str:
    return next((one for one in reversed(stems) if one.isalpha() and one not in common), "")


def claim_of(statement: Statement, outlet: str) -> Claim:
    """The claim of a statement that this outlet makes."""
    language = statement.language
    articles = ARTICLES.get(language, "").split()
    tokens = [token for token in TOKEN.finditer(statement.text) if token[0].lower() not in articles]
    return Claim(
        outlet=outlet.casefold().strip(),
        shape=tuple(NUMBER if _digits(one[0]) else stem(one[0], language) for one in tokens),
        numbers=tuple(
            _quantity(statement.text, tokens, at, language)
            for at, one in enumerate(tokens)
            if _digits(one[0])
        ),
        certainty=statement.certainty,
        attribution=(statement.attribution or "").casefold(),
    )


def compare(kept: Claim, other: Claim) -> Likeness:
    """How another outlet's claim stands to one that is told already."""
    outlets = kept.outlet and other.outlet and kept.outlet != other.outlet
    alike = kept.shape == other.shape and kept.certainty is other.certainty
    if not outlets or not alike or len(kept.shape) < FEWEST:
        return Likeness.OTHER
    same_source = kept.attribution == other.attribution
    changed = differences(kept, other)
    if not changed:
        return Likeness.SAME if same_source else Likeness.OTHER
    if not all(number.unit for number in changed):
        return Likeness.APART
    # Credits name one source, so a point that has one can't also speak for another.
    return Likeness.DIFFERS if same_source or not kept.attribution else Likeness.APART


def differences(kept: Claim, other: Claim) -> tuple[Quantity, ...]:
    """The numbers of the other claim that are not those of the first; the shapes are alike."""
    pairs = zip(kept.numbers, other.numbers, strict=True)
    return tuple(new for old, new in pairs if old.value != new.value)


def merged(point: KeyPoint, repeats: Sequence[Repeat]) -> KeyPoint:
    """The point with what other outlets say of it; its own words and numbers stay.

    Who gives another number does not carry the point: its sentence stands against it.
    """
    if not repeats and len(point.citations) == 1:
        return point
    same = [repeat for repeat in repeats if not repeat.differs]
    others = [repeat for repeat in repeats if repeat.differs]
    return replace(
        point,
        citations=tuple(dict.fromkeys((*point.citations, *_cited(same)))),
        against=tuple(dict.fromkeys((*point.against, *_cited(others)))),
        first_seen=min([point.first_seen, *(repeat.article.first_seen for repeat in same)]),
        differs=tuple(dict.fromkeys((*point.differs, *map(_line, others)))),
    )


def _cited(repeats: Iterable[Repeat]) -> tuple[Citation, ...]:
    return tuple(one for repeat in repeats for one in citations(repeat.statement, repeat.article))


def citations(statement: Statement, article: Article) -> tuple[Citation, ...]:
    """The sentences of the article that a statement stands on."""
    return tuple(
        Citation(
            article=article.id,
            start=span.start,
            end=span.end,
            quote=span.of(article.text),
            outlet=article.outlet,
            url=article.url,
        )
        for span in statement.spans
    )


def _line(repeat: Repeat) -> str:
    statement = repeat.statement
    who = credit(repeat.article.outlet, statement.attribution, statement.language)
    return f"{who}: {', '.join(number.told for number in repeat.differs)}"


def _digits(token: str) -> bool:
    return token[0].isdigit()


def _quantity(text: str, tokens: Sequence[re.Match[str]], at: int, language: str) -> Quantity:
    """The number at that place with its unit, as far as it surely has one.

    A unit is a sign, a word of scale with the noun after it, or a noun in small letters after a
    number that starts the sentence or follows a preposition: "by 15 months", but not "bus 42".
    """
    number = tokens[at]
    value = THOUSANDS.sub("", number[0])
    before = tokens[at - 1][0] if at else ""
    start = number.start()
    if before in SIGNS - {"%"}:
        start = tokens[at - 1].start()
    after = [token for token in tokens[at + 1 : at + 3] if _near(text, number, token)]
    stop = table(language).stop
    led = at == 0 or before.lower() in stop
    end, unit = number.end(), start < number.start()
    for token in after:
        word = token[0]
        scale = word in SIGNS or bool(SCALES.fullmatch(word))
        noun = word.islower() and word not in stop and not _digits(word)
        if not scale and not (noun and (led or unit)):
            break
        end, unit = token.end(), True
        if not scale:
            break
    between = text[tokens[at - 1].end() if at else 0 : number.start()]
    return Quantity(value, text[start:end], unit and not between.strip())  # not "the 42 buses"


def _near(text: str, number: re.Match[str], token: re.Match[str]) -> bool:
    """Whether nothing but blanks and words part the two."""
    return not re.search(r"[^\w\s%$€£₴'’ʼ]", text[number.end() : token.start()])
