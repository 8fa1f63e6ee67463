"""Read a moment from the many forms that feeds, pages and files write it in: pure.

No zone means UTC. A day without a time is its midnight. Month names are those of 28 languages.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache

from digests.ingest.months import NAMES

OLDEST = datetime(1970, 1, 2, tzinfo=UTC)
AHEAD = timedelta(hours=24)
_ZONES = {  # minutes; RFC 822 §5 and what newspapers write
    "utc": 0, "gmt": 0, "z": 0, "ut": 0, "wet": 0,
    "est": -300, "edt": -240, "et": -300, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "ast": -240, "adt": -180,
    "bst": 60, "ist": 330, "cet": 60, "cest": 120, "mez": 60, "mesz": 120, "eet": 120,
    "eest": 180, "msk": 180, "jst": 540, "kst": 540, "aest": 600, "aedt": 660, "nzst": 720,
}  # fmt: skip
_TIME = re.compile(
    r"(?<![\d.:])(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?"
    r"\s*(?:\(?([A-Z]{1,5})\b\)?)?\s*(?:(?:UTC|GMT)?\s*([+-]\d{2}):?(\d{2})\b)?",
    re.IGNORECASE,
)
_HOUR_ONLY = re.compile(r"(?<![\d.:])(\d{1,2})\s*([ap])\.?m\b", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?[-/.]\s?(\d{4})(?!\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./](\d{2})(?!\d)")
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s-]+(?:de\s+|of\s+)?"
    r"([^\W\d_]{2,12})\.?,?[\s-]+(?:de\s+)?(\d{4})(?!\d)",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?\.?,?\s+(\d{4})(?!\d)")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?Z?)?$")
_EPOCH = re.compile(r"^\d{9,10}(?:\.\d+)?$|^\d{12,13}$")


def read_date(text: str) -> datetime | None:
    """The first moment in `text`, in UTC, or None when there is none that makes sense."""
    text = " ".join(text[:200].split())
    try:
        return _exact(text) or _loose(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def clamp(moment: datetime | None, now: datetime) -> datetime | None:
    """Future moments become `now`; absurd ones None, to be dated when first seen."""
    if moment is None or moment < OLDEST:
        return None
    return now if moment > now + AHEAD else moment


def _exact(text: str) -> datetime | None:
    if _EPOCH.match(text):
        seconds = float(text)
        return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
    if found := _COMPACT.match(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    try:
        return _utc(datetime.fromisoformat(re.sub(r"(\d) ([+-]\d)", r"\1\2", text)))
    except ValueError:
        return None


def _loose(text: str) -> datetime | None:
    day = _day(text)
    if day is None:
        return _rfc822(text)
    (year, month, date), rest = day
    if year < 1 or not 1 <= month <= 12:
        return None
    hour, minute, second, offset = _time(rest)
    zone = timezone(timedelta(minutes=offset))
    moment = datetime(year, month, date, hour, minute, min(second, 59), tzinfo=zone)
    return moment.astimezone(UTC)


def _rfc822(text: str) -> datetime | None:
    """Two-digit years and other old forms."""
    return _utc(parsedate_to_datetime(text))


def _day(text: str) -> tuple[tuple[int, int, int], str] | None:
    """Year, month, day, and the text around them."""
    for pattern, order in (
        (_YEAR_FIRST, _from_year_first),
        (_YEAR_LAST, _from_year_last),
        (_DAY_MONTH, _from_day_month),
        (_MONTH_DAY, _from_month_day),
        (_SHORT_YEAR, _from_short_year),
    ):
        for found in pattern.finditer(text):
            if day := order(found):
                return day, text[: found.start()] + " ¦ " + text[found.end() :]
    return None


def _from_year_first(found: re.Match[str]) -> tuple[int, int, int] | None:
    year, month, day = map(int, found.groups())
    return (year, month, day) if month <= 12 and day <= 31 else None


def _from_year_last(found: re.Match[str]) -> tuple[int, int, int] | None:
    first, mark, second, year = int(found[1]), found[2], int(found[3]), int(found[4])
    if second > 12 or (mark == "/" and first <= 12 and _looks_american(found.string)):
        first, second = second, first
    return (year, second, first) if second <= 12 and first <= 31 else None


def _from_short_year(found: re.Match[str]) -> tuple[int, int, int] | None:
    day, month, year = map(int, found.groups())
    if month > 12:
        day, month = month, day
    return (2000 + year, month, day) if month <= 12 and day <= 31 else None


def _from_day_month(found: re.Match[str]) -> tuple[int, int, int] | None:
    month = month_number(found[2])
    return (int(found[3]), month, int(found[1])) if month else None


def _from_month_day(found: re.Match[str]) -> tuple[int, int, int] | None:
    month = month_number(found[1])
    return (int(found[3]), month, int(found[2])) if month else None


def _looks_american(text: str) -> bool:
    return bool(re.search(r"\d\s*[ap]\.?m\b|\b[ECMP][SD]T\b|\bET\b", text, re.IGNORECASE))


def _time(text: str) -> tuple[int, int, int, int]:
    """Hour, minute, second and the minutes that the zone is ahead of UTC; zeros if unnamed."""
    if not (found := _TIME.search(text)):
        if alone := _HOUR_ONLY.search(text):
            return _clock(int(alone[1]), alone[2]), 0, 0, 0
        return 0, 0, 0, 0
    hour, minute = _clock(int(found[1]), found[4]), int(found[2])
    if hour > 24 or minute > 59:
        return 0, 0, 0, 0
    offset = _ZONES.get((found[5] or "").lower(), 0)
    if found[6]:
        sign = -1 if found[6][0] == "-" else 1
        offset = sign * (abs(int(found[6])) * 60 + int(found[7]))
    return hour % 24, minute, int(found[3] or 0), offset if abs(offset) <= 14 * 60 else 0


def _clock(hour: int, half: str | None) -> int:
    if not half:
        return hour
    return hour % 12 + (12 if half[0].lower() == "p" else 0)


def _utc(moment: datetime) -> datetime:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC)


def month_number(name: str) -> int | None:
    """1 to 12 for a month's name or abbreviation in any of `months.LANGUAGES`."""
    word = name.lower().strip(".")
    names = _months()
    return names.get(word) or _ENGLISH.get(word[:3]) or names.get(word[:4])


_ENGLISH = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}


@cache
def _months() -> dict[str, int]:
    return {name: number for number, names in enumerate(NAMES, 1) for name in names.split()}
