"""Names in another language: by how they sound in any script, and as Unicode names places."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from digests.summarise.grounding.names import NOUN_ENDS, is_measure, names_in
from digests.summarise.grounding.tokens import Token, tokens_of
from digests.summarise.grounding.vocabulary import folded, vocabulary
from digests.text.numbers import number_word
from digests.text.tables import table

CYRILLIC = {
    **dict(zip("абвгґдежзиійклмнопрстуфх", "abvggdezziiiklmnoprstufh", strict=True)),
    **dict(zip("єёїцчшщыэюя", "eeizcssieua", strict=True)),
}
# How one sound is written in several languages; applied in this order.
SOUNDS = (
    ("dzh", "j"), ("дж", "j"), ("tsch", "c"), ("dsch", "j"), ("szcz", "s"), ("shch", "s"),
    ("sch", "s"), ("sh", "s"), ("sz", "s"), ("cz", "c"), ("tch", "c"), ("ch", "c"), ("zh", "j"),
    ("kh", "h"), ("ph", "f"), ("th", "t"), ("tz", "z"), ("ts", "z"), ("ck", "k"), ("qu", "k"),
    ("ei", "ai"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("w", "v"), ("x", "ks"), ("y", "i"),
    ("q", "k"),
)  # fmt: skip
LIKELY = 72.0  # per cent of letters that two spellings of a name share
LIKELY_SHORT = 80.0
SHORT = 4


def stray_names_across(
    text: str, source: str, language: str, of: str, sure: frozenset[str] = frozenset()
) -> list[str]:
    """Names of a text that the same in another language lacks.

    The first word of a sentence is only taken for a name when it is among the sure ones.
    """
    words = vocabulary(language)
    titles = words.titles if words else frozenset[str]()
    forms = [token.text for token in tokens_of(source, of) if token.is_word]
    sounds = [sound_of(form) for form in forms]
    places = {code for form in forms for code in _places(form, of)}
    return [
        token.text
        for token in names_in(text, language)
        if (not token.initial or token.text in sure)
        and token.text.lower() not in titles
        and not (words and is_measure(token.text, words))
        and not any(sounds_alike(sound_of(token.text), sound) for sound in sounds)
        and not places & _places(token.text, language)
        and not (language == "de" and not stands_alone(token, text, language))
    ]


def stands_alone(token: Token, text: str, language: str) -> bool:
    """Whether a German word with a capital letter has no article, adjective or number before it,
    as names do.
    """
    tokens = tokens_of(text, language)
    before = [one.text for one in tokens if one.end <= token.start][-1:]
    led = any(
        word.lower() in table(language).stop
        or word[0].isdigit()
        or number_word(word.lower(), language) is not None
        or (word.islower() and re.search(r"e[nrsm]?$", word))
        for word in before
    )
    return not led and not NOUN_ENDS.fullmatch(token.text)


@lru_cache(maxsize=20_000)
def sound_of(word: str) -> str:
    """A word as it sounds, roughly, in Latin letters: alike for "Зеленський" and "Zelensky"."""
    plain = folded(re.sub(r"[’'ʼ]s?$", "", word.replace("й", "и").replace("Й", "И")))
    for written, sound in SOUNDS:
        plain = plain.replace(written, sound)
    plain = "".join(CYRILLIC.get(mark, mark) for mark in plain if mark not in "ьъ’'ʼ")
    plain = re.sub(r"c(?![aeiou]|$)|c(?=[aou])", "k", plain)
    return re.sub(r"(.)\1+", r"\1", plain)


@lru_cache(maxsize=100_000)
def sounds_alike(one: str, other: str) -> bool:
    """Whether two sounds can be one name, with or without an ending."""
    from rapidfuzz.fuzz import ratio

    if not one or not other or abs(len(one) - len(other)) > 4:
        return False
    short = min(len(one), len(other))
    if short < 2:
        return one == other
    limit = LIKELY_SHORT if short <= SHORT else LIKELY
    return ratio(one, other) >= limit or (
        short > 2 and one[0] == other[0] and ratio(one[:short], other[:short]) >= limit
    )


@lru_cache(maxsize=20_000)
def _places(word: str, language: str) -> frozenset[str]:
    """The countries and cities that a word may name or be made from, by their codes."""
    plain, sound = folded(word), sound_of(word)
    return frozenset(
        code
        for name, sounded, code in _gazetteer(language)
        if _begins_alike(sound, sounded) or _begins_alike(plain, name)
    )


def _begins_alike(word: str, name: str) -> bool:
    """Whether a word can be made from a name: "німецький" from "Німеччина"."""
    shorter = min(len(word), len(name))
    if shorter < SHORT or max(len(word), len(name)) - shorter > SHORT:
        return word == name
    return word[:SHORT] == name[:SHORT]


@cache
def _gazetteer(language: str) -> tuple[tuple[str, str, str], ...]:
    """Names of countries and large cities with a code, from Unicode's tables in babel."""
    from babel import Locale

    locale = Locale.parse(language)
    found = [(name, code) for code, name in locale.territories.items() if len(code) == 2]
    for zone in Locale.parse("uk").time_zones:  # of all our languages it names the most
        city = locale.time_zones.get(zone, {}).get("city") or str(zone).rpartition("/")[2]
        found.append((city.replace("_", " "), str(zone)))
    for forms in COMMON.values():
        found += [(form, forms[0]) for form in forms[1:]]
    return tuple((folded(name), sound_of(name), code) for name, code in found)


COMMON = {
    "GB": ("GB", "Britain", "British", "UK", "Британія", "Британия", "Великобританія",
           "Великобритания", "Großbritannien", "britisch", "Bretagne", "britannique", "Bretaña",
           "británico", "Bretagna", "britannico", "Brytania", "brytyjski", "Bretanha", "britânico"),
    "US": ("US", "USA", "U.S", "America", "American", "США", "Америка", "American", "EE.UU", "EUA",
           "americano", "américain", "amerikanisch", "amerykański", "американський"),
    "EU": ("EU", "UE", "ЄС", "ЕС", "European", "Europe", "Європа", "Европа", "Europa"),
    "UN": ("UN", "ООН", "ONU", "UNO", "ONZ"),
    "Europe/Kiev": ("Europe/Kiev", "Kyiv", "Kiev", "Kiew", "Києв", "Києві", "Киев", "Киеве",
                    "Kijów", "Kijowie"),
    "NATO": ("NATO", "НАТО", "OTAN"),
}  # fmt: skip
