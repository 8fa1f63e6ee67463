"""Make text that came from outside safe to keep: pure, no I/O.

What is taken out breaks storage (NUL, lone surrogates), turns a line around on the screen (bidi
overrides), or hides inside words (zero width space). Joiners stay: emoji and Persian need them.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

TITLE_LIMIT = 500
TEXT_LIMIT = 1_000_000

_LINE_ENDS = re.compile(r"\r\n?|\u2028|\x85|\x0b|\x0c")
_PARAGRAPH_END = re.compile(r"\u2029")
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_NOISE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_SPACE = " \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_SPACES = re.compile(f"[{_SPACE}]{{2,}}|[{_SPACE[1:]}]")  # a single plain one may stay
_SPACES_AROUND_BREAK = re.compile(r" \n ?|\n ")
_BREAKS = re.compile(r"\n{3,}")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,20000}>")
_MARK_RUN = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)


def clean_text(text: str, limit: int = TEXT_LIMIT) -> str:
    """Plain text with `\\n` between lines, at most one empty line in a row, single spaces."""
    text = _LINE_ENDS.sub("\n", text[: limit * 4])
    text = _PARAGRAPH_END.sub("\n\n", text)
    text = _MARK_RUN.sub(r"\1", _UNWANTED.sub("", text))
    text = _SPACES_AROUND_BREAK.sub("\n", _SPACES.sub(" ", text))
    return cut(_BREAKS.sub("\n\n", text).strip(), limit)


def clean_line(text: str, limit: int = TITLE_LIMIT) -> str:
    """The same on one line, for titles and names."""
    return cut(" ".join(clean_text(text, limit * 8).split()), limit)


def strip_markup(text: str) -> str:
    """Without HTML tags and with entities read; `1 < 2 and 3 > 2` stays as it is."""
    if "<" in text:
        text = _TAG.sub("", _without_comments(text))
    return html.unescape(text) if "&" in text else text


def _without_comments(text: str) -> str:
    """One that does not end is none."""
    kept, at = list[str](), 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join([*kept, text[at:]])


def drop_elements(html: str, names: Iterable[str]) -> str:
    """HTML without some elements and what is in them; one that does not end stays. In linear time,
    whatever is in it.
    """
    for name in names:
        opened = re.compile(rf"<{name}\b", re.IGNORECASE)
        closed = re.compile(rf"</{name}[^>]{{0,100}}>", re.IGNORECASE)
        kept, at = list[str](), 0
        while start := opened.search(html, at):
            end = closed.search(html, start.end())
            if end is None:
                break
            kept.append(html[at : start.start()])
            at = end.end()
        html = "".join([*kept, html[at:]])
    return html


def is_noise(text: str) -> bool:
    """Whether a decoded text is binary data: control characters or unreadable ones, one in 20."""
    head = text[:20_000]
    return 20 * len(_NOISE.findall(head)) > len(head)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, never between a letter and its marks, nor inside an emoji."""
    if len(text) <= limit:
        return text
    end = limit
    while end > 0 and _joins(text[end - 1], text[end]):
        end -= 1
    return text[: end or limit].rstrip()


def _joins(before: str, after: str) -> bool:
    return (
        unicodedata.combining(after) > 0
        or unicodedata.category(after) in ("Mn", "Me", "Mc")
        or after in "\u200d\ufe0e\ufe0f"
        or before == "\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
    )
