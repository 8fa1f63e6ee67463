"""Keep HTML from parsers that it would hang: pure.

All of them are quadratic in the attributes of a tag, and some in nesting.
"""

from __future__ import annotations

import re

from digests.errors import UnreadableError
from digests.ingest.clean import drop_elements

MOST_TAGS = 150_000
DEEPEST = 2_000
LONGEST_TAG = 20_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>?")
_OVERLONG = re.compile(rf"<([a-zA-Z][\w-]{{0,60}})[^<>]{{{LONGEST_TAG},}}>")
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta",
                   "source", "track", "wbr", "p", "li", "option", "td", "tr", "th"})  # fmt: skip


def guarded(html: str, source: str) -> str:
    """The page with overlong tags cut and without NUL.

    Raises:
        UnreadableError: too many tags, or nested too deep.
    """
    html = html.replace("\x00", "")
    depth = 0
    for number, found in enumerate(_TAG.finditer(drop_elements(html, ("script", "style")))):
        if found[2].lower() not in _VOID and not found[3].endswith("/"):
            depth = max(0, depth + (-1 if found[1] else 1))
        if number > MOST_TAGS:
            raise UnreadableError(source, f"the page has over {MOST_TAGS:,} tags")
        if depth > DEEPEST:
            raise UnreadableError(source, "the page is nested too deep")
    return _OVERLONG.sub(r"<\1>", html) if len(html) > LONGEST_TAG else html
