"""Pure: messages as Telegram and Slack would show them, as HTML for a preview.

What comes in was rendered for another service. Only the marks of its markup language that we know
come through; everything else is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

from markupsafe import Markup, escape

from bot.model import Part
from bot.web.links import safe_url

INLINE = ("b", "i", "u", "s", "code")
BLOCKS = ("blockquote", "pre")
Look = Callable[[Part], Markup]
_LINK = re.compile(r"<(https?://[^|>\s]+)(?:\|([^>]*))?>")
_MARKS = ((r"\*", "b"), ("_", "i"), ("~", "s"))
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def telegram_look(part: Part) -> Markup:
    """A message in Telegram's HTML, with its buttons."""
    reader = TelegramReader()
    reader.feed(str(part.payload.get("html", part.text)))
    reader.close()
    rows = part.payload.get("buttons") or []
    labels = [str(button.get("text", "")) for row in rows for button in row]
    return reader.shown() + buttons(labels)


class TelegramReader(HTMLParser):
    """Lets known tags through, closed in order, without attributes but those of a safe link."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        url = safe_url(dict(attrs).get("href")) if tag == "a" else None
        if tag in (*INLINE, *BLOCKS):
            self._out.append(f"<{tag}>")
        elif url:
            self._out.append(f'<a href="{escape(url)}" rel="noopener nofollow external">')
        else:
            return
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open:
                last = self._open.pop()
                self._out.append(f"</{last}>")
                if last == tag:
                    break

    def handle_data(self, data: str) -> None:
        self._out.append(str(escape(data)))

    def shown(self) -> Markup:
        closing = "".join(f"</{tag}>" for tag in reversed(self._open))
        return Markup("".join(self._out) + closing)  # noqa: S704 - every piece is escaped above


def slack_look(part: Part) -> Markup:
    """A message of Block Kit blocks."""
    blocks: Iterable[Mapping[str, Any]] = part.payload.get("blocks") or ()
    return Markup("").join(_block(block) for block in blocks) or escape(part.text)


def _block(block: Mapping[str, Any]) -> Markup:
    match block.get("type"):
        case "header":
            return Markup('<div class="block head">{}</div>').format(_plain(block["text"]))
        case "divider":
            return Markup("<hr>")
        case "context":
            said = Markup(" ").join(_text(element) for element in block["elements"])
            return Markup('<div class="block context">{}</div>').format(said)
        case "actions":
            return buttons([str(_plain(each.get("text", {}))) for each in block["elements"]])
        case "section" if "text" in block:
            return Markup('<div class="block">{}</div>').format(_text(block["text"]))
        case _:
            return Markup("")


def _plain(value: Mapping[str, Any]) -> str:
    return str(value.get("text", ""))


def _text(value: Mapping[str, Any]) -> Markup:
    text = str(value.get("text", ""))
    return mrkdwn(text) if value.get("type") == "mrkdwn" else escape(text)


def mrkdwn(text: str) -> Markup:
    """Slack's markup: links, and marks at the edges of words."""
    out, at = [], 0
    for found in _LINK.finditer(text):
        out.append(_marked(text[at : found.start()]))
        out.append(_link(_unescaped(found[1]), found[2] or found[1]))
        at = found.end()
    out.append(_marked(text[at:]))
    return _bold_around_links(Markup("").join(out))


def _link(url: str, label: str) -> Markup:
    if not safe_url(url):
        return _marked(label)
    shown = _marked(label)
    return Markup('<a href="{}" rel="noopener nofollow external">{}</a>').format(url, shown)


def _marked(text: str) -> Markup:
    safe = str(escape(_unescaped(text)))
    for mark, tag in _MARKS:
        pattern = rf"(?<![\w\u200b]){mark}(?=[^\s\u200b])([^\n]*?[^\s\u200b]){mark}(?![\w\u200b])"
        safe = re.sub(pattern, rf"<{tag}>\1</{tag}>", safe)
    return Markup(safe)  # noqa: S704 - it was escaped; only our own tags were put in


def _bold_around_links(shown: Markup) -> Markup:
    """`*<https://…|title>*`: the marks stand outside of the link."""
    around = re.sub(r"\*(<a [^>]*>.*?</a>)\*", r"<b>\1</b>", str(shown))
    return Markup(re.sub(r"_(<a [^>]*>.*?</a>)_", r"<i>\1</i>", around))  # noqa: S704 - as above


def _unescaped(text: str) -> str:
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def buttons(labels: Sequence[str]) -> Markup:
    """Buttons that can't be pressed."""
    shown = Markup("").join(Markup('<span class="button">{}</span>').format(x) for x in labels)
    return Markup('<div class="block">{}</div>').format(shown) if labels else Markup("")


LOOKS: Mapping[str, Look] = {"telegram": telegram_look, "slack": slack_look}
