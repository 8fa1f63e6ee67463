"""What points back is tied to what it points at, or marked as unable to stand alone.

Three ways, the safest first: "The first two" is replaced by the parts of the list before it; a
sentence that starts with "This idea" is joined to the sentence that it follows; otherwise it
stays marked and is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from digests.model import Certainty
from digests.summarise.clauses import LONGEST
from digests.summarise.pronouns import starts_with_pronoun
from digests.summarise.statements import Statement
from digests.text.cues import BY_STRENGTH, OPENS, capitalised, points_back, quotes_paired
from digests.text.tables import table

END = re.compile(r"[.…]$")
ENDS_INSIDE = re.compile(r"[^\W\d_]{3,}[.!?][\"”’»]*\s+[\"“„«‘]*[^\W\d_]")
NEAR = 1  # sentences between a list and what counts its parts


def resolved(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with what points back replaced or joined, in order.

    A sentence that can't stand alone stays in the list, marked, beside its join with the sentence
    before it: both count for what the text is about, only the join can be told.
    """
    found: list[Statement] = []
    before: Statement | None = None
    for statement in statements:
        current = statement
        if before and not statement.alone:
            counted = _counted(before, statement)
            current = counted or statement
            joined = _joined(before, current)
            if joined and counted:
                found[-1] = joined
                before = joined
                continue
            found.append(current)
            if joined:
                found.append(joined)
                current = joined
        else:
            current = _headed(found, statement)
            found.append(current)
        before = current
    return found


def _headed(earlier: list[Statement], statement: Statement) -> Statement:
    """The statement with "The main areas" completed by "of American support" from before it.

    The sentence that only announced them ("Two main areas of American support have been named")
    is then told by this one and gives way.
    """
    cues = table(statement.language)
    found = cues.definite.match(statement.text)
    if not found:
        return statement
    head = re.escape(found["phrase"])
    for place, before in enumerate(earlier):
        close = before.article == statement.article and before.alone
        match = re.search(cues.complement.replace("<head>", head), before.text, re.IGNORECASE)
        if not close or not match or match["of"].lower() in statement.text.lower():
            continue
        if cues.announces.match(before.text):
            del earlier[place]
        end = found.end("phrase")
        return replace(
            statement,
            text=f"{statement.text[:end]}{match['of']}{statement.text[end:]}",
            spans=(*statement.spans, *before.spans[: before.own]),
            added=(*statement.added, match["of"].strip()),
        )
    return statement


def _counted(before: Statement, statement: Statement) -> Statement | None:
    """The statement with "The first two" replaced by the first two parts of the list before it."""
    cues = table(statement.language)
    found = cues.ordinals.match(statement.text)
    if not found or not before.items or not _follows(before, statement):
        return None
    chosen = _chosen(found.groupdict(), before.items, cues.numerals)
    if not chosen:
        return None
    either = cues.conjunctions[0]
    names = f" {either} ".join(f'"{item}"' for item in chosen)
    text = capitalised(names + statement.text[found.end() :])
    return replace(
        statement,
        text=text,
        spans=(*statement.spans, *before.spans[: before.own]),
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
    side = int(numerals.get((groups.get("count") or "").lower(), 0))
    if not side:
        return ()
    return items[:count] if side > 0 else items[-count:]


def _joined(before: Statement, statement: Statement) -> Statement | None:
    """Both sentences as one, parted by a semicolon, where that is short and stands alone.

    The first one keeps who says so in its words: the second may mean just them.
    """
    first = before.whole or before.text
    fits = len(first.split()) + len(statement.text.split()) <= LONGEST
    if not fits or not before.alone or statement.turn or not _follows(before, statement):
        return None
    if OPENS.match(statement.text) or ENDS_INSIDE.search(statement.text):
        return None  # a quotation: somebody else may speak
    same = before.attribution == statement.attribution or not statement.attribution
    if not same or not END.search(first) or before.own > 1 or _means_credit(before, statement):
        return None
    if (before.certainty is Certainty.DENIED) != (statement.certainty is Certainty.DENIED):
        return None  # one mark would stand for both
    text = f"{first[:-1]}; {_lowered(statement.text, statement.language)}"
    own = before.spans[: before.own] + statement.spans[: statement.own]
    support = before.spans[before.own :] + statement.spans[statement.own :]
    return replace(
        before,
        text=text,
        spans=(*own, *(span for span in dict.fromkeys(support) if span not in own)),
        own=len(own),
        added=before.added + statement.added,
        doubt=partial(_weaker, before, statement),
        moved=statement.moved or (before.moved and not before.whole),
        whole="",
        alone=not points_back(text, before.language) and quotes_paired(text),
    )


def _means_credit(before: Statement, statement: Statement) -> bool:
    """Whether a pronoun may mean the source, whom only a sentence that is not told names."""
    credited = bool(before.attribution) and len(before.spans) > before.own and not before.added
    return credited and starts_with_pronoun(statement.text, statement.language)


def _follows(before: Statement, statement: Statement) -> bool:
    gap = statement.first - before.first - before.own
    return before.article == statement.article and gap <= NEAR


def _lowered(text: str, language: str) -> str:
    """The text with a small first letter, unless its first word is "I", a noun or in capitals."""
    first = text.split(" ", 1)[0]
    letters = [mark for mark in first if mark.isalpha()]
    keep = first == "I" or any(mark.isupper() for mark in letters[1:])
    noun = language == "de" and first.lower() not in table(language).stop
    return text if keep or noun else capitalised(text, str.lower)


def _weaker(one: Statement, other: Statement) -> Certainty:
    """How sure the less certain of two is."""
    order = (*BY_STRENGTH, Certainty.REPORTED, Certainty.STATED)
    return min(one.certainty, other.certainty, key=order.index)
