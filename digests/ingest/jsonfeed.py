"""JSON Feed 1.0 and 1.1 (jsonfeed.org), which the parsers do not read: pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from digests.errors import UnreadableError
from digests.ingest.clean import clean_line, clean_text
from digests.ingest.dates import read_date
from digests.ingest.feeds import (
    TEXT_LIMIT,
    Entry,
    ParsedFeed,
    agreed_language,
    plain_line,
    plain_text,
)
from digests.ingest.urls import join
from digests.ingest.xml import MOST_ENTRIES


def read_json_feed(text: str, url: str) -> ParsedFeed:
    """Raises UnreadableError, whose `source` is the outcome class."""
    try:
        value = json.loads(text.lstrip("\ufeff"), strict=False)
    except (ValueError, RecursionError):
        raise UnreadableError("broken-feed", "its JSON is damaged") from None
    if not isinstance(value, Mapping) or not isinstance(value.get("items"), list):
        raise UnreadableError("not-a-feed", "this JSON is not a feed")
    items = (item for item in value["items"][:MOST_ENTRIES] if isinstance(item, Mapping))
    entries = tuple(_entry(item, url) for item in items)
    home = value.get("home_page_url")
    return ParsedFeed(
        title=plain_line(value.get("title")),
        link=join(url, home) if isinstance(home, str) else None,
        language=agreed_language(str(value.get("language") or ""), entries),
        entries=entries,
    )


def _entry(item: Mapping[str, Any], url: str) -> Entry:
    link = item.get("url") or item.get("external_url")
    guid = item.get("id")
    written = item.get("content_text")
    body = clean_text(written, TEXT_LIMIT) if isinstance(written, str) else ""
    markup = item.get("content_html") or item.get("summary")
    date = item.get("date_published") or item.get("date_modified")
    return Entry(
        title=clean_line(str(item.get("title") or "")),
        link=join(url, link) if isinstance(link, str) else None,
        guid=clean_line(str(guid), 2000) if guid not in (None, "") else None,
        author=_author(item),
        published=read_date(str(date)) if date else None,
        text=body or plain_text(str(markup or "")),
    )


def _author(item: Mapping[str, Any]) -> str | None:
    found = item.get("authors") or [item.get("author")]
    first = found[0] if isinstance(found, list) else found
    name = first.get("name") if isinstance(first, Mapping) else first
    return clean_line(name, 200) or None if isinstance(name, str) else None
