"""What a person would see of a message: plain text, whom it would notify, where its links lead.

An approximation of Slack's mrkdwn: control sequences in `<…>`, the four marks at word edges, the
three entities. What is not understood stays as it is, so a test sees it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

SEQUENCE = re.compile(r"<([^<>\n]*)>")
MARKS = "`*_~"
INVISIBLE = "\u200b"


@dataclass
class Seen:
    """`text` is what is read; `mentions` are all notifications; `links` are (URL, label)."""

    text: str = ""
    mentions: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[dict[str, Any]] = field(default_factory=list)


def see(message: dict[str, Any]) -> Seen:
    """Read one message, as `{"text":…, "blocks":[…]}`. Blocks win; `text` still notifies."""
    seen = Seen()
    top = str(message.get("text") or "")
    blocks = message.get("blocks") or []
    whole = message.get("parse") == "full" or message.get("link_names") in (1, "1", True, "true")
    plain = _mrkdwn(
        top, seen, guess=whole, marks=message.get("mrkdwn", True) not in (False, "false")
    )
    if blocks:
        seen.links.clear()
        plain = "\n".join(line for block in blocks for line in _block(block, seen))
    seen.text = plain.replace(INVISIBLE, "")
    return seen


def _block(block: dict[str, Any], seen: Seen) -> list[str]:
    kind = block.get("type")
    if kind == "divider":
        return ["———"]
    if kind in ("section", "header"):
        lines = [_text_object(block["text"], seen)] if "text" in block else []
        lines += [_text_object(each, seen) for each in block.get("fields", [])]
        if "accessory" in block:
            lines += _element(block["accessory"], seen)
        return lines
    if kind == "context":
        return ["  ".join(_text_object(each, seen) for each in block["elements"])]
    if kind == "actions":
        return ["  ".join(line for each in block["elements"] for line in _element(each, seen))]
    if kind == "markdown":
        return [str(block["text"])]
    if kind == "rich_text":
        return [_rich(element, seen) for element in block.get("elements", [])]
    if kind == "input":
        return [_text_object(block["label"], seen)]
    return [str(block.get("alt_text", ""))]


def _element(element: dict[str, Any], seen: Seen) -> list[str]:
    if element.get("type") == "button":
        seen.buttons.append(element)
        return [f"[{element['text']['text']}]"]
    return [f"[{element.get('type')}]"]


def _text_object(value: dict[str, Any], seen: Seen) -> str:
    text = str(value.get("text", value.get("alt_text", "")))
    if value.get("type") != "mrkdwn":
        return text
    return _mrkdwn(text, seen, guess=value.get("verbatim") is not True, marks=True)


def _rich(element: dict[str, Any], seen: Seen) -> str:
    kind = element.get("type")
    if kind in ("user", "usergroup", "broadcast"):
        seen.mentions.append(str(element))
        return f"@{element.get('range') or element.get('user_id')}"
    if kind == "link":
        seen.links.append((element["url"], element.get("text", element["url"])))
        return str(element.get("text") or element["url"])
    inner = "".join(_rich(each, seen) for each in element.get("elements", []))
    bullet = "• " if kind == "rich_text_list" else ""
    return bullet + str(element.get("text", "")) + inner


def _mrkdwn(text: str, seen: Seen, *, guess: bool, marks: bool) -> str:
    """`guess`: Slack also turns plain "@here" into a mention (no `verbatim`)."""
    if guess:
        seen.mentions += re.findall(r"(?<!\w)@(?:channel|here|everyone)\b", text)
    pieces, at = [], 0
    for found in SEQUENCE.finditer(text):
        pieces.append(text[at : found.start()])
        pieces.append(_sequence(found[1], seen))
        at = found.end()
    pieces.append(text[at:])
    plain = "".join(pieces)
    if marks:
        for mark in MARKS:
            edge = re.escape(mark)
            plain = re.sub(
                rf"(?<![\w{INVISIBLE}{edge}]){edge}(?=[^\s{INVISIBLE}{edge}])([^\n]*?[^\s{INVISIBLE}])"
                rf"{edge}(?![\w{INVISIBLE}{edge}])",
                r"\1",
                plain,
            )
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _sequence(inner: str, seen: Seen) -> str:
    target, _, label = inner.partition("|")
    if target.startswith(("@", "!")):
        if target.startswith("!date"):
            return label
        seen.mentions.append(target)
        return f"@{label or target[1:]}"
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if re.match(r"(https?|mailto|tel|slack):", target):
        seen.links.append((_plain(target), _plain(label or target)))
        return label or target
    return f"<{inner}>"


def _plain(text: str) -> str:
    unescaped = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return unescaped.replace(INVISIBLE, "")
