"""What we know of each language: small tables beside this file, read when a text needs them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from digests.text.gates import Gated

NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class LanguageTable:
    """The words of one language that matter for choosing, splitting and shortening sentences.

    Every pattern is compiled without regard to case. A language without a table gets an empty
    one: nothing is stripped, nothing is guessed.
    """

    code: str
    stop: frozenset[str]
    abbreviations: frozenset[str]
    units: frozenset[str]
    counted: re.Pattern[str]
    certainty: Mapping[str, Gated]
    backshift: re.Pattern[str]
    mood: re.Pattern[str]
    hedges: re.Pattern[str]
    attributions: re.Pattern[str]
    claims: re.Pattern[str]
    unnamed: re.Pattern[str]
    own: re.Pattern[str]
    nobody: re.Pattern[str]
    lead_ins: tuple[Gated, ...]
    tails: tuple[Gated, ...]
    speaks: tuple[Gated, ...]
    inserts: tuple[Gated, ...]
    credits: tuple[Gated, ...]
    carried: re.Pattern[str]
    connectives: re.Pattern[str]
    dangling: re.Pattern[str]
    impersonal: re.Pattern[str]
    unresolved: tuple[Gated, ...]
    subjectless: re.Pattern[str]
    besides: re.Pattern[str]
    calendar: frozenset[str]
    ordinals: re.Pattern[str]
    numerals: Mapping[str, int]
    definite: re.Pattern[str]
    complement: str
    announces: re.Pattern[str]
    conjunctions: tuple[str, ...]
    speakers: re.Pattern[str]
    insets: tuple[Gated, ...]
    openings: tuple[Gated, ...]
    endings: tuple[Gated, ...]
    circumstances: Gated
    open_ended: re.Pattern[str]
    finite: re.Pattern[str]
    contrasts: re.Pattern[str]
    goes_on: re.Pattern[str]


def _fill(pattern: str, parts: Mapping[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace(f"<{name}>", part)
    return pattern


def _one(patterns: Iterable[str], parts: Mapping[str, str], frame: str = "{}") -> re.Pattern[str]:
    joined = "|".join(_fill(pattern, parts) for pattern in patterns)
    return re.compile(frame.format(joined), re.IGNORECASE) if joined else NEVER


def _each(patterns: Iterable[str], parts: Mapping[str, str]) -> tuple[Gated, ...]:
    return tuple(Gated(re.compile(_fill(pattern, parts), re.IGNORECASE)) for pattern in patterns)


WORDS = r"(?<!\w)(?:{})(?!\w)"
START = r"^[\"“„«‘'(\[—–-]*\s*(?:{})(?!\w)"


def _build(code: str, raw: Mapping[str, Any]) -> LanguageTable:
    parts: dict[str, str] = {}
    for name, part in raw.get("parts", {}).items():
        parts[name] = f"(?:{_fill(part, parts)})"

    def words(name: str) -> frozenset[str]:
        return frozenset(str(raw.get(name, "")).split())

    def one(name: str, frame: str = WORDS) -> re.Pattern[str]:
        return _one(raw.get(name, ()), parts, frame)

    def each(name: str) -> tuple[Gated, ...]:
        return _each(raw.get(name, ()), parts)

    certainty = raw.get("certainty", {})
    return LanguageTable(
        code=code,
        stop=words("stop"),
        abbreviations=words("abbreviations"),
        units=words("units"),
        counted=one("counted", r"^(?:{})(?!\w)"),
        certainty={name: Gated(_one(found, parts, WORDS)) for name, found in certainty.items()},
        backshift=one("backshift"),
        mood=one("mood"),
        hedges=one("hedges"),
        attributions=one("attributions"),
        claims=one("claims"),
        unnamed=one("unnamed"),
        own=one("own", r"^(?:{})$"),
        nobody=one("nobody", r"^(?:{})(?!\w)"),
        lead_ins=each("lead_ins"),
        tails=each("tails"),
        speaks=each("speaks"),
        inserts=each("inserts"),
        credits=each("credits"),
        carried=one("carried", r"^(?:{})(?!\w)"),
        connectives=one("connectives", r"^(?:{})(?!\w)[,:]?\s+"),
        dangling=one("dangling", START),
        impersonal=one("impersonal", START),
        unresolved=each("unresolved"),
        subjectless=one("subjectless", r"^(?:{})"),
        besides=one("besides"),
        calendar=words("calendar"),
        ordinals=one("ordinals", START),
        definite=_one(raw.get("definite", ()), parts, r"^(?:{})"),
        complement=_fill(raw.get("complement", "(?!)"), parts),
        announces=_one(raw.get("announces", ()), parts, r"^(?:{})"),
        numerals=dict(raw.get("numerals", {})),
        conjunctions=tuple(str(raw.get("conjunctions", "")).split()),
        speakers=one("speakers"),
        insets=each("insets"),
        openings=each("openings"),
        endings=each("endings"),
        circumstances=Gated(one("circumstances", r"\s+(?:{})(?!\w)")),
        open_ended=one("open_ended"),
        finite=one("finite"),
        goes_on=one("goes_on", r"^(?:{})(?!\w)"),
        contrasts=one("contrasts", r"^(?:{})(?!\w)"),
    )


@cache
def table(language: str) -> LanguageTable:
    """The table of an ISO 639-1 code; an empty one where we have none. Read once."""
    code = language.lower()[:2]
    file = resources.files("digests.text") / "languages" / f"{code}.toml"
    if not code.isalpha() or not file.is_file():
        return _build(code, {})
    return _build(code, tomllib.loads(file.read_text(encoding="utf-8")))
