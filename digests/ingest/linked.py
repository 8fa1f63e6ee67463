"""What a page says of itself in JSON-LD (schema.org): pure over a parsed tree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

ARTICLE_TYPES = ("article", "newsarticle", "blogposting", "reportagenewsarticle", "report",
                 "socialmediaposting", "liveblogposting", "opinionnewsarticle",
                 "analysisnewsarticle", "techarticle", "scholarlyarticle")  # fmt: skip
MOST_SCRIPTS = 20
LONGEST_SCRIPT = 500_000
DEEPEST = 4
REFERENCES = ("@graph", "mainEntity", "mainEntityOfPage")


class LinkedData:
    """The objects that describe an article, and those of a plain web page."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._objects: list[dict[str, Any]] = []
        for node in tree.css('script[type="application/ld+json"]')[:MOST_SCRIPTS]:
            content = (node.text(deep=True) or "").strip()[:LONGEST_SCRIPT]
            try:
                self._objects += _objects(json.loads(content, strict=False), 0)
            except (ValueError, RecursionError):
                continue
        self._by_id = {
            str(item["@id"]): item for item in self._objects if item.get("@id") and item.get("name")
        }
        self._articles = [item for item in self._objects if _is_a(item, ARTICLE_TYPES)]

    def of_article(self, key: str) -> Any:
        """The first value under that key in an article, or None."""
        return next((item[key] for item in self._articles if item.get(key)), None)

    def of_page(self, key: str) -> Any:
        """The same of an article or a web page."""
        pages = (item for item in self._objects if _is_a(item, ("webpage",)))
        return self.of_article(key) or next((item[key] for item in pages if item.get(key)), None)

    def name(self, value: Any) -> str:
        """The name of a person or organisation in any of the forms that JSON-LD allows."""
        if isinstance(value, list):
            return ", ".join(dict.fromkeys(filter(None, map(self.name, value[:5]))))
        if isinstance(value, dict):
            known = value if value.get("name") else self._by_id.get(str(value.get("@id")), {})
            named = known.get("name")
            return named.strip() if isinstance(named, str) else ""
        return value.strip() if isinstance(value, str) else ""


def _is_a(item: dict[str, Any], kinds: tuple[str, ...]) -> bool:
    named = item.get("@type")
    return any(
        str(name).lower() in kinds for name in (named if isinstance(named, list) else [named])
    )


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value[:50]:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in REFERENCES:
            yield from _objects(value.get(key), depth + 1)
