"""Lists of feeds in OPML, as readers export them."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from digests.errors import UnreadableError
from digests.ingest.charset import decode
from digests.ingest.clean import clean_line
from digests.ingest.urls import web_link
from digests.model import Feed


def import_opml(body: bytes, name: str) -> list[tuple[str, str]]:
    """URL and title of every feed in the list, each once, with those before a damaged place.

    Raises:
        UnreadableError: there is no feed in it.
    """
    import listparser

    found = listparser.parse(decode(body))
    feeds = {web_link(feed.url): clean_line(feed.title or "") for feed in found.feeds}
    pairs = [(url, title) for url, title in feeds.items() if url]
    if not pairs:
        raise UnreadableError(name, "there is no feed in this list; is it an OPML file?")
    return pairs


def export_opml(feeds: Iterable[Feed]) -> str:
    lines = [
        f'    <outline type="rss" text={quoteattr(feed.title or feed.url)} '
        f"xmlUrl={quoteattr(feed.url)}/>"
        for feed in feeds
    ]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<opml version="2.0">',
            "  <head><title>Feeds</title></head>",
            "  <body>",
            *lines,
            "  </body>",
            "</opml>",
            "",
        ]
    )
