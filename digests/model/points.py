"""Key points and what they stand on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Certainty(StrEnum):
    """How sure the source is of a key point."""

    STATED = "stated"
    REPORTED = "reported"  # by unnamed sources
    EXPECTED = "expected"
    POSSIBLE = "possible"
    DENIED = "denied"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The sentence that a point stands on: `quote == article.text[start:end]`."""

    article: int
    start: int
    end: int
    quote: str
    outlet: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPoint:
    """One fact of a story in one sentence that stands alone.

    `section` is the title of a section of the topic, or None. `attribution` says who says so
    ("its own sources", "British Prime Minister Keir Starmer"); the outlet is in the citations.
    `first_seen` is when the first article with this fact was taken in. `items` holds the parts of
    an enumeration when a list in the sentence is better shown as a list. `differs` holds one line
    for each way in which outlets disagree, and `against` the sentences where they say so.
    `shortened` is True when words of the cited sentence were left out; `added` holds names that
    were put in for pronouns. `written` is True when a language model put it into its own words;
    `mended` is then "repaired" where it had to write the point anew, and "replaced" where the
    sentence of the article stands in the place of one that said more or less.
    `language` is the code of the language of `text`, or "" for that of its first cited article;
    `foreign` is the same where the reader wants another one. `new` is False when the chat that
    asks was told already.
    """

    text: str
    citations: tuple[Citation, ...]
    first_seen: datetime
    section: str | None = None
    certainty: Certainty = Certainty.STATED
    attribution: str | None = None
    items: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    against: tuple[Citation, ...] = ()
    added: tuple[str, ...] = ()
    shortened: bool = False
    written: bool = False
    mended: str = ""
    language: str = ""
    foreign: str = ""
    score: float = 0.0
    new: bool = True

    @property
    def outlets(self) -> tuple[str, ...]:
        """Outlets that carry this point, in order of citation, each once."""
        return tuple(dict.fromkeys(citation.outlet for citation in self.citations))
