"""When a page was published: pure over a parsed tree.

JSON-LD and meta tags invent least, in a study of three sets of pages; then a date in the address,
then one that stands beside the headline. Guesses from anywhere else date every other page that has
no date at all, so there are none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digests.ingest.bylines import is_elsewhere
from digests.ingest.clean import clean_line
from digests.ingest.dates import OLDEST, read_date
from digests.ingest.lines import is_boilerplate
from digests.ingest.linked import LinkedData
from digests.ingest.titles import same_words

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

LINES_BEFORE, LINES_BEHIND = 4, 10  # around the headline
LONGEST_LINE = 100
PROSE, SENTENCE = 200, 60  # letters: the text has begun
_METAS = (
    "article:published_time", "article:published", "og:published_time", "datepublished",
    "date.issued", "dcterms.created", "dcterms.date", "dc.date", "dc.date.issued", "dc.created",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "publicationdate", "article.published", "cxenseparse:recs:publishtime",
    "citation_publication_date", "bt:pubdate", "date", "created", "rnews:datepublished",
)  # fmt: skip
_TIMES = (
    "time[pubdate], time[itemprop=datePublished], time.published, time.entry-date, "
    "[itemprop=datePublished][datetime]"
)
_SHOWN = (
    ".submitted, .posted-on, .entry-date, .post-date, .article-date, .publish-date, .published, "
    ".date, .entry-meta, .post-meta",
    "article time[datetime], main time[datetime]",
)
_IN_URL = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?:[/-]|$)")


def find_date(
    tree: LexborHTMLParser, metas: dict[str, str], linked: LinkedData, title: str, url: str
) -> str | None:
    """The date as it is written there, or None."""
    said = str(linked.of_article("datePublished") or "")
    times = [node.attributes.get("datetime") or "" for node in tree.css(_TIMES)[:2]]
    named = [said, *(metas.get(key, "") for key in _METAS), *times]
    date = next(filter(_is_real, named), None)
    return date or _in_url(url) or _beside(tree, title) or _shown(tree)


def _in_url(url: str) -> str | None:
    if found := _IN_URL.search(url):
        date = f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
        return date if _is_real(date) else None
    return None


def _is_real(date: str) -> bool:
    """Not the year 1, which some sites give instead of none."""
    moment = read_date(date) if date else None
    return moment is not None and moment >= OLDEST


def _beside(tree: LexborHTMLParser, title: str) -> str | None:
    """A short line with a date, near the headline: behind it first, up to the text."""
    if tree.body is None or not title:
        return None
    lines = [" ".join(line.split()) for line in tree.body.text(separator="\n").split("\n")]
    lines = [line for line in lines if line]
    for at, line in enumerate(lines):
        if same_words(line, title):
            behind = _before_text(lines[at + 1 : at + 1 + LINES_BEHIND])
            before = lines[max(0, at - LINES_BEFORE) : at][::-1]
            if found := _dated(behind) or _dated(before):
                return found
    return None


def _dated(lines: list[str]) -> str | None:
    """The first line with a date, also one that is spread over two: "8.", "December 2026"."""
    for line, following in zip(lines, [*lines[1:], ""], strict=False):
        both = f"{line} {following}"
        if is_boilerplate(line):
            continue  # a copyright has a year
        if len(line) <= LONGEST_LINE and _is_real(line):
            return line
        if len(both) <= LONGEST_LINE / 2 and not read_date(following) and _is_real(both):
            return both
    return None


def _before_text(lines: list[str]) -> list[str]:
    """Those that stand above the text: a subtitle may be among them, a second sentence not."""
    sentences = 0
    for number, line in enumerate(lines):
        sentences += len(line) >= SENTENCE and line.endswith((".", "!", "?", "…"))
        if sentences > 1 or len(line) >= PROSE:
            return lines[:number]
    return lines


def _shown(tree: LexborHTMLParser) -> str | None:
    """What is marked as a date in the article, if it is one alone and not that of a list."""
    for selector in _SHOWN:
        nodes = [node for node in tree.css(selector)[:20] if not is_elsewhere(node)]
        dates = [
            node.attributes.get("datetime") or clean_line(node.text(separator=" "))
            for node in nodes
        ]
        days = {moment.date(): date for date in dates if (moment := read_date(date[:LONGEST_LINE]))}
        if len(days) == 1:
            return next(iter(days.values()))[:LONGEST_LINE]
    return None
