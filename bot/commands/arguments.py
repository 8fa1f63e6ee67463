"""Read what people type after a command: times of day, zones, links."""

from __future__ import annotations

import re
from datetime import time
from functools import cache
from zoneinfo import available_timezones

from bot import say
from bot.errors import CommandError

TIMES_A_DAY = 6
MOST_LINKS = 5  # pages that are compared
CITY_LANGUAGES = ("uk", "pl", "de", "es", "fr", "ru")  # the first one wins
ZONE_LIKENESS = 60  # of 100, by rapidfuzz's ratio

_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{1,2}))?([ap]m)?", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s<>|\"]+", re.IGNORECASE)
_REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
# Cities under the names that they had before; the old names stay readable.
_RENAMED = {
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Europe/Kiev": "Europe/Kyiv",
}


def read_times(text: str) -> tuple[tuple[time, ...], str]:
    """Times of day and the rest of the line: `08:00 6pm Kyiv` gives both times and "Kyiv".

    Raises:
        CommandError: something that begins with a digit is no time of day, or there are too many.
    """
    words = re.sub(r"(\d)\s+([ap]m)\b", r"\1\2", text, flags=re.IGNORECASE)
    times: list[time] = []
    rest = [word for word in re.split(r"[\s,;]+", words) if word]
    while rest and rest[0][0].isdigit():
        times.append(_time(rest.pop(0)))
    if len(times) > TIMES_A_DAY:
        raise CommandError(say.too_many_times(TIMES_A_DAY))
    return tuple(sorted(set(times))), " ".join(rest)


def _time(word: str) -> time:
    match = _TIME.fullmatch(word)
    if not match:
        raise CommandError(say.no_time(word))
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else 24
    if hour > 23 or minute > 59:
        raise CommandError(say.no_time(word))
    return time(hour, minute)


def find_zone(text: str) -> str:
    """The IANA zone that a person means by its name or by its city, in any case.

    Cities are known in English and, as CLDR writes them, in the languages of `CITY_LANGUAGES`.

    Raises:
        CommandError: there is none; the text names the nearest.
    """
    wanted = _fold(text)
    names = _zones()
    if wanted not in names:
        names = _local_cities() | names
    if wanted in names:
        return names[wanted]
    if re.fullmatch(r"(utc|gmt)?[+-]?\d.*", wanted):
        raise CommandError(say.offset_is_no_zone(text))
    from rapidfuzz import fuzz, process  # 3 MB, and few people mistype

    near = process.extractOne(wanted, names.keys(), scorer=fuzz.ratio, score_cutoff=ZONE_LIKENESS)
    raise CommandError(say.no_zone(text, names[near[0]] if near else None))


def find_links(text: str) -> tuple[str, ...]:
    """The web addresses in a text, each once, the first ones if there are many."""
    found = (match[0].rstrip(".,;:!?)]}'»”") for match in _LINK.finditer(text))
    return tuple(dict.fromkeys(found))[:MOST_LINKS]


def _fold(text: str) -> str:
    return re.sub(r"[\s_]+", "_", text.strip()).casefold()


@cache
def _local_cities() -> dict[str, str]:
    """Zones by the folded names that their cities have in other languages."""
    from babel import Locale  # takes a while, and few people need it

    known = available_timezones()
    return {
        _fold(place["city"]): _RENAMED.get(name, name)
        for language in reversed(CITY_LANGUAGES)
        for name, place in Locale.parse(language).time_zones.items()
        if "city" in place and name in known
    }


@cache
def _zones() -> dict[str, str]:
    """Zones by folded name and by city; the shortest name of a city wins."""
    known = sorted(
        available_timezones() - {"Factory", "localtime"}, key=lambda name: (len(name), name)
    )
    zones: dict[str, str] = {}
    for name in known:
        region, _, city = name.rpartition("/")
        if region.split("/")[0] in _REGIONS:
            zones.setdefault(_fold(city), name)
    zones |= {_fold(name): name for name in known}
    return {typed: _RENAMED.get(name, name) for typed, name in zones.items()}
