"""The one file that knows the page extractor: HTML to an article. Runs in a worker process.

Before the extractor sees a page, what a reader would not see is dropped: every extractor tried
keeps hidden text, and that is how prompts for a language model arrive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digests.errors import UnreadableError
from digests.ingest.charset import decode
from digests.ingest.clean import clean_line, clean_text
from digests.ingest.dates import read_date
from digests.ingest.facts import Facts, read_facts
from digests.ingest.lines import is_boilerplate, is_counter
from digests.ingest.outlets import outlet_in_text, outlet_of_url, split_headline
from digests.model import ArticleDraft, TextFrom

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

MOST_TAGS = 150_000
DEEPEST = 2_000
LONGEST_TAG = 20_000
SHORTEST_TEXT = 25  # words; less is no article
PRECISE_ENOUGH = 0.6  # found on 50 pages, held on 131 others: see the design notes

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>?")
_OVERLONG = re.compile(rf"<([a-zA-Z][\w-]*)[^<>]{{{LONGEST_TAG},}}>")
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta",
                   "source", "track", "wbr", "p", "li", "option", "td", "tr", "th"})  # fmt: skip
_HIDDEN = (
    "[hidden]:not(body):not(html), [aria-hidden=true], template, noscript, "
    "[style*='display:none' i], [style*='display: none' i], [style*='visibility:hidden' i], "
    "[style*='visibility: hidden' i], [style*='font-size:0' i]:not([style*='font-size:0.' i]), "
    "[style*='font-size: 0' i]:not([style*='font-size: 0.' i])"
)
_SCRIPT = re.compile(r"<script\b[^>]*>.*?</script\s*>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """What was found in a page; `text` may be empty."""

    text: str
    facts: Facts
    date: str | None


def read_html(body: bytes, url: str, content_type: str = "") -> ArticleDraft:
    """The article of a fetched page.

    Raises:
        UnreadableError: the page is hostile or holds no article.
    """
    return _draft(extract(decode(body, content_type), url), url, url, TextFrom.PAGE)


def read_html_file(body: bytes, name: str) -> ArticleDraft:
    """The article of a stored page; its own canonical address is its URL."""
    return _draft(extract(decode(body), ""), None, name, TextFrom.FILE)


def extract(html: str, url: str, dates: bool = True) -> Page:
    """Text and facts. `dates` allows a guess at the date where the page names none.

    Raises:
        UnreadableError: too many tags, or nested too deep.
    """
    from selectolax.lexbor import LexborHTMLParser

    html = _guard(html.replace("\x00", ""), url)
    tree = LexborHTMLParser(html)
    facts = read_facts(tree, url)
    for node in tree.css(_HIDDEN):
        if node.tag not in ("html", "body"):
            node.decompose()
    text = _main_text(tree)
    date = facts.date or (_guess_date(html, url) if dates else None)
    return Page(text=_without_boilerplate(text, facts.title), facts=facts, date=date)


def _main_text(tree: LexborHTMLParser) -> str:
    """The precise result, unless it is so much shorter that it cut into the article."""
    cleaned = tree.html or ""
    full = _trafilatura(cleaned, precise=False)
    precise = _trafilatura(cleaned, precise=True)
    return precise if len(precise) >= PRECISE_ENOUGH * len(full) else full


def _trafilatura(html: str, precise: bool) -> str:
    from trafilatura import extract as extract_text

    found = extract_text(html, favor_precision=precise, include_comments=False)
    return found or ""


def _guess_date(html: str, url: str) -> str | None:
    """Only where the address or a visible line gives a hint that can be checked."""
    if found := re.search(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?:[/-]|$)", url):
        guess = f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
        return guess if read_date(guess) else None
    from htmldate import find_date

    try:
        return find_date(html, extensive_search=False, original_date=True)
    except (ValueError, TypeError, RecursionError):
        return None


def _guard(html: str, url: str) -> str:
    """Cut overlong tags; refuse what makes parsers quadratic."""
    depth = 0
    for number, found in enumerate(_TAG.finditer(_SCRIPT.sub("", html))):
        if found[2].lower() not in _VOID and not found[3].endswith("/"):
            depth = max(0, depth + (-1 if found[1] else 1))
        if number > MOST_TAGS:
            raise UnreadableError(url or "page", f"the page has over {MOST_TAGS:,} tags")
        if depth > DEEPEST:
            raise UnreadableError(url or "page", "the page is nested too deep")
    return _OVERLONG.sub(r"<\1>", html) if len(html) > LONGEST_TAG else html


def _without_boilerplate(text: str, title: str) -> str:
    kept = [
        line
        for line in clean_text(text).split("\n")
        if not is_boilerplate(line) and not (line and is_counter(line))
    ]
    if kept and title and kept[0].strip() == title:
        kept = kept[1:]
    return "\n".join(kept).strip()


def _draft(page: Page, url: str | None, name: str, text_from: TextFrom) -> ArticleDraft:
    if len(page.text.split()) < SHORTEST_TEXT and len(page.text) < SHORTEST_TEXT * 5:
        raise UnreadableError(name, "no article text was found in the page")
    facts = page.facts
    title = facts.title or page.text.split("\n")[0]
    title, outlet = split_headline(clean_line(title), page.text)
    url = url or facts.url
    outlet = facts.site or outlet or outlet_of_url(url) or outlet_in_text(page.text) or name
    return ArticleDraft(
        title=title,
        text=page.text,
        outlet=clean_line(outlet, 200),
        url=url,
        author=facts.author,
        published=read_date(page.date) if page.date else None,
        language=facts.language,
        text_from=text_from,
    )
