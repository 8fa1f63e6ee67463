"""What a page says of itself: title, author, date, outlet, language. Pure over a parsed tree.

The rules come from a study of 851 pages: a heading inside the page's title is the title; JSON-LD
and meta tags invent least; a guessed date never outranks a named one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from digests.ingest.clean import clean_line, strip_markup
from digests.ingest.dates import read_date
from digests.ingest.urls import join

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

ARTICLE_TYPES = ("article", "newsarticle", "blogposting", "reportagenewsarticle", "report",
                 "socialmediaposting", "liveblogposting", "opinionnewsarticle", "webpage",
                 "analysisnewsarticle", "techarticle", "scholarlyarticle")  # fmt: skip
_DATE_METAS = (
    "article:published_time", "article:published", "og:published_time", "datepublished",
    "date.issued", "dcterms.created", "dcterms.date", "dc.date", "dc.date.issued", "dc.created",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "publicationdate", "article.published", "cxenseparse:recs:publishtime",
    "citation_publication_date", "bt:pubdate", "date", "created", "rnews:datepublished",
)  # fmt: skip
_AUTHOR_METAS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator",
                 "dcterms.creator", "byl", "cxenseparse:author", "citation_author", "og:author",
                 "article:author_name", "rnews:author", "dc.creator.personalname")  # fmt: skip
_SEPARATOR = re.compile(r"\s+[|–—\-•·»:/]+\s+|\s*[|•»]\s*")
_BY = re.compile(r"^(?:by|von|par|por|autor(?:in)?|author|text|di)\s*:?\s+", re.IGNORECASE)
_NO_AUTHOR = re.compile(
    r"https?:|@|^\W*$|\d{3}|^(?:admin(?:istrator)?|editor|redaktion|redaction|redazione|staff|root|"
    r"webmaster|wordpress|user|guest|team|online|news|press|\w+-redaktion)$",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Facts:
    """As far as the page says so; dates as written there. `is_article` by its own word."""

    title: str = ""
    author: str | None = None
    date: str | None = None
    site: str | None = None
    language: str = ""
    url: str | None = None


def read_facts(tree: LexborHTMLParser, url: str) -> Facts:
    """Never fails: what is missing or broken is left empty."""
    metas = dict(_metas(tree))
    linked = list(_linked_data(tree))
    site = clean_line(metas.get("og:site_name", "") or _name(_first(linked, "publisher")), 100)
    return Facts(
        title=_title(tree, metas, linked, site, url),
        author=_author(metas, linked),
        date=_date(tree, metas, linked),
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


def _linked_data(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """Objects of JSON-LD that describe an article."""
    for node in tree.css('script[type="application/ld+json"]')[:20]:
        content = (node.text(deep=True) or "").strip()[:500_000]
        try:
            yield from _articles(json.loads(content, strict=False), 0)
        except (ValueError, RecursionError):
            continue


def _articles(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value[:50]:
            yield from _articles(item, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        if any(str(name).lower() in ARTICLE_TYPES for name in names):
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles(value.get(key), depth + 1)


def _first(linked: list[dict[str, Any]], key: str) -> Any:
    return next((item[key] for item in linked if item.get(key)), None)


def _name(value: Any) -> str:
    """The name of a person or organisation in any of the forms that JSON-LD allows."""
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, map(_name, value[:5]))))
    if isinstance(value, dict):
        return _name(value.get("name"))
    return value.strip() if isinstance(value, str) else ""


def _title(
    tree: LexborHTMLParser, metas: dict[str, str], linked: list[dict[str, Any]], site: str, url: str
) -> str:
    node = tree.css_first("title")
    named = metas.get("og:title") or (node.text() if node else "") or ""
    title = clean_line(strip_markup(named or str(_first(linked, "headline") or "")))
    headings = [clean_line(node.text(separator=" ")) for node in tree.css("h1, h2")[:60]]
    for heading in headings:
        if _is_title(heading, title):
            return heading
    if not title:
        return next((heading for heading in headings if heading), "")
    return _without_site(title, site, url)


def _is_title(heading: str, title: str) -> bool:
    """Whether the heading's words stand in the title in one piece, and are most of it."""
    inner, outer = " ".join(_words(heading)), " ".join(_words(title))
    if not inner or f" {inner} " not in f" {outer} ":
        return False
    letters = len(inner.replace(" ", ""))
    return letters >= 12 or letters >= 0.4 * len(outer.replace(" ", ""))


def _without_site(title: str, site: str, url: str) -> str:
    """Cut a last (or first) segment that names the site."""
    parts = [part for part in _SEPARATOR.split(title) if part.strip()]
    if len(parts) < 2:
        return title
    host = "".join(_words(re.sub(r"^https?://(?:www\.)?|/.*$", "", url)))
    for edge, rest in (
        (parts[-1], title[: title.rfind(parts[-1])]),
        (parts[0], title[len(parts[0]) :]),
    ):
        name = "".join(_words(edge))
        if name and (name == "".join(_words(site)) or name in host):
            return rest.strip(" |–—-•·»:/") or title
    return title


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())


def _author(metas: dict[str, str], linked: list[dict[str, Any]]) -> str | None:
    found = [_name(_first(linked, "author")), *(metas.get(name, "") for name in _AUTHOR_METAS)]
    for name in found:
        plain = _BY.sub("", clean_line(strip_markup(name), 200))
        if plain and not _NO_AUTHOR.search(plain) and len(plain.split()) <= 12:
            return plain
    return None


def _date(
    tree: LexborHTMLParser, metas: dict[str, str], linked: list[dict[str, Any]]
) -> str | None:
    times = [
        node.attributes.get("datetime") or ""
        for node in tree.css(
            "time[pubdate], time[itemprop=datePublished], time.published, "
            "time.entry-date, [itemprop=datePublished][datetime]"
        )[:3]
    ]
    named = [
        str(_first(linked, "datePublished") or ""),
        *(metas.get(key, "") for key in _DATE_METAS),
    ]
    return next((date for date in (*named, *times) if date and read_date(date)), None)


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
