"""Safe shortening: words are only left out, and never a hedge, a negation or a number."""

from __future__ import annotations

import re

from digests.summarise.grounding.marks import QUOTED
from digests.text.cues import capitalised, hedges_in

DATELINE = re.compile(
    r"^(?:[A-ZА-ЯЁІЇЄҐ][A-ZА-ЯЁІЇЄҐ.'’-]+(?:[ ,]+[A-ZА-ЯЁІЇЄҐ][\w.'’-]*){0,4}\s*)"
    r"(?:\([^()]{2,40}\)\s*)?[—–-]{1,2}\s+"
    r"|^\([^()]{2,40}\)\s*(?:[—–-]{1,2}\s+)?"
)
# What stands before an entry of a list or of a live page: "- ", "3. ", "14:32 – ".
MARKER = re.compile(
    r"^(?:[-–—•*·▪●►]\s+|\d{1,2}[.)]\s+|\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?|\s?h|\s?Uhr)?\s*[-–—:|]?\s+)"
    r"(?=[\"“«„]?[^\W\d_a-zа-яёіїєґà-öø-ÿ])"
)
ASIDE = re.compile(r"\s*\([^()]{1,120}\)")
SPACE_BEFORE = re.compile(r"\s+([,.;:!?»”])")
SPACES = re.compile(r"\s+")


def without_asides(text: str, language: str) -> str:
    """The sentence without the mark of a list, dateline and parentheses, with single spaces.

    Parentheses that hold a digit, a hedge or a negation stay, and so do those in a quotation.
    """

    shorter = DATELINE.sub("", MARKER.sub("", text, count=1), count=1)
    said = [quote.span() for quote in QUOTED.finditer(shorter)]

    def aside(found: re.Match[str]) -> str:
        inside = found[0]
        quoted = any(start <= found.start() < end for start, end in said)
        keep = quoted or any(mark.isdigit() for mark in inside) or hedges_in(inside, language)
        return inside if keep else ""

    shorter = ASIDE.sub(aside, shorter)
    plain = SPACE_BEFORE.sub(r"\1", SPACES.sub(" ", shorter)).strip()
    return capitalised(plain) if shorter != text else plain
