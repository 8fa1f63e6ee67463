"""Pure: the words around a key point, the same on every platform, in the language spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime

from bot import say
from bot.model import Content, Reply
from bot.say.language import N_, SOURCE, _, locale, ngettext, speaking, spoken
from bot.templates import NO_TEMPLATES, Templates
from digests import Certainty, Digest, DigestSection, DigestStory, KeyPoint

QUALIFIERS = {
    Certainty.STATED: None,
    Certainty.REPORTED: N_("reported"),
    Certainty.EXPECTED: N_("expected"),
    Certainty.POSSIBLE: N_("possible"),
    Certainty.DENIED: N_("denied"),
    Certainty.UNDECIDED: N_("undecided"),
}
OUTLETS_BY_NAME = 2
LONG_STORY = 9  # points from which a story shows its first ones only
FIRST_POINTS = 5
QUOTES = "[\"“”„«»‘’'\\s]*"
ALL_OF_THEM = "and|und|et|y|e|i|oraz|і|й|та|и"  # a list shown line by line needs no "and"

_zone: ContextVar[str] = ContextVar("zone", default="UTC")
_templates: ContextVar[Templates] = ContextVar("templates", default=NO_TEMPLATES)
_by_platform: dict[str, Templates] = {}


def use_templates(by_platform: Mapping[str, Templates]) -> None:
    """Say the operator's words from now on, in every task and thread of this process."""
    _by_platform.clear()
    _by_platform.update(by_platform)


@contextmanager
def read_as(content: Content, platform: str = "") -> Iterator[None]:
    """A reply knows the language and the zone of its readers; a digest is told in the language
    that is spoken, with dates in UTC. The operator's templates are those of the platform."""
    language, zone = "", ""
    if isinstance(content, Reply):
        language, zone = content.language, content.zone
    token = _zone.set(zone or "UTC")
    own = _templates.set(_by_platform.get(platform, NO_TEMPLATES))
    try:
        with speaking(language or spoken()):
            yield
    finally:
        _templates.reset(own)
        _zone.reset(token)


def heading(digest: Digest) -> tuple[str, str]:
    """The title of a digest, and its date where that stands apart."""
    date = day(digest.period.end)
    own = _templates.get().say("title", title=digest.title, date=date)
    return (own, "") if own else (digest.title, date)


def footer(digest: Digest) -> str | None:
    """The operator's last line, if there is one."""
    return _templates.get().say("footer", topic=digest.title, date=day(digest.period.end))


def also() -> str:
    """The title of the points that fit into no section."""
    return _("Also")


def nothing_new() -> str:
    return _("Nothing new.")


def new_mark() -> str:
    """Stands before a point that the chat was not told yet."""
    return _("new")


def qualifier(point: KeyPoint) -> str | None:
    """How sure the source is, in one word, and a language that is not the reader's; or None."""
    word = QUALIFIERS[point.certainty]
    words = [_(word)] if word else []
    words += [in_language(point.foreign)] if point.foreign else []
    return ", ".join(words) or None


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


def _names_source(point: KeyPoint) -> bool:
    """Whether the sentence says itself who says so.

    It does where it is the cited sentence and the source is in it, and where the source stands
    at its end or after a word at its start: "…, Mayor Brandt said on Monday.", "Selon la mairie,
    …". "The mayor will …" does not, where "the mayor said that" was left out.
    """
    source, text = (point.attribution or "").casefold(), point.text.casefold()
    whole = source and not point.shortened and not point.written
    if whole and re.search(rf"(?<!\w){re.escape(source)}(?!\w)", text):
        return True
    if source and text.startswith(source) and _is_joined(point, len(source)):
        return True
    head, comma, rest = text.partition(",")
    return bool(source and comma) and (source in rest.rpartition(",")[2] or source in head[1:])


def _is_joined(point: KeyPoint, length: int) -> bool:
    """Whether two sentences are told as one, and the first still has its "X said that"."""
    if len(point.citations) < 2 or "; " not in point.text:
        return False
    begins = " ".join(point.citations[0].quote.split())[: length + len(" said th")]
    return point.text.casefold().startswith(begins.casefold())


