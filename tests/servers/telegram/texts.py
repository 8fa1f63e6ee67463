"""From the source of a message to what a chat shows: cleaned, trimmed, counted, links found."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.servers.telegram.markup import parse_html, units
from tests.servers.telegram.model import Entity, bad_request

LONGEST_SOURCE = 32_768
LONGEST_TEXT = 4_096
MOST_ENTITIES = 100
LONGEST_ENTITIES = 9_500
REMOVED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
BLANK = " \n\t\u00a0\u00ad\u115f\u1160\u180e\u3000\u3164\ufeff\uffa0\u2800" + "".join(
    chr(code) for code in (*range(0x2000, 0x2010), *range(0x2060, 0x2070))
)
FOUND = (
    ("url", re.compile(r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?:[/?#][^\s<>\"]*)?")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z0-9_]{2,32}\b")),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}\b")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/<>])")),
)


def read_text(source: str, html: bool) -> tuple[str, list[Entity], int]:
    """What people see: text, entities, and how many entities were silently left out.

    Raises:
        ApiError: empty, too long, broken markup.
    """
    if not source:
        raise bad_request("message text is empty")
    if len(source.encode("utf-8", "surrogatepass")) > LONGEST_SOURCE:
        raise bad_request("text is too long")
    text, entities = parse_html(source) if html else (source, [])
    text, entities = _cleaned(text, entities)
    if not text.strip(BLANK):
        raise bad_request("text must be non-empty")
    text, entities = _trimmed(text, entities)
    if units(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    everything = sorted(entities + _found(text, entities), key=lambda entity: entity.offset)
    if sum(len((entity.url or "").encode()) for entity in everything) > LONGEST_ENTITIES:
        raise bad_request("ENTITIES_TOO_LONG")
    return text, everything[:MOST_ENTITIES], max(0, len(everything) - MOST_ENTITIES)


def _cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Control characters become spaces, some characters vanish; entities move along."""
    kept, new_offset, offset = [], [0], 0
    for char in text:
        gone = bool(REMOVED.match(char))
        shown = " " if char < " " and char != "\n" else char
        kept.append("" if gone else shown)
        offset += 0 if gone else units(char)
        new_offset.extend([offset] * units(char))
    return "".join(kept), [
        replace(entity, offset=start, length=end - start)
        for entity in entities
        if (end := new_offset[entity.offset + entity.length]) > (start := new_offset[entity.offset])
    ]


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    left = len(text) - len(text.lstrip(" \n\t"))
    stripped = text.strip(" \n\t")
    shift, length = units(text[:left]), units(stripped)
    moved = []
    for entity in entities:
        start = max(0, entity.offset - shift)
        end = min(length, entity.offset + entity.length - shift)
        if end > start:
            moved.append(replace(entity, offset=start, length=end - start))
    return stripped, moved


def _found(text: str, entities: list[Entity]) -> list[Entity]:
    """Links, mentions, tags and commands that Telegram finds by itself."""
    taken = [
        (entity.offset, entity.offset + entity.length)
        for entity in entities
        if entity.type in {"text_link", "code", "pre"}
    ]
    found = []
    for kind, pattern in FOUND:
        for match in pattern.finditer(text):
            start = units(text[: match.start()])
            end = start + units(match[0])
            if not any(start < high and low < end for low, high in taken):
                taken.append((start, end))
                found.append(Entity(kind, start, end - start))
    return found
