"""Interviews: who speaks, by the labels at the start of lines ("Holm: The bridge stays shut")."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

LABEL = re.compile(r"^(?P<who>[^\W\d_][\w.’' -]{0,30}?):[ \t]+(?=\S)", re.MULTILINE)
QUESTION, ANSWER = "Q", "A"
OFTEN = 2  # lines that start with the same label make it a speaker's


class Turn(NamedTuple):
    """What is said, and by whom as far as a name is given."""

    text: str
    who: str | None


def speakers_of(text: str) -> frozenset[str]:
    """The labels of a text that stand for speakers: those of several lines, and "Q" and "A"."""
    seen = Counter(found["who"] for found in LABEL.finditer(text)) if ":" in text else Counter()
    return frozenset(
        who for who, lines in seen.items() if lines >= OFTEN or {QUESTION, ANSWER} & {who}
    )


def turn_of(sentence: str, speakers: frozenset[str]) -> Turn | None:
    """The turn that a sentence opens, or None where it opens none."""
    found = LABEL.match(sentence)
    if not found or found["who"] not in speakers:
        return None
    nameless = found["who"] in (QUESTION, ANSWER)
    return Turn(sentence[found.end() :], None if nameless else found["who"])