def credit(point: KeyPoint) -> str:
    """Who carries the point, such as "The Telegraph, citing its own sources"."""
    outlets = point.outlets
    source = None if _names_source(point) else point.attribution
    own = _templates.get().say("credit", outlets=outlets, attribution=source)
    if own:
        return own
    names = ", ".join(outlets[:OUTLETS_BY_NAME])
    if len(outlets) > OUTLETS_BY_NAME:
        names = ngettext(
            "{number} outlet: {names} and others",
            "{number} outlets: {names} and others",
            len(outlets),
            names=names,
        )
    if not source:
        return names
    return _("{outlets}, citing {source}", outlets=names, source=source)


def day(moment: datetime, zone: str = "") -> str:
    """A date as people write it: "26 April 2025"; in the zone of who reads it, without another."""
    return say.date(moment, zone or _zone.get())


def byline(story: DigestStory) -> str:
    """Outlets and date of a story: "The Telegraph · 26 April 2025"."""
    own = _templates.get().say(
        "byline", outlets=story.outlets, copies=story.carriers, date=day(story.published)
    )
    if own:
        return own
    names = ", ".join(story.outlets)
    if story.carriers:
        copies = ngettext("{number} copy", "{number} copies", story.carriers)
        names = f"{names} (+ {copies})"
    return f"{names} · {day(story.published)}"


def marks(story: DigestStory) -> tuple[str, ...]:
    """What else a byline says: "update", "corrected", "in Ukrainian"."""
    said = ((story.update, _("update")), (story.corrected, _("corrected")))
    words = [word for true, word in said if true]
    if story.title_foreign:
        return (*words, headline_in(story.title_foreign))
    return (*words, in_language(story.foreign)) if story.foreign else tuple(words)


def headline_in(code: str) -> str:
    """Marks a headline that could not be told in the reader's language."""
    return _("headline in {language}", language=locale().languages.get(code, code))


def in_language(code: str) -> str:
    """Marks what could not be told in the reader's language: "in Ukrainian"."""
    return _("in {language}", language=locale().languages.get(code, code))


def opened_and_folded(
    story: DigestStory,
) -> tuple[tuple[DigestSection, ...], tuple[DigestSection, ...]]:
    """What a story shows at once, and what opens with a tap or stands in a thread.

    A short story shows all of itself, a long one the first points of each section. What fits into
    no section of it folds as a whole.
    """
    if len(story.points) < LONG_STORY:
        return story.sections, ()
    opened: list[DigestSection] = []
    folded: list[DigestSection] = []
    for section, taken in zip(story.sections, _shown_first(story.sections), strict=True):
        for kept, points in ((opened, section.points[:taken]), (folded, section.points[taken:])):
            if points:
                kept.append(replace(section, points=points))
    return tuple(opened), tuple(folded)


def _shown_first(sections: Sequence[DigestSection]) -> list[int]:
    """How many points of each section are shown at once: each has its turn, again and again."""
    titled = any(section.title for section in sections)
    room = [len(one.points) if one.title or not titled else 0 for one in sections]
    taken = [0] * len(sections)
    for _turn in range(FIRST_POINTS):
        behind = [at for at, most in enumerate(room) if taken[at] < most]
        if behind:
            taken[min(behind, key=lambda at: taken[at])] += 1
    return taken


def in_thread_line(count: int) -> str:
    """Stands under a story whose other points are in the thread below the message."""
    return ngettext(
        "{number} more point in the thread", "{number} more points in the thread", count
    )


def earlier_line(story: DigestStory) -> str:
    """One line of context under an update: "Earlier: …"."""
    own = _templates.get().say("earlier", point=story.earlier)
    return own or _("Earlier: {point}", point=story.earlier)


def left_out_line(count: int) -> str:
    """How many stories a digest left out, and how to read them."""
    return f"{left_out(count)}: /more"


def left_out(count: int) -> str:
    own = _templates.get().say("left_out", count=count)
    return own or ngettext("and {number} more story", "and {number} more stories", count)


def notes(digest: Digest) -> tuple[str, ...]:
    """What a reader has to know of how a digest was written, a line each."""
    repaired, replaced = digest.mended("repaired"), digest.mended("replaced")
    return (
        *([note_line(digest.note)] if digest.note else ()),
        *([say.points_repaired(repaired)] if repaired else ()),
        *([say.points_replaced(replaced)] if replaced else ()),
    )


def note_line(note: str) -> str:
    """Says that the chosen summariser could not do its work; why, in the newsroom's own English."""
    return note if spoken() == SOURCE else _("Written by the built-in summariser.")


def continued(title: str) -> str:
    """Stands above a further message of the same digest."""
    return _("{title} (continued)", title=title) if title else _("(continued)")
