"""The one file that knows the feed parsers: bytes to entries. Runs in a worker process.

fastfeedparser reads most feeds eight times faster; feedparser reads what it refuses or finds empty:
damaged ones and odd encodings. Both get text that we decoded and cleaned.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digests.errors import UnreadableError
from digests.ingest.charset import decode
from digests.ingest.clean import clean_line, clean_text, drop_elements, strip_markup
from digests.ingest.dates import read_date
from digests.ingest.urls import join, web_link
from digests.ingest.xml import MOST_ENTRIES, prepare
from digests.text.language import RENAMED, detect_language

TEXT_LIMIT = 100_000
# Languages that a few lines may be taken for each other: there the feed knows best.
ALIKE = ("uk ru be bg mk", "nb nn da sv", "cs sk pl", "hr sr bs sl", "es pt gl ca it", "id ms",
         "nl af de lb")  # fmt: skip
_BLOCK = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|blockquote|tr|table|section|figure)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_DROPPED = ("script", "style", "iframe", "figcaption")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry; `text` is plain. Any field may be missing."""

    title: str = ""
    link: str | None = None
    guid: str | None = None
    author: str | None = None
    published: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """What a feed says; `ttl_minutes` is how long it asks to be left alone."""

    title: str = ""
    link: str | None = None
    language: str = ""
    ttl_minutes: int | None = None
    entries: tuple[Entry, ...] = ()


def read_feed(body: bytes, url: str, content_type: str = "") -> ParsedFeed:
    """Raises UnreadableError, whose `source` is the outcome class (see `replies.OUTCOMES`)."""
    if not body.strip():
        raise UnreadableError("empty", "the body is empty")
    text = decode(body, content_type)
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        from digests.ingest.jsonfeed import read_json_feed

        return read_json_feed(text, url)
    text = prepare(text)
    found = _fast(text)
    if found is None or not found.get("entries"):
        found = _thorough(text, url) or found
    if found is None:
        raise UnreadableError("broken-feed", "it is too damaged to be read")
    return _parsed(found, url, text)


def _fast(text: str) -> Mapping[str, Any] | None:
    import fastfeedparser

    try:
        return dict(fastfeedparser.parse(text, include_tags=False, include_media=False))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError):
        return None  # it raises on damage of many kinds; the thorough one is next


def _thorough(text: str, url: str) -> Mapping[str, Any] | None:
    import feedparser

    found = feedparser.parse(
        text.encode("utf-8"),
        response_headers={
            "content-type": "application/xml; charset=utf-8",
            "content-location": url,
        },
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    return found if found.get("version") or found.get("entries") else None


def _parsed(found: Mapping[str, Any], url: str, text: str) -> ParsedFeed:
    about = found.get("feed") or {}
    base = _xml_base(text, url)
    entries = tuple(_entry(item, base) for item in found["entries"][:MOST_ENTRIES])
    return ParsedFeed(
        title=plain_line(about.get("title")),
        link=join(base, str(about.get("link") or "")) if about.get("link") else None,
        language=agreed_language(about.get("language") or _said_language(text), entries),
        ttl_minutes=_ttl(text),
        entries=entries,
    )


def _entry(item: Mapping[str, Any], base: str) -> Entry:
    content = next(
        (
            part.get("value")
            for part in item.get("content") or ()
            if isinstance(part, Mapping) and part.get("value")
        ),
        None,
    )
    body = content or item.get("summary") or item.get("description") or ""
    guid = clean_line(str(item.get("id") or ""), 2000)
    link = join(base, str(item.get("link") or "")) if item.get("link") else web_link(guid)
    date = item.get("published") or item.get("updated") or ""
    return Entry(
        title=plain_line(item.get("title")),
        link=link,
        guid=guid or None,
        author=plain_line(item.get("author"))[:200] or None,
        published=read_date(str(date)),
        text=plain_text(str(body)),
    )


def plain_line(value: object) -> str:
    """Titles of RSS are HTML, once or twice escaped."""
    text = str(value or "")[:200_000]
    return clean_line(strip_markup(strip_markup(text)))


def plain_text(markup: str) -> str:
    """The text of an HTML fragment, a line for each block."""
    markup = drop_elements(markup[: TEXT_LIMIT * 4], _DROPPED)
    return clean_text(strip_markup(_BLOCK.sub("\n", markup)), TEXT_LIMIT)


def _xml_base(text: str, url: str) -> str:
    found = re.search(r"<(?:feed|rss|rdf:RDF)\b[^>]*?\bxml:base\s*=\s*[\"']([^\"']+)", text[:4000])
    return (join(url, found[1]) if found else None) or url


def agreed_language(said: str, entries: Sequence[Entry]) -> str:
    """What a feed says, where its words agree: many say “en” because their software does. Asking
    once for a feed spares the question for every entry.
    """
    code = said.strip()[:2].lower()
    code = RENAMED.get(code, code)
    sample = "\n".join(f"{entry.title}\n{entry.text[:200]}" for entry in entries[:10])
    found = detect_language(sample)
    alike = any({code, found} <= set(family.split()) for family in ALIKE)
    return code if code and (found in (code, "") or alike) else ""


def _said_language(text: str) -> str:
    found = re.search(r"<(?:dc:)?language>\s*([a-zA-Z]{2})\b", text[:20_000])
    return found[1] if found else ""


def _ttl(text: str) -> int | None:
    """RSS `<ttl>` in minutes, or the syndication module's period."""
    head = text[:20_000]
    if found := re.search(r"<ttl>\s*(\d{1,6})\s*</ttl>", head, re.IGNORECASE):
        return int(found[1])
    period = re.search(r"<sy:updatePeriod>\s*(\w+)", head)
    minutes = {"hourly": 60, "daily": 1440, "weekly": 10_080}.get(period[1] if period else "")
    if minutes is None:
        return None
    times = re.search(r"<sy:updateFrequency>\s*(\d{1,4})", head)
    return max(1, minutes // max(1, int(times[1]) if times else 1))
