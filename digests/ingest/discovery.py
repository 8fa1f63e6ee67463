"""The feeds that a page names, best first. Runs in a worker: it parses HTML."""

from __future__ import annotations

import re

from digests.ingest.charset import decode
from digests.ingest.guard import guarded
from digests.ingest.urls import join

TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json",
         "application/rdf+xml")  # fmt: skip
MOST = 20
_LIKE_A_FEED = re.compile(
    r"(?:^|[/.?=&_-])(?:feed|feeds|rss|rss2|atom|rdf)(?:$|[/.?=&_-])|\.(?:rss|atom|rdf)$", re.I
)
_LINK = re.compile(r"<([^<>]{1,4096})>\s*((?:;[^,<]*)*)")


def find_feeds(body: bytes, url: str, content_type: str = "", links: str = "") -> list[str]:
    """Addresses named by `<link rel=alternate>`, then by `Link` headers, then by anchors that look
    like feeds; feeds of comments last. At most 20.

    Raises:
        UnreadableError: the page is one that hangs parsers.
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(guarded(decode(body, content_type), url))
    base_node = tree.css_first("base[href]")
    base = (join(url, base_node.attributes.get("href") or "") if base_node else None) or url
    named: list[str] = []
    for node in tree.css("link[href][rel]"):
        values = node.attributes
        rel = (values.get("rel") or "").lower().split()
        if "alternate" in rel and _is_feed(values.get("type")) and "hreflang" not in values:
            named.append(values.get("href") or "")
    for target, parameters in _LINK.findall(links):
        if "alternate" in parameters.lower() and any(kind in parameters for kind in TYPES):
            named.append(target)
    if not named:
        anchors = (node.attributes.get("href") or "" for node in tree.css("a[href]"))
        named = [href for href in anchors if _LIKE_A_FEED.search(href)]
    found = dict.fromkeys(filter(None, (join(base, href) for href in named if href.strip())))
    return sorted(found, key=lambda address: "comment" in address.lower())[:MOST]


def _is_feed(kind: str | None) -> bool:
    return (kind or "").split(";")[0].strip().lower() in TYPES
