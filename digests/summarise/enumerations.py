"""Lists inside a sentence: "four areas: air, sea, land and revival"."""

from __future__ import annotations

import re

from digests.text.tables import table

LIST = re.compile(r"(?:[:–—]|\s-)\s+(?P<list>[^:;–—]{5,200}?)[.!?]?$")
STARTS = ":–—-"  # one of these stands before every list
MARKS = "\"“”„«»‘’' "
LONGEST_ITEM = 6  # words
FEWEST_ITEMS = 3
LONG_LIST = 12  # words


def items_in(text: str, language: str) -> tuple[str, ...]:
    """The parts of a list at the end of a sentence, as written, or nothing.

    A list follows a colon or a dash, has three parts or more (two when in quotation marks), and
    a conjunction before its last.
    """
    found = LIST.search(text) if any(mark in text for mark in STARTS) else None
    conjunctions = table(language).conjunctions
    if not found or not conjunctions:
        return ()
    either = "|".join(sorted(map(re.escape, conjunctions), key=len, reverse=True))
    parts = re.split(rf",\s+(?:(?:{either})\s+)?|\s+(?:{either})\s+", found["list"].strip())
    ended = re.search(rf"(?:^|[\s,])(?:{either})\s+\S+(?:\s+\S+){{0,5}}$", found["list"].strip())
    quoted = all(part[:1] in MARKS for part in parts if part)
    fewest = 2 if quoted else FEWEST_ITEMS
    short = all(0 < len(part.split()) <= LONGEST_ITEM for part in parts)
    if not ended or len(parts) < fewest or not short:
        return ()
    return tuple(part.strip(MARKS) for part in parts)


def worth_listing(text: str, items: tuple[str, ...]) -> bool:
    """Whether a list at the end of a sentence is long enough to be shown as one."""
    at_end = bool(items) and items[-1] in text[-len(items[-1]) - 3 :]
    return at_end and len(items) >= FEWEST_ITEMS and len(" ".join(items).split()) >= LONG_LIST
