"""Pure: text in Slack's mrkdwn, so that nothing in an article acts as markup or notifies anybody.

Slack reads `&`, `<` and `>` as control characters and knows no escape for its marks `* _ ~` and
the backtick; an invisible character on both sides takes a mark its meaning at the edge of a word.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

LINK_UNITS = 1500  # of a URL in one link; a section holds 3,000 of everything
INVISIBLE = "\u200b"

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARK = re.compile(r"(?<![^\W_])[*_~`]+|[*_~`]+(?![^\W_])|`+")
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_SEQUENCE = re.compile(r"<([^<>\n]*)>")
_JOINING = re.compile("[\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")


def units(text: str) -> int:
    """Length in UTF-16 units, the strictest reading of Slack's "characters"."""
    return len(text) + sum(character > "\uffff" for character in text)


def clean(text: str) -> str:
    """Without control characters, direction overrides and runs of blanks; line breaks stay."""
    kept = _CONTROL.sub("", text.replace("\t", " ").replace("\r", ""))
    return _LINES.sub("\n", _SPACE.sub(" ", kept)).strip()


def one_line(text: str) -> str:
    return clean(text).replace("\n", " ")


def escape(text: str) -> str:
    """The three control characters; what Slack shows is the text again."""
    return "".join(_ENTITIES.get(character, character) for character in text)


def literal(text: str) -> str:
    """Text that shows as it is: escaped, and its marks mark nothing."""
    return _MARK.sub(lambda found: f"{INVISIBLE}{found[0]}{INVISIBLE}", escape(text))


def bold(text: str) -> str:
    return marked("*", literal(text))


def italic(text: str) -> str:
    return marked("_", literal(text))


def marked(mark: str, shown: str, edges: str = "") -> str:
    """Between marks, unless an invisible character at an edge would make them visible.

    `edges` is what a reader sees at the ends where `shown` has a link there.
    """
    ends = edges or shown
    if not shown or ends.startswith(INVISIBLE) or ends.endswith(INVISIBLE):
        return shown
    return f"{mark}{shown}{mark}"


def link(label: str, url: str | None) -> str:
    """The label as a link, or as text when the URL is none that Slack would open."""
    target = safe_url(url)
    shown = literal(label)
    return f"<{target}|{shown}>" if target and shown else shown


def safe_url(url: str | None) -> str | None:
    """The URL fit for `<url|label>`; None unless it is http or https with a host."""
    try:
        parts = urlsplit((url or "").strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # UnicodeError is one
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    if parts.netloc.isascii():
        whole = parts.geturl()
    else:
        whole = parts._replace(netloc=f"{host}{port}").geturl()
    safe = quote(whole, safe="%/:?#[]@!$&'()*+,;=-._~", errors="replace").replace("&", "&amp;")
    return safe if units(safe) <= LINK_UNITS else None


def pieces(text: str, most: int) -> Iterator[str]:
    """The text in pieces whose `literal` form has at most `most` units, cut between words.

    A word that is longer by itself is cut between graphemes. Joined with a blank, or with nothing
    inside of a word, the pieces are the text.
    """
    piece, used = "", 0
    for word in text.split(" "):
        size = _cost(word)
        if piece and used + 1 + size > most:
            yield piece
            piece, used = "", 0
        if size > most:
            *whole, word = _cut(word, most)  # noqa: PLW2901 - what is left of it
            yield from whole
            size = _cost(word)
        piece, used = (f"{piece} {word}", used + 1 + size) if piece else (word, size)
    if piece:
        yield piece


def _cost(text: str) -> int:
    """Units of `literal(text)` at most, whatever stands beside it."""
    marks = sum(text.count(mark) for mark in "*_~`")
    return units(escape(text)) + 2 * marks


def _cut(word: str, most: int) -> list[str]:
    parts, part, used = [], "", 0
    for grapheme in graphemes(word):
        size = _cost(grapheme)
        if part and used + size > most:
            parts.append(part)
            part, used = "", 0
        part, used = part + grapheme, used + size
    return [*parts, part]


def graphemes(text: str) -> Iterator[str]:
    """What a reader takes for one character: base and accents, emoji families, flags."""
    cluster = ""
    for character in text:
        if cluster and not _belongs(cluster, character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _belongs(cluster: str, character: str) -> bool:
    if len(cluster) > 64:  # a pile of accents is no character any more
        return False
    if unicodedata.category(character) in ("Mn", "Me", "Mc") or _JOINING.match(character):
        return True
    if cluster.endswith("\u200d"):
        return True
    return bool(_FLAG.match(character) and _FLAG.fullmatch(cluster))


def typed(text: str) -> str:
    """What a person typed, from the form in which Slack sends it: links and names in plain."""
    plain = _SEQUENCE.sub(lambda found: _plain_sequence(found[1]), text)
    return clean(html.unescape(plain))


def _plain_sequence(inner: str) -> str:
    target, _, label = inner.partition("|")
    if target.startswith(("@", "#")):
        return f"{target[0]}{label or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:]}"
    return target.removeprefix("mailto:") or inner
