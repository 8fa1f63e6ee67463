"""The title of a page: pure over a parsed tree.

From a study of 851 pages: the heading that stands in the page's title is the title itself, for what
else is there names the site; and where a page has one main heading that speaks of the same thing in
other words, that is what its readers see.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digests.ingest.clean import clean_line, strip_markup
from digests.ingest.linked import LinkedData

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

LONG_ENOUGH = 12  # letters of a heading
_SEPARATOR = re.compile(r"\s+[|–—\-•·»:/]+\s+|\s*[|•»]\s*")
_WORDS = re.compile(r"\w+")
_HEADINGS = "h1, h2, h3[class*=title i]"


def find_title(
    tree: LexborHTMLParser, metas: dict[str, str], linked: LinkedData, site: str, url: str
) -> str:
    """The headline, or "" when there is none."""
    node = tree.css_first("title")
    headline = clean_line(strip_markup(linked.name(linked.of_article("headline"))))
    named = clean_line(strip_markup(metas.get("og:title") or (node.text() if node else "") or ""))
    title = named or headline
    nodes = [node for node in tree.css(_HEADINGS)[:60] if not _leads_home(node)]
    headings = [clean_line(node.text(separator=" ")) for node in nodes]
    if inside := [heading for heading in headings if _is_title(heading, title)]:
        return inside[0]
    main = [clean_line(node.text(separator=" ")) for node in nodes if node.tag == "h1"]
    main = [heading for heading in dict.fromkeys(main) if heading]
    if len(main) == 1 and _says_the_same(main[0], title, headline):
        return main[0]
    if not title:
        return next((heading for heading in headings if heading), "")
    return _without_site(title, site, url)


def same_words(one: str, other: str) -> bool:
    """Whether two lines differ in spelling and punctuation at most."""
    return _words(one) == _words(other)


def _leads_home(node: LexborNode) -> bool:
    """The name of the site, set as a heading, is a link to its front page."""
    link = node.css_first("a[href]")
    href = (link.attributes.get("href") or "") if link else ""
    return bool(link) and bool(re.fullmatch(r"(?:https?://[^/]+)?/?(?:index\.\w+)?", href))


def _is_title(heading: str, title: str) -> bool:
    """Whether the heading's words stand in the title in one piece, and are most of it."""
    inner, outer = " ".join(_words(heading)), " ".join(_words(title))
    if not inner or f" {inner} " not in f" {outer} ":
        return False
    letters = len(inner.replace(" ", ""))
    return letters >= LONG_ENOUGH or letters >= 0.4 * len(outer.replace(" ", ""))


def _says_the_same(heading: str, title: str, headline: str) -> bool:
    """Whether a third of the heading's words are in the title, or it is the headline itself."""
    words = set(_words(heading))
    if len("".join(words)) < LONG_ENOUGH:
        return False
    return same_words(heading, headline) or 3 * len(words & set(_words(title))) >= len(words)


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
