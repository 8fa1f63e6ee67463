"""What a page says of itself: title, author, date, outlet, language. Pure over a parsed tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digests.ingest.bylines import find_author
from digests.ingest.clean import clean_line
from digests.ingest.linked import LinkedData
from digests.ingest.pagedates import find_date
from digests.ingest.titles import find_title
from digests.ingest.urls import join

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser


@dataclass(frozen=True, slots=True)
class Facts:
    """As far as the page says so; dates as written there."""

    title: str = ""
    author: str | None = None
    date: str | None = None
    site: str | None = None
    language: str = ""
    url: str | None = None


def read_facts(tree: LexborHTMLParser, url: str) -> Facts:
    """Never fails: what is missing or broken is left empty."""
    metas, linked = dict(_metas(tree)), LinkedData(tree)
    site = metas.get("og:site_name", "") or linked.name(linked.of_page("publisher"))
    site = clean_line(site, 100)
    title = find_title(tree, metas, linked, site, url)
    return Facts(
        title=title,
        author=find_author(tree, metas, linked),
        date=find_date(tree, metas, linked, title, url),
        site=site or None,
        language=_language(tree, metas),
        url=_canonical(tree, metas, url),
    )


def _metas(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """Later ones don't replace earlier ones when read backwards into a dict."""
    for node in reversed(tree.css("meta[content]")[:300]):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = (attributes.get("content") or "").strip()
        if name and content:
            yield name.strip().lower(), content[:2000]


def _language(tree: LexborHTMLParser, metas: dict[str, str]) -> str:
    root = tree.root
    named = (root.attributes.get("lang") if root else "") or metas.get("og:locale") or ""
    found = re.match(r"[a-z]{2}(?=$|[-_])", named.strip().lower())
    return found[0] if found else ""


def _canonical(tree: LexborHTMLParser, metas: dict[str, str], url: str) -> str | None:
    node = tree.css_first("link[rel=canonical][href]")
    for named in ((node.attributes.get("href") if node else ""), metas.get("og:url")):
        if named and (found := join(url, named)):
            return found
    return None
