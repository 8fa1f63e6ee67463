"""Pure: text with looks, measured as Telegram measures it and written as its HTML.

Everything that is shown passes through `Span`, so that no text can become markup: there is no
way to write a tag but to ask for a look. Sources of the limits: the Bot API's documentation and
TDLib (text, source), reports of bot authors (entities and their total size).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Flag, auto
from urllib.parse import urlsplit

LONGEST_TEXT = 4096  # UTF-16 units, after parsing
MOST_ENTITIES = 95  # of 100; a few are kept for what Telegram finds by itself
LONGEST_URLS = 9_000  # bytes
LONGEST_SOURCE = 32_000  # bytes
LONGEST_URL = 2_048

# Characters that Telegram would turn into spaces, or that turn the direction of what follows.
CONTROL = re.compile("[\u0000-\u0009\u000b-\u001f\u007f-\u009f]")
OVERRIDES = re.compile("[\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]")
MENTION = re.compile(r"(?<!\w)@(?=\w)")
COMMAND = re.compile(r"(?<![\w/<>])/(?=\w)")
FOUND = re.compile(r"(?<!\w)[@#$/]\w|\w\.[^\W\d_]{2}|://")
JOINER = "\u2060"  # invisible; parts what Telegram would make a mention or a command of
RING = "\u030a"
HOST = re.compile(r"[\w.-]+\.[\w-]*[^\W\d_][\w-]*\.?|\d{1,3}(?:\.\d{1,3}){3}")


class Look(Flag):
    """How a span is shown."""

    PLAIN = 0
    BOLD = auto()
    ITALIC = auto()


TAGS = {Look.BOLD: "b", Look.ITALIC: "i"}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text with one look, perhaps a link; build it with `span`."""

    text: str
    look: Look = Look.PLAIN
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together. `gap` newlines stand before it, unless it comes first.

    `keep` says that it must not be the last of its message (a heading); `fold` puts it into a
    quote that opens with a tap.
    """

    spans: tuple[Span, ...]
    gap: int = 1
    keep: bool = False
    fold: bool = False


def clean(text: str) -> str:
    """Without control characters and direction overrides; runs of blanks are one space."""
    if RING in text:  # Telegram drops a lone ring, which would make another letter
        text = unicodedata.normalize("NFC", text)
    return " ".join(OVERRIDES.sub("", CONTROL.sub(" ", text)).split())


def inert(text: str) -> str:
    """The text of an article: nothing in it calls a person or a command."""
    return COMMAND.sub(f"/{JOINER}", MENTION.sub(f"@{JOINER}", clean(text)))


def own_line(text: str) -> str:
    """A line of ours in which words of others may stand: commands work, nobody is called."""
    words = clean(text).split(" ")
    return " ".join(word if "://" in word else MENTION.sub(f"@{JOINER}", word) for word in words)


def span(text: str, look: Look = Look.PLAIN, url: str | None = None) -> Span:
    """A span of foreign text: inert, with the link only if Telegram keeps it."""
    return Span(inert(text), look, safe_link(url))


def safe_link(url: str | None) -> str | None:
    """The link if it is http(s) with a dotted host and Telegram will not refuse or drop it."""
    url = (url or "").strip()
    if not url or len(url.encode()) > LONGEST_URL or clean(url) != url or " " in url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    web = parts.scheme.lower() in {"http", "https"} and port != 0 and "@" not in parts.netloc
    return url if web and HOST.fullmatch(parts.hostname or "") else None


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True, slots=True)
class Size:
    """What a message takes of Telegram's limits."""

    units: int = 0
    entities: int = 0
    urls: int = 0
    source: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(
            self.units + other.units,
            self.entities + other.entities,
            self.urls + other.urls,
            self.source + other.source,
        )

    @property
    def fits(self) -> bool:
        return (
            self.units <= LONGEST_TEXT
            and self.entities <= MOST_ENTITIES
            and self.urls <= LONGEST_URLS
            and self.source <= LONGEST_SOURCE
        )


def size(spans: Iterable[Span]) -> Size:
    total = Size()
    for each in spans:
        own = each.look.value.bit_count() + bool(each.url)
        total += Size(
            units=units(each.text),
            entities=own + len(FOUND.findall(each.text)),
            urls=len((each.url or "").encode()),
            source=len(markup(each).encode()),
        )
    return total


def block_size(block: Block) -> Size:
    """With the newlines before it and the tags of its fold."""
    return size(block.spans) + Size(units=block.gap, entities=block.fold, source=40)


def markup(each: Span) -> str:
    """The span as HTML; Telegram knows the references of & < > " only."""
    text = html.escape(each.text, quote=False)
    for look, tag in TAGS.items():
        if look in each.look:
            text = f"<{tag}>{text}</{tag}>"
    return f'<a href="{html.escape(each.url, quote=True)}">{text}</a>' if each.url else text


def part_of(spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """The spans of the characters `start:end`; looks and links go on in every part."""
    found, at = [], 0
    for each in spans:
        low, high = max(start - at, 0), min(end - at, len(each.text))
        if low < high:
            found.append(replace(each, text=each.text[low:high]))
        at += len(each.text)
    return tuple(found)
