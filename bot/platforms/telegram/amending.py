"""Pure: a message that was sent, with one more line below it."""

from __future__ import annotations

from bot.model import Part
from bot.platforms.telegram.spans import (
    LONGEST_TEXT,
    MOST_ENTITIES,
    Look,
    clean,
    markup,
    span,
    units,
)


def amended(part: Part, line: str) -> Part | None:
    """None where the message has no room for it."""
    line = clean(line)
    text = f"{part.text}\n\n{line}"
    if units(text) > LONGEST_TEXT:
        return None
    html = part.payload.get("html")
    if not html:
        return Part(text=text, payload=part.payload)
    if html.count("</") >= MOST_ENTITIES:
        return None
    drawn = f"{html}\n\n{markup(span(line, Look.ITALIC))}"
    return Part(text=text, payload={**part.payload, "html": drawn})
