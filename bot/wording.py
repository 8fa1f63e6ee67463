"""Pure: the words around a key point, the same on every platform."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from digests import Certainty, DigestStory, KeyPoint

ALSO = "Also"
NOTHING_NEW = "Nothing new."

QUALIFIERS = {
    Certainty.STATED: None,
    Certainty.REPORTED: "reported",
    Certainty.EXPECTED: "expected",
    Certainty.POSSIBLE: "possible",
    Certainty.DENIED: "denied",
    Certainty.UNDECIDED: "undecided",
}
OUTLETS_BY_NAME = 2
QUOTES = "[\"“”„«»‘’'\\s]*"
ALL_OF_THEM = "and|und|et|y|e|i|oraz|і|й|та|и"  # a list shown line by line needs no "and"


def qualifier(point: KeyPoint) -> str | None:
    """How sure the source is, in one word; None for what is plainly stated."""
    return QUALIFIERS[point.certainty]


def told(point: KeyPoint) -> tuple[str, tuple[str, ...]]:
    """The text and the list below it, so that no part of the list is shown twice.

    A text that ends in the list ends in a colon before it; one that holds all the parts elsewhere
    is left whole and needs no list. Parts that the text does not hold are always listed.
    """
    if not point.items:
        return point.text, ()
    head = _before_list(point.text, point.items)
    if head:
        return f"{head}:", point.items
    held = all(item in point.text for item in point.items)
    return point.text, () if held else point.items


def _before_list(text: str, items: tuple[str, ...]) -> str | None:
    """What stands before a list at the end of a text, after a colon or dash; else None."""
    parts = rf"{QUOTES}(?:,|,?\s(?:{ALL_OF_THEM})\s){QUOTES}".join(map(re.escape, items))
    listed = rf"(?s)(?P<head>.*\w{QUOTES})(?:[:–—]|\s-)\s{QUOTES}{parts}{QUOTES}[.…]?{QUOTES}"
    found = re.fullmatch(listed, text) if len(items) > 1 else None
    return found["head"].strip() if found else None


def credit(point: KeyPoint) -> str:
    """Who carries the point, such as "The Telegraph, citing its own sources"."""
    outlets = point.outlets
    names = ", ".join(outlets[:OUTLETS_BY_NAME])
    if len(outlets) > OUTLETS_BY_NAME:
        names = f"{len(outlets)} outlets: {names} and others"
    return f"{names}, citing {point.attribution}" if point.attribution else names


def day(moment: datetime, zone: str) -> str:
    """A date as people write it: "26 April 2025"."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%B %Y}"


def byline(story: DigestStory, zone: str = "UTC") -> str:
    """Outlets and date of a story: "The Telegraph · 26 April 2025"."""
    names = ", ".join(story.outlets)
    if story.carriers:
        copies = "1 copy" if story.carriers == 1 else f"{story.carriers} copies"
        names = f"{names} (+ {copies})"
    return f"{names} · {day(story.published, zone)}"


def marks(story: DigestStory) -> tuple[str, ...]:
    """What else a byline says: "update", "corrected"."""
    said = ((story.update, "update"), (story.corrected, "corrected"))
    return tuple(word for true, word in said if true)


def earlier_line(story: DigestStory) -> str:
    """One line of context under an update: "Earlier: …"."""
    return f"Earlier: {story.earlier}"


def left_out_line(count: int) -> str:
    """How many stories a digest left out, and how to read them."""
    return f"and {count} more {'story' if count == 1 else 'stories'}: /more"
