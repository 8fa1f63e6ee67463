"""Pure: the words around a key point, the same on every platform, in the language spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from bot import say
from bot.model import Content, Reply
from bot.say.language import N_, _, ngettext, speaking, spoken
from digests import Certainty, DigestStory, KeyPoint

QUALIFIERS = {
    Certainty.STATED: None,
    Certainty.REPORTED: N_("reported"),
    Certainty.EXPECTED: N_("expected"),
    Certainty.POSSIBLE: N_("possible"),
    Certainty.DENIED: N_("denied"),
    Certainty.UNDECIDED: N_("undecided"),
}
OUTLETS_BY_NAME = 2
QUOTES = "[\"“”„«»‘’'\\s]*"
ALL_OF_THEM = "and|und|et|y|e|i|oraz|і|й|та|и"  # a list shown line by line needs no "and"

_zone: ContextVar[str] = ContextVar("zone", default="UTC")


@contextmanager
def read_as(content: Content) -> Iterator[None]:
    """A reply knows the language and the zone of its readers; a digest is told in the language
    that is spoken, with dates in UTC."""
    language, zone = "", ""
    if isinstance(content, Reply):
        language, zone = content.language, content.zone
    token = _zone.set(zone or "UTC")
    try:
        with speaking(language or spoken()):
            yield
    finally:
        _zone.reset(token)


def also() -> str:
    """The title of the points that fit into no section."""
    return _("Also")


def nothing_new() -> str:
    return _("Nothing new.")


def new_mark() -> str:
    """Stands before a point that the chat was not told yet."""
    return _("new")


def qualifier(point: KeyPoint) -> str | None:
    """How sure the source is, in one word; None for what is plainly stated."""
    word = QUALIFIERS[point.certainty]
    return _(word) if word else None


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
        names = ngettext(
            "{number} outlet: {names} and others",
            "{number} outlets: {names} and others",
            len(outlets),
            names=names,
        )
    if not point.attribution:
        return names
    return _("{outlets}, citing {source}", outlets=names, source=point.attribution)


def day(moment: datetime, zone: str = "") -> str:
    """A date as people write it: "26 April 2025"; in the zone of who reads it, without another."""
    return say.date(moment, zone or _zone.get())


def byline(story: DigestStory) -> str:
    """Outlets and date of a story: "The Telegraph · 26 April 2025"."""
    names = ", ".join(story.outlets)
    if story.carriers:
        copies = ngettext("{number} copy", "{number} copies", story.carriers)
        names = f"{names} (+ {copies})"
    return f"{names} · {day(story.published)}"


def marks(story: DigestStory) -> tuple[str, ...]:
    """What else a byline says: "update", "corrected"."""
    said = ((story.update, _("update")), (story.corrected, _("corrected")))
    return tuple(word for true, word in said if true)


def earlier_line(story: DigestStory) -> str:
    """One line of context under an update: "Earlier: …"."""
    return _("Earlier: {point}", point=story.earlier)


def left_out_line(count: int) -> str:
    """How many stories a digest left out, and how to read them."""
    return f"{left_out(count)}: /more"


def left_out(count: int) -> str:
    return ngettext("and {number} more story", "and {number} more stories", count)


def continued(title: str) -> str:
    """Stands above a further message of the same digest."""
    return _("{title} (continued)", title=title) if title else _("(continued)")
