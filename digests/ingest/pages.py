"""The one file that knows the page extractor: HTML to an article. Runs in a worker process.

Before the extractor sees a page, what a reader would not see is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digests.errors import UnreadableError
from digests.ingest.charset import decode
from digests.ingest.clean import clean_line, clean_text, is_noise
from digests.ingest.dates import read_date
from digests.ingest.facts import Facts, read_facts
from digests.ingest.guard import guarded
from digests.ingest.hidden import drop_hidden
from digests.ingest.lines import is_boilerplate, is_counter
from digests.ingest.outlets import outlet_in_text, outlet_of_url, split_headline
from digests.ingest.titles import same_words
from digests.model import ArticleDraft, TextFrom

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

SHORTEST_TEXT = 25  # words; less is no article
PRECISE_ENOUGH = 0.6  # found on 50 pages, held on 131 others: see the design notes
SHORT_RESULT = 300  # letters; so little is not cut further


@dataclass(frozen=True, slots=True)
class Page:
    """What was found in a page; `text` may be empty."""

    text: str
    facts: Facts


def read_html(body: bytes, url: str, content_type: str = "") -> ArticleDraft:
    """The article of a fetched page.

    Raises:
        UnreadableError: the page is hostile or holds no article.
    """
    return _draft(extract(decode(body, content_type), url), url, url, TextFrom.PAGE)


def read_html_file(body: bytes, name: str) -> ArticleDraft:
    """The article of a stored page; its own canonical address is its URL."""
    return _draft(extract(decode(body), ""), None, name, TextFrom.FILE)


def extract(html: str, url: str) -> Page:
    """Text and facts.

    Raises:
        UnreadableError: too many tags, or nested too deep.
    """
    from selectolax.lexbor import LexborHTMLParser

    if is_noise(html):
        raise UnreadableError(url or "page", "this is binary data, not a page")
    html = guarded(html, url or "page")
    tree = LexborHTMLParser(html)
    facts = read_facts(tree, url)
    drop_hidden(tree)
    text = _main_text(tree)
    return Page(text=_without_boilerplate(text, facts.title), facts=facts)


def _main_text(tree: LexborHTMLParser) -> str:
    """The precise result, unless it is so much shorter that it cut into the article."""
    cleaned = tree.html or ""
    full = _trafilatura(cleaned, precise=False)
    precise = _trafilatura(cleaned, precise=True)
    whole = len(precise) < max(SHORT_RESULT, PRECISE_ENOUGH * len(full))
    return full if whole else precise


def _trafilatura(html: str, precise: bool) -> str:
    from trafilatura import extract as extract_text

    found = extract_text(html, favor_precision=precise, include_comments=False)
    return found or ""


def _without_boilerplate(text: str, title: str) -> str:
    lines = [_without_bars(line) for line in clean_text(text).split("\n")]
    kept = [line for line in lines if not is_boilerplate(line) and not (line and is_counter(line))]
    if kept and title and same_words(kept[0], title):
        kept = kept[1:]
    return "\n".join(kept).strip()


def _without_bars(line: str) -> str:
    """A row of a table, which the extractor writes as Markdown, as its cells."""
    if not (line.startswith("|") and line.endswith("|")):
        return line
    cells = (cell.strip() for cell in line.strip("|").split("|"))
    return ", ".join(cell for cell in cells if cell.strip("-: "))


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
        published=read_date(facts.date) if facts.date else None,
        language=facts.language,
        text_from=text_from,
    )
