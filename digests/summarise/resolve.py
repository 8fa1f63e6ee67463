"""What points back is tied to what it points at, or marked as unable to stand alone.

Three ways, the safest first: "The first two" is replaced by the parts of the list before it; a
sentence that starts with "This idea" is joined to the sentence that it follows; otherwise it
stays marked and is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from digests.model import Certainty
from digests.summarise.compress import LONGEST
from digests.summarise.statements import Statement
from digests.text.cues import BY_STRENGTH, capitalised, is_dangling, quotes_paired
from digests.text.tables import table

END = re.compile(r"[.…]$")
NEAR = 1  # sentences between a list and what counts its parts


def resolved(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with ordinals replaced, and every safe join added behind its parts."""
    found: list[Statement] = []
    before: Statement | None = None
    for statement in statements:
        current = statement
        if not statement.alone and before:
            current = _counted(before, statement) or statement
        found.append(current)
        if not current.alone and before:
            joined = _joined(before, current)
            if joined:
                found.append(joined)
                current = joined
        before = current
    return found


def _counted(before: Statement, statement: Statement) -> Statement | None:
    """The statement with "The first two" replaced by the first two parts of the list before it."""
    cues = table(statement.language)
    found = cues.ordinals.match(statement.text)
    if not found or not before.items or not _follows(before, statement):
        return None
    chosen = _chosen(found.groupdict(), before.items, cues.numerals)
    if not chosen:
        return None
    either = sorted(cues.conjunctions)[0]
    names = f" {either} ".join(f'"{item}"' for item in chosen)
    text = capitalised(names + statement.text[found.end() :])
    return replace(
        statement,
        text=text,
        spans=(*before.spans[:1], *statement.spans),
        added=(*statement.added, *chosen),
        alone=True,
    )


def _chosen(
    groups: dict[str, str | None], items: tuple[str, ...], numerals: object
) -> tuple[str, ...]:
    if not isinstance(numerals, dict):
        return ()
    nth = groups.get("nth") or groups.get("former")
    if nth:
        place = int(numerals.get(nth.lower(), 0))
        if groups.get("former") and len(items) != 2:
            return ()
        return (items[place - 1 if place > 0 else place],) if 0 < abs(place) <= len(items) else ()
    count = int(numerals.get((groups.get("number") or "").lower(), 0))
    if not 0 < count < len(items):
        return ()
    return items[:count] if (groups.get("count") or "").lower() == "first" else items[-count:]


def _joined(before: Statement, statement: Statement) -> Statement | None:
    """Both sentences as one, parted by a semicolon, where that is short and stands alone."""
    fits = len(before.text.split()) + len(statement.text.split()) <= LONGEST
    if not fits or not before.alone or not _follows(before, statement):
        return None
    same = before.attribution == statement.attribution or not statement.attribution
    if not same or not END.search(before.text) or len(before.spans) > 2:
        return None
    text = f"{before.text[:-1]}; {_lowered(statement.text)}"
    return replace(
        before,
        text=text,
        spans=(*before.spans, *statement.spans),
        certainty=_weaker(before.certainty, statement.certainty),
        moved=before.moved or statement.moved,
        alone=not is_dangling(text, before.language) and quotes_paired(text),
    )


def _follows(before: Statement, statement: Statement) -> bool:
    gap = statement.first - before.first - len(before.spans)
    return before.article == statement.article and gap <= NEAR


def _lowered(text: str) -> str:
    """The text with a small first letter, unless its first word is a name or "I"."""
    first = text.split(" ", 1)[0]
    keep = len(first) > 1 and first[1:].lower() != first[1:] or first == "I"
    return text if keep else text[:1].lower() + text[1:]


def _weaker(one: Certainty, other: Certainty) -> Certainty:
    """The less certain of two."""
    order = (*BY_STRENGTH, Certainty.REPORTED, Certainty.STATED)
    return min(one, other, key=order.index)
