"""Lead-ins of attribution are moved out of a sentence: who says so becomes a value of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from digests.summarise.clauses import is_long
from digests.text.cues import (
    capitalised,
    hedges_in,
    hedges_lost,
    is_dangling,
    is_own,
    is_unnamed,
    quotes_paired,
)
from digests.text.gates import possible
from digests.text.tables import table

ENDS, CLOSES = ".!?…", "\"”»’')]"
RELATIVE = re.compile(
    r"\b(?:that|which|who|whose|where|because|після|який|что|що|который|dass|qui|que|qu|che|że|quanto"
    r"|quant)\b",
    re.IGNORECASE,
)
# "He responded to | reports that": what looks like a verb of saying is a noun. A speaker has no
# verb ("A man was held after police | said") and no "not": what nobody said is nobody's.
NO_SPEAKER = re.compile(
    r"\b(?:to|of|on|by|with|from|over|about|for|in|at|after|amid|against|despite|as|the|an?|new|recent|more"
    r"|earlier|previous|prior|initial|conflicting|unconfirmed|contradictory"
    r"|reject(?:s|ed)|dismiss(?:es|ed)|deny|denie[sd]|refute[sd]|dispute[sd]|contradict(?:s|ed)|ignore[sd]"
    r"|cite[sd]?|citing|sparked|published|received?|saw|heard|investigat(?:es?|ed|ing)|examin(?:es?|ed|ing)"
    r"|review(?:s|ed|ing)|follow(?:s|ed|ing)|confirm(?:s|ed)|made|makes?|repeat(?:s|ed)|echo(?:es|ed)"
    r"|challenge[sd]|prompt(?:s|ed)|support(?:s|ed)|back(?:s|ed)|questioned|drew|said|says|seen"
    r"|initially|originally|previously|formerly|wrongly|falsely|mistakenly|first|once"
    r"|de|du|des|la|les?|à|el|los|del|al|il|lo|di|da|os|do|no)$"
    r"|\b(?:and|but|has|have|had)$|\b(?:is|are|was|were)\b"
    r"|\b(?:not|never|ne|pas|jamais|nicht|nie|non|não|не|ni)\b|\bn['’]",
    re.IGNORECASE,
)
# What was said, not who says so; a name in quotation marks has a capital letter.
SAID = re.compile(r"[“\"«„]\s?[a-zà-öø-ÿąćęłńóśźżа-яёіїєґ]")
THAT = re.compile(r"\b(?:that|que|che|że|що|что)$", re.IGNORECASE)
AND = "and|but|or|et|mais|ou|y|pero|o|e|ma|mas|i|ale|lub|і|й|та|але|и|но|а"
SAYS_OF_THAT = "is|was|are|were|will|would|has|had|can|could|may|might|means|makes|does|did"
DIGIT = re.compile(r"\d")
LONGEST_NAME = 14
SHORTEST_STATEMENT = 3
NAMED = 2  # capitalised words of a person's name or title


@dataclass(frozen=True, slots=True)
class Lifted:
    """A sentence without its lead-in. `who` is None where only the outlet itself speaks."""

    text: str
    who: str | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Credit:
    """What a sentence says that only names the source of its neighbours."""

    who: str | None


def lift(text: str, language: str) -> Lifted:
    """Move lead-ins, insertions and tails of attribution out of a sentence, as far as it is safe.

    Safe means: only words are left out, no hedge or negation among them, the rest is a sentence
    that stands alone with its quotation marks in pairs. A tail that names a person stays in the
    text: what somebody of name says is news of that person. Only a sentence that would be passed
    over for its length does without it, and without the speaker after a quotation.
    """
    found = Lifted(text)
    matches = _matches(text, language)
    for _ in range(3):
        step = _lift_once(found, matches, language)
        if step is None:
            break
        found, matches = step, _matches(step.text, language)
    if is_long(found.text):
        found = _without_speaker(found, language) or found
    who = found.who or _speaker(found.text, matches, language)
    return replace(found, who=who) if who and not found.who else found


def _core(text: str) -> tuple[str, str]:
    """The text without the mark that ends it, and that mark, or a full stop where it has none."""
    whole = text.rstrip(CLOSES)
    core = whole.rstrip(ENDS)
    return (core, text[len(core) :]) if core != whole else (text, ".")


def _matches(text: str, language: str) -> list[tuple[str, re.Match[str]]]:
    """Where who says so stands in a text: at its "start", its "end" or inside (""), in turn."""
    cues, core = table(language), _core(text)[0]
    small = core.lower()
    places = (("start", cues.lead_ins), ("end", cues.tails), ("", cues.inserts))
    return [
        (place, found)
        for place, patterns in places
        for pattern in possible(patterns, small)
        if (found := pattern.match(core) if place == "start" else pattern.search(core))
        and not (place == "end" and _runs_on(found))
    ]


def _runs_on(tail: re.Match[str]) -> bool:
    """Whether a tail that no comma parts holds more than its speaker: "zahlt laut Ministerium 12
    Millionen".
    """
    return (
        tail[0].lstrip()[:1].isalpha()
        and DIGIT.search(tail.groupdict().get("who") or "") is not None
    )


def credit_of(text: str, language: str) -> Credit | None:
    """The credit that a sentence gives to its neighbours, if it does nothing else."""
    core = _core(text)[0]
    for pattern in possible(table(language).credits, core.lower()):
        found = pattern.match(core)
        if found:
            return Credit(_who(found, language))
    return None


def _lift_once(
    before: Lifted, matches: Sequence[tuple[str, re.Match[str]]], language: str
) -> Lifted | None:
    core, mark = _core(before.text)
    for place, found in matches:
        if place == "end" and _is_person(found, language) and not is_long(core):
            continue
        kept = (core[: found.start()].strip(" ,"), core[found.end() :].strip(" ,"))
        if place == "start":
            cues = table(language)
            if cues.subjectless.match(kept[1]) or cues.besides.search(kept[1]):
                continue  # who does it is the speaker: "że nie widzi podstaw", "and asked for help"
            kept = (kept[0], _alone(found[0], kept[1]))
        rest = capitalised({"start": kept[1], "end": kept[0], "": ", ".join(kept)}[place])
        lifted = replace(before, text=_ended(rest, mark), moved=True)
        if _plausible(found, language) and _safe(before.text, lifted.text, language):
            return replace(lifted, who=before.who or _who(found, language))
    return None


def _without_speaker(before: Lifted, language: str) -> Lifted | None:
    """The quotation that begins a sentence, without the words after it that say whose it is."""
    core, mark = _core(before.text)
    for pattern in possible(table(language).speaks, core.lower()):
        spoken = pattern.search(core)
        if not spoken or not spoken.start() or not _plausible(spoken, language):
            continue
        rest = core[: spoken.start() + 2]
        lifted = Lifted(rest if rest[-2] in ENDS else _ended(rest, mark), moved=True)
        if spoken.end() == len(core) and _safe(before.text, lifted.text, language):
            return replace(lifted, who=before.who or _who(spoken, language))
    return None


def _ended(rest: str, mark: str) -> str:
    """A sentence with its mark, which takes the place of a comma at the end of a quotation."""
    if rest[-1:] in CLOSES and rest[-2:-1] == ",":
        return rest[:-2] + mark + rest[-1]
    return rest + mark


def _alone(lead: str, rest: str) -> str:
    """What a speaker said, as sentences of their own: "said that A and that B" is "A and B"."""
    that = THAT.search(lead.strip(" ,"))
    if not that:
        return rest
    again = rf"\b({AND}),?\s+{re.escape(that[0])}\s+(?!(?:{SAYS_OF_THAT})\b)(?=\w)"
    return re.sub(again, r"\1 ", rest, flags=re.IGNORECASE)


def _speaker(text: str, matches: Sequence[tuple[str, re.Match[str]]], language: str) -> str | None:
    """Who says so by words that stay: they hold a hedge, name a person, or can't leave."""
    for place, found in matches:
        if not place or not _plausible(found, language):
            continue
        if hedges_in(found[0], language) or (found.start() and _is_person(found, language)):
            return _who(found, language)
    core = _core(text)[0]
    for pattern in possible(table(language).speaks, core.lower()):
        spoken = pattern.search(core)
        if spoken and _plausible(spoken, language):
            return _who(spoken, language)
    return None


