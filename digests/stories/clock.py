"""Times of day as outlets write them: "21:40", "21.40 Uhr", "21h40", "9.40 p.m.". Pure.

A colon between hour and minutes is enough; a point is one of a decimal number, unless a word before
it ("at", "um", "alle ore") or after it ("Uhr", "p.m.") says otherwise. So are bare hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

ROUGHLY = 0.5  # hours: how far apart two times are that are the same if one is "about"
WHOLE_HOUR = 0.25  # the same where one is told without minutes
FAR = 60  # letters around a time that say what it is
MINUTE = 1 / 60

HOURS = r"Uhr|heures?|horas?|ore|godzin\w*|годин\w*|год\b\.?|час(?:ов|а|у)?"
TIME = re.compile(
    r"(?<![\d.,:/$€£])(?P<hour>[01]?\d|2[0-4])"
    r"(?:(?P<mark>[:.]|\s?h\s?)(?P<minutes>[0-5]\d)(?![\d:]|[.,]\d)|(?P<h>\s?h\b))?(?![\d:%])"
    r"(?:-?(?:й|ій|ї|ою|ю)\b)?"
    rf"(?P<half>\s?[ap]\.?\s?m\b\.?)?(?P<word>\s(?:{HOURS})\b)?(?!\w)",
    re.IGNORECASE,
)
# The words that a time of day stands after.
AT = frozenset(
    {
        *("at", "um", "kl", "à", "le", "la", "las", "alle", "all'", "ore", "às", "as", "das", "o"),
        *("godz", "godzinie", "godziny", "о", "об", "в", "во"),
    }
)
# "closed at 21.40" is a price.
PRICED = re.compile(r"(?:clos|trad|quot|pric|valu|settl|sold|ended?|stands?|stood|rates?)\w*")
BETWEEN = AT | {"de", "the", "a"}  # what may stand between "about" and the time
LATE = re.compile(
    r"^\W*(?:abends|am Abend|am Nachmittag|de la (?:noche|tarde)|da (?:noite|tarde)|du soir"
    r"|de l[’']après-midi|di sera|del pomeriggio|in the (?:evening|afternoon)|wieczor\w+"
    r"|po południu|вечора|вечера|дня)\b",
    re.IGNORECASE,
)
EARLY = re.compile(
    r"^\W*(?:morgens|am Morgen|nachts|früh|de la (?:mañana|madrugada)|da (?:manhã|madrugada)"
    r"|du matin|d(?:i|el) mattin[ao]|in the morning|rano|nad ranem|в?ранку|утра|ночі|ночи)\b",
    re.IGNORECASE,
)
# "3 heures de route" is how long something takes.
LASTING = re.compile(r"^\s(?:de|of|di)\s(?!l[’']|la\b)")
UNIT = re.compile(
    r"^\s?(?:%|[$€£]|(?:per|pro|por)[ -]?(?:cent|zent)|procent|проц|відс|[mb]il[lj]"
    r"|ml[nd]|mrd|мл[нр]|euro|d[oó]lar|dollar|pound|punt|point|z[łl]|крон|євро|евро|дол|руб|грив)",
    re.IGNORECASE,
)
ZONE = re.compile(
    r"^\W*(?P<zone>GMT|UTC|CES?T|EE?S?T|E[SD]?T|C[SD]T|P[SD]?T|M[SD]T|BST|IST|JST|MSK|МСК)\b"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in hours since midnight, and how it is told.

    `open_half` says that it may be twelve hours later; `zone` is a named one, or "".
    """

    hours: float
    told: str
    start: int
    end: int
    before: str
    zone: str = ""
    open_half: bool = False
    whole: bool = False

    def agrees(self, other: Clock, rough: bool) -> bool:
        """Whether both can be the same time."""
        mine = {self.hours, self.hours + 12 * self.open_half}
        theirs = {other.hours, other.hours + 12 * other.open_half}
        apart = min(abs(one - two) for one in mine for two in theirs)
        most = WHOLE_HOUR if self.whole or other.whole else MINUTE / 2
        return apart <= (ROUGHLY if rough else most)


def clocks_in(clause: str) -> Iterator[Clock]:
    """The times of day in a clause, in order."""
    for found in TIME.finditer(clause):
        start, end = found.span()
        before = re.findall(r"[^\W\d_]+'?", clause[max(0, start - FAR) : start].lower())
        rest = clause[end : end + FAR]
        if _is_time(found, before, rest):
            yield _read(found, before, rest)


def without_clocks(clause: str) -> str:
    """The clause with a mark that is no word in place of each."""
    parts, last = [], 0
    for clock in clocks_in(clause):
        parts.append(clause[last : clock.start])
        last = clock.end
    return "|".join([*parts, clause[last:]])


def _is_time(found: re.Match[str], words: list[str], rest: str) -> bool:
    before = words[-1] if words else ""
    if found["half"] or (found["word"] or "").strip().lower() == "uhr":
        return True
    if found["minutes"] and found["mark"] == "." and not found["word"]:
        priced = len(words) > 1 and PRICED.fullmatch(words[-2])
        return before in AT and not priced and not UNIT.match(rest)
    if found["minutes"]:
        return True
    hour = found["h"] or found["word"] or before in ("ore", "godz", "godzinie")
    return bool(hour) and before in AT and not LASTING.match(rest)


def _read(found: re.Match[str], before: list[str], rest: str) -> Clock:
    hour, minutes = int(found["hour"]), found["minutes"]
    half = (found["half"] or "").strip().lower()[:1]
    late, early = half == "p" or bool(LATE.match(rest)), half == "a" or bool(EARLY.match(rest))
    if late and hour < 12:
        hour += 12
    elif early and hour == 12:
        hour = 0
    zone = ZONE.match(rest)
    return Clock(
        hours=hour % 24 + int(minutes or 0) / 60,
        told=found[0].strip(),
        start=found.start(),
        end=found.end(),
        before=next((word for word in reversed(before) if word not in BETWEEN), ""),
        zone=zone["zone"] if zone else "",
        open_half=not (late or early) and hour <= 12 and not found["hour"].startswith("0"),
        whole=minutes is None,
    )
