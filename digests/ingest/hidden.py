"""Take out of a page what its readers would not see: pure over a parsed tree.

Every extractor that was tried keeps hidden text, and that is how prompts for a language model
arrive. Captions and what is said to screen readers alone go too: they are no text of the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

LARGEST_SHEET = 200_000
MOST_SELECTORS = 300
MOST_OF_PAGE = 0.3  # what a sheet hides and a script shows is the page itself
_NEVER = ("html", "body", "head")
_BY_MARK = (
    "[hidden], template, noscript, figcaption, .sr-only, .visually-hidden, .screen-reader-text"
)
_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d]*[1-9])|"
    r"(?:left|top|text-indent)\s*:\s*-\d{3,}|"
    r"clip-path\s*:\s*inset\(\s*(?:50|100)%|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01]",
    re.IGNORECASE,
)
_FADED = re.compile(r"opacity\s*:\s*0(?![.\d]*[1-9])", re.IGNORECASE)  # or about to fade in
_RULE = re.compile(r"([^{}@]{1,300})\{([^{}]{0,1000})\}")
_AT_BLOCK = re.compile(r"@[^{};]{0,300}\{(?:[^{}]{0,2000}\{[^{}]{0,1000}\}){0,500}[^{}]{0,1000}\}")
_SIMPLE = re.compile(r"\s*[a-z]{0,12}[.#][\w-]{1,80}\s*", re.IGNORECASE)


def drop_hidden(tree: LexborHTMLParser) -> None:
    """By attributes, by inline style, and by the page's own style sheets as far as they name a
    class or an id.
    """
    _drop(tree.css(_BY_MARK))
    _drop(_styled(tree, _STYLE))
    most = MOST_OF_PAGE * len(tree.body.text()) if tree.body else 0
    _drop_few(_styled(tree, _FADED), most)
    for selector in ("[aria-hidden=true]", *_hidden_by_sheet(tree)):
        _drop_few(tree.css(selector), most)


def _styled(tree: LexborHTMLParser, style: re.Pattern[str]) -> list[LexborNode]:
    return [node for node in tree.css("[style]") if style.search(node.attributes["style"] or "")]


def _drop_few(nodes: list[LexborNode], most: float) -> None:
    """Unless together they are the page itself, which a script will show."""
    if sum(len(node.text()) for node in nodes) <= most:
        _drop(nodes)


def _drop(nodes: list[LexborNode]) -> None:
    """The outermost of them: what is in a dropped one is gone with it."""
    chosen = {node.mem_id: node for node in nodes if node.tag not in _NEVER}
    for node in [node for node in chosen.values() if not _is_within(node, chosen)]:
        node.decompose()


def _is_within(node: LexborNode, chosen: dict[int, LexborNode]) -> bool:
    at = node.parent
    while at is not None:
        if at.mem_id in chosen:
            return True
        at = at.parent
    return False


def _hidden_by_sheet(tree: LexborHTMLParser) -> Iterator[str]:
    """Selectors of rules that hide; those for paper and narrow screens don't count."""
    sheets = "\n".join(node.text() or "" for node in tree.css("style"))[:LARGEST_SHEET]
    rules = _RULE.finditer(_AT_BLOCK.sub("", sheets))
    named = (one for rule in rules if _hides(rule[2]) for one in rule[1].split(","))
    return islice((one.strip() for one in named if _SIMPLE.fullmatch(one)), MOST_SELECTORS)


def _hides(style: str) -> bool:
    return bool(_STYLE.search(style) or _FADED.search(style))