def _is_person(found: re.Match[str], language: str) -> bool:
    """Whether the source is named with its title or in full: "Mayor Brandt", "Ada Brandt"."""
    who = _who(found, language)
    capitals = [word for word in (who or "").split() if word[:1].isupper()]
    return bool(who) and len(capitals) >= NAMED and not is_unnamed(who or "", language)


def _plausible(found: re.Match[str], language: str) -> bool:
    """Whether what was taken for a speaker can be one: no "he", no "to reporters"."""
    nobody = table(language).nobody
    for name in ("who", "by"):
        who = found.groupdict().get(name)
        if not who:
            continue
        if len(who.split()) > LONGEST_NAME or RELATIVE.search(who) or NO_SPEAKER.search(who):
            return False
        if nobody.match(who) or SAID.search(who):
            return False
    return True


def _safe(source: str, rest: str, language: str) -> bool:
    return (
        len(rest.split()) >= SHORTEST_STATEMENT
        and quotes_paired(rest)
        and (not is_dangling(rest, language) or is_dangling(source, language))
        and not hedges_lost(source, rest, language)
    )


def _who(found: re.Match[str], language: str) -> str | None:
    """Who says so; the cited source before the one who cites it, None for the outlet itself."""
    groups = found.groupdict()
    for name in ("by", "who"):
        who = (groups.get(name) or "").strip(" ,")
        if who and not is_own(who, language):
            return who
    return None
