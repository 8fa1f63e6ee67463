"""Make the text of a feed safe and fit for a parser: pure.

The order and the limits come from a study with hostile feeds: entities of its own and deep nesting
are refused, because no honest feed has them; the rest is mended.
"""

from __future__ import annotations

import html.entities
import re

from digests.errors import UnreadableError

MOST_ENTRIES = 2_000
DEEPEST = 200
LONGEST_TAG = 20_000
LONGEST_PERSON = 300
FARTHEST_ROOT = 200_000

_ROOT = re.compile(r"<(?:\w{1,20}:)?(rss|feed|rdf|channel)[\s>/]", re.IGNORECASE)
_HTML = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?!\s+html)[^>\[]*(?:\[.*?\]\s*)?>)",
    re.IGNORECASE | re.DOTALL,
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]{1,8})|(\d{1,9}));|(\w{2,31});|)")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_CDATA = ("<![CDATA[", "]]>")
_COMMENT = ("<!--", "-->")
_TAG = re.compile(r"<(/?)[A-Za-z_][^<>]*?(/?)>")
_OVERLONG = re.compile(rf"<([A-Za-z_][\w:.-]{{0,60}})[^<>]{{{LONGEST_TAG},}}>")
_PERSON = re.compile(
    rf"(<(?:\w+:)?(?:author|creator|email|managingEditor|webMaster)\b[^<>]*>[^<]{{{LONGEST_PERSON}}})"
    r"[^<]+", re.IGNORECASE,
)  # fmt: skip
_ENTRY = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)


def prepare(text: str) -> str:
    """The feed as a parser should see it.

    Raises:
        UnreadableError: `source` is the outcome class.
    """
    text = _CONTROL.sub("", text)
    if not text.strip():
        raise UnreadableError("empty", "the body is empty")
    if re.search(r"<!ENTITY", "".join(_outside(text, _CDATA)), re.IGNORECASE):
        raise UnreadableError("refused-xml", "it defines XML entities, as no honest feed does")
    start = 0
    while lead := _LEAD.match(text, start):
        start = lead.end()
    root = _ROOT.search(text, start, start + FARTHEST_ROOT)
    if _HTML.match(text, start) or root is None:
        raise UnreadableError("not-a-feed", "this is not a feed; give the feed's own address")
    text = text[root.start() :]  # without declaration, DOCTYPE and what servers put before it
    parts = _split(text, _CDATA)
    markup = [_PERSON.sub(r"\1", _cut_tags(_REFERENCE.sub(_mended, part))) for part in parts[::2]]
    _refuse_deep("".join(_outside("".join(markup), _COMMENT)))
    parts[::2] = markup
    return _cut_entries("".join(parts).strip(), root[1].lower())


def _split(text: str, marks: tuple[str, str]) -> list[str]:
    """What is outside and inside of marks in turn, the marks with the inside; the first is outside.

    A lazy pattern would do the same in twenty times the time.
    """
    begin, end = marks
    parts, at = list[str](), 0
    while (start := text.find(begin, at)) >= 0:
        stop = text.find(end, start + len(begin))
        stop = len(text) if stop < 0 else stop + len(end)
        parts += [text[at:start], text[start:stop]]
        at = stop
    return [*parts, text[at:]]


def _outside(text: str, marks: tuple[str, str]) -> list[str]:
    return _split(text, marks)[::2]


def _cut_tags(markup: str) -> str:
    return _OVERLONG.sub(r"<\1>", markup) if len(markup) > LONGEST_TAG else markup


def _mended(found: re.Match[str]) -> str:
    """Bare ampersands, HTML's names and references to characters that XML has not."""
    number = int(found[1], 16) if found[1] else int(found[2]) if found[2] else None
    if number is not None:
        legal = number in (9, 10, 13) or 32 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD
        return found[0] if legal or 0x10000 <= number <= 0x10FFFF else ""
    if found[3] is None:
        return "&amp;"
    if found[3] in _XML_NAMES:
        return found[0]
    return html.entities.html5.get(f"{found[3]};", f"&amp;{found[3]};")


def _refuse_deep(text: str) -> None:
    depth = 0
    for found in _TAG.finditer(text):
        if not found[2]:
            depth = max(0, depth + (-1 if found[1] else 1))
        if depth > DEEPEST:
            raise UnreadableError("refused-xml", "its XML is nested too deep")


def _cut_entries(text: str, root: str) -> str:
    """Without the entries over the limit, so that no parser has to read them."""
    if text.count("<") <= MOST_ENTRIES:
        return text
    for number, found in enumerate(_ENTRY.finditer(text)):
        if number == MOST_ENTRIES:
            end = {"feed": "</feed>", "rdf": "</rdf:RDF>"}.get(root, "</channel></rss>")
            return text[: found.start()] + end
    return text
