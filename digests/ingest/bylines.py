"""Who wrote a page: pure over a parsed tree.

What the page says to machines comes first; else the line that it shows its readers. A name in a
list of other articles or among comments is nobody's here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digests.ingest.clean import clean_line, strip_markup
from digests.ingest.dates import month_number
from digests.ingest.linked import LinkedData

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

LONGEST_NAME = 60  # letters, in a line that is shown
MOST_NAMES = 3  # different ones under one selector: more is a list of articles
_AUTHOR_METAS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator",
                 "dcterms.creator", "byl", "cxenseparse:author", "citation_author", "og:author",
                 "article:author_name", "rnews:author", "dc.creator.personalname")  # fmt: skip
_SHOWN = (
    "[rel~=author]", "[itemprop=author]", ".vcard.author, .author .fn, .vcard .fn",
    "[class*=byline i]", "[class*=author-name i], [class*=author_name i], [class*=authorname i]",
    ".submitted .username", ".auteur, .auteurs, .autor, .autorin", "[class*=meta--author i]",
    ".author, .post-author, .entry-author, .article-author, .author-link",
    "a[href*='/author/'], a[href*='/authors/'], a[href*='/autor/'], a[href*='/auteur/']",
)  # fmt: skip
_ELSEWHERE = re.compile(
    r"comment|kommentar|respond|sidebar|widget|related|recent|teaser|footer|popular|trending|"
    r"recommend|photo|image|caption|bildunter", re.IGNORECASE,
)  # fmt: skip
_BY = re.compile(
    r"^(?:.{0,60}?\b)?(?:by|von|vom|par|por|di|door|av|af|przez|автор|autor(?:in)?|author|text|"
    r"written by|posted by|geschrieben von|escrito por)\s*:?\s+(?=\S)", re.IGNORECASE,
)  # fmt: skip
_BEHIND = re.compile(
    r"\s*(?:[|•·»/(\[–—]|\s-\s|,?\s*\d|,\s|\b(?:on|am|le|el|il|updated|published|in|für|for|at|"
    r"vor|posted|veröffentlicht)\b\s).*$", re.IGNORECASE | re.DOTALL,
)  # fmt: skip
_NO_AUTHOR = re.compile(
    r"https?:|@|^\W*$|\d{3}|^(?:admin(?:istrator)?|editor|redaktion|redaction|redazione|staff|root|"
    r"webmaster|wordpress|user|guest|team|online|news|press|\w+-redaktion|autor(?:in)?|authors?|"
    r"by|von|par|por|about.*|über.*|more.*|mehr.*|view.*|all posts.*|alle .*|follow.*|share.*|"
    r"follow|share|home|kontakt|contact|impressum|anonymous|unknown|redacci[oó]n.*)$",
    re.IGNORECASE,
)


def find_author(tree: LexborHTMLParser, metas: dict[str, str], linked: LinkedData) -> str | None:
    """One or more names, or None."""
    named = [linked.name(linked.of_article("author")), *map(metas.get, _AUTHOR_METAS)]
    if _BY.match(f"{metas.get('twitter:label1', '')} x"):
        named.append(metas.get("twitter:data1"))
    for name in named:
        plain = _BY.sub("", clean_line(strip_markup(name or ""), 200))
        if plain and not _NO_AUTHOR.search(plain) and len(plain.split()) <= 12:
            return plain
    return next(filter(None, (_shown(tree, selector) for selector in _SHOWN)), None)


def _shown(tree: LexborHTMLParser, selector: str) -> str | None:
    nodes = [node for node in tree.css(selector)[:20] if not is_elsewhere(node)]
    names = [name for name in map(_name_in, nodes) if name]
    return names[0] if names and len(set(names)) <= MOST_NAMES else None


def _name_in(node: LexborNode) -> str | None:
    line = clean_line(node.text(separator=" "), 200)
    if node.tag == "meta":
        line = clean_line(node.attributes.get("content") or "")
    whole = _BY.sub("", line)
    name = _BEHIND.sub("", whole)
    before, _, last = name.rpartition(" ")
    if before and whole[len(name) :].lstrip()[:1].isdigit() and month_number(last):
        name = before  # a date stands behind it
    name = name.strip(" ,:;.-–—|")
    if not name or len(name) > LONGEST_NAME or len(name.split()) > 5:
        return None
    return None if _NO_AUTHOR.search(name) or not name[0].isalpha() else name


def is_elsewhere(node: LexborNode) -> bool:
    """In what stands around an article."""
    at: LexborNode | None = node
    while at is not None and at.tag not in ("body", "html", "article"):
        names = f"{at.attributes.get('class') or ''} {at.attributes.get('id') or ''}"
        if at.tag in ("footer", "aside", "nav", "figure") or _ELSEWHERE.search(names):
            return True
        at = at.parent
    return False
