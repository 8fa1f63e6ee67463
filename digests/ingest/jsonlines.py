"""One JSON object a line, under the names that exports usually have: pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from digests.ingest.clean import clean_line, clean_text, strip_markup
from digests.ingest.dates import read_date
from digests.ingest.outlets import outlet_of_url, split_headline
from digests.ingest.plain import as_language, as_url
from digests.model import ArticleDraft, TextFrom

_NAMES = {
    "title": ("title", "headline"),
    "text": ("text", "body", "content", "article", "maintext", "content_text", "summary"),
    "outlet": ("outlet", "source", "publisher", "site", "site_name", "newspaper", "domain"),
    "url": ("url", "link", "permalink", "canonical"),
    "author": ("author", "authors", "byline"),
    "published": (
        "published",
        "published_at",
        "date",
        "pubDate",
        "date_published",
        "time",
        "created_at",
        "timestamp",
    ),
    "language": ("language", "lang"),
}
NAMED_LINES = 3


def read_json_lines(content: str, name: str) -> tuple[tuple[ArticleDraft, ...], str | None]:
    """The articles of all good lines, each once, and one sentence on the bad ones or None."""
    drafts: dict[ArticleDraft, None] = {}
    bad: list[tuple[int, str]] = []
    for number, line in enumerate(content.lstrip("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        try:
            drafts[
                article_of(json.loads(line, parse_int=_number, parse_constant=_number), name)
            ] = None
        except json.JSONDecodeError as error:
            bad.append((number, f"not JSON ({error.msg} at character {error.pos + 1})"))
        except RecursionError:
            bad.append((number, "nested too deep"))
        except ValueError as error:
            bad.append((number, str(error)))
    return tuple(drafts), _problem(bad)


def _number(written: str) -> int:
    """Raises ValueError for what is over Python's limit of digits, and for NaN and the like."""
    try:
        return int(written)
    except ValueError:
        raise ValueError(f"the number {written[:12]}… can't be read") from None


def article_of(value: object, name: str) -> ArticleDraft:
    """An article from a decoded JSON object.

    Raises:
        ValueError: it is no object, or has no text; the message says which.
    """
    if not isinstance(value, Mapping):
        raise ValueError("not a JSON object")
    text = clean_text(strip_markup(_pick(value, "text")))
    title = clean_line(strip_markup(_pick(value, "title")))
    if not text:
        raise ValueError("no “text”")
    if not title:
        title = clean_line(text.split("\n")[0], 160)
    url = as_url(_pick(value, "url").strip())
    rest, outlet = split_headline(title, text)
    named = clean_line(_pick(value, "outlet"), 200)
    return ArticleDraft(
        title=rest if not named or named == outlet else title,
        text=text,
        outlet=named or outlet or outlet_of_url(url) or name,
        url=url,
        author=clean_line(_pick(value, "author"), 200) or None,
        published=read_date(_pick(value, "published")),
        language=as_language(_pick(value, "language")),
        text_from=TextFrom.FILE,
    )


def _pick(value: Mapping[str, Any], field: str) -> str:
    for name in _NAMES[field]:
        if found := _string(value.get(name)):
            return found
    return ""


def _string(value: object) -> str:
    """Strings and numbers as they are, the `name` of an object, lists joined."""
    if isinstance(value, Mapping):
        return _string(value.get("name") or value.get("title"))
    if isinstance(value, list):
        return ", ".join(filter(None, (_string(item) for item in value[:20])))
    if isinstance(value, bool) or value is None:
        return ""
    return str(value)


def _problem(bad: list[tuple[int, str]]) -> str | None:
    if not bad:
        return None
    named = "; ".join(f"line {number}: {why}" for number, why in bad[:NAMED_LINES])
    more = f"; and {len(bad) - NAMED_LINES} more" if len(bad) > NAMED_LINES else ""
    return f"{named}{more}"
