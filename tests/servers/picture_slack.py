"""Draw a recorded Slack channel as a page of its own, in the look of Slack's client.

    python -m tests.servers.picture_slack posted.json picture.html [--dark] [--channel news]

`posted.json` is a list of messages as the loopback server recorded them: `text`, `blocks`, and
`only_for` for those that one person alone sees. For the README: a headless browser photographs it.
"""

from __future__ import annotations

import argparse
import html
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Json = Mapping[str, Any]

STYLE = """
:root { --ground:#fff; --ink:#1d1c1d; --soft:#616061; --line:#dddddd; --link:#1264a3;
  --code:#e01e5a; --codebg:#f8f8f8; --button:#fff; --edge:#bbbabb; --side:#3f0e40; }
.dark { --ground:#1a1d21; --ink:#d1d2d3; --soft:#ababad; --line:#35373b; --link:#1d9bd1;
  --code:#e8912d; --codebg:#222529; --button:#1a1d21; --edge:#565856; --side:#19171d; }
* { box-sizing:border-box } body { margin:0; background:var(--ground); color:var(--ink);
  font:15px/1.46668 Lato,"Noto Sans","DejaVu Sans",Arial,sans-serif; width:720px }
header { padding:12px 20px; border-bottom:1px solid var(--line); font-weight:900; font-size:18px }
.message { display:flex; gap:8px; padding:8px 20px }
.face { width:36px; height:36px; border-radius:4px; background:#1f3a5f; color:#fff; flex:none;
  display:grid; place-items:center; font-weight:900 }
.who { font-weight:900 } .app { font-size:10px; background:var(--line); color:var(--soft);
  border-radius:2px; padding:1px 3px; margin:0 6px; vertical-align:1px }
.time, .only { font-size:12px; color:var(--soft) }
.block { margin:4px 0 8px; white-space:pre-wrap; overflow-wrap:anywhere; max-width:600px }
.head { font-weight:900; font-size:18px; margin:8px 0 }
.context { font-size:12px; color:var(--soft) }
hr { border:0; border-top:1px solid var(--line); max-width:600px; margin:12px 0 }
a { color:var(--link); text-decoration:none }
code { color:var(--code); background:var(--codebg); border:1px solid var(--line); border-radius:3px;
  font:12px "DejaVu Sans Mono",monospace; padding:2px 3px 1px }
.buttons { display:flex; gap:8px; flex-wrap:wrap } .button { border:1px solid var(--edge);
  border-radius:4px; padding:4px 11px; font-weight:700; font-size:13px; background:var(--button) }
.mine .face { background:#e8a33d } .grow { flex:1; min-width:0 }
.home { padding:8px 20px 16px }
.replies { margin:2px 20px 0 64px; font-size:13px; color:var(--link); font-weight:700 }
.thread { margin:4px 20px 8px 50px; padding-left:6px; border-left:3px solid var(--line) }
"""


def draw(messages: Sequence[Json], *, channel: str = "news", dark: bool = False) -> str:
    """One HTML page; nothing is loaded from elsewhere."""
    main = [message for message in messages if not message.get("thread_ts")]
    body = "".join(_message(message) + _replies(message, messages) for message in main)
    tone = "dark" if dark else "light"
    return (
        f'<!doctype html><meta charset="utf-8"><title>#{_text(channel)}</title>'
        f'<style>{STYLE}</style><body class="{tone}"><header># {_text(channel)}</header>{body}'
    )


def _replies(message: Json, messages: Sequence[Json]) -> str:
    """The thread of a message, opened."""
    below = [other for other in messages if other.get("thread_ts") == message.get("ts", "-")]
    if not below:
        return ""
    count = "1 reply" if len(below) == 1 else f"{len(below)} replies"
    drawn = "".join(_message(other) for other in below)
    return f'<div class="replies">{count}</div><div class="thread">{drawn}</div>'


def draw_home(view: Json, *, dark: bool = False) -> str:
    """The App Home."""
    body = "".join(_block(block) for block in view["blocks"])
    tone = "dark" if dark else "light"
    return (
        f'<!doctype html><meta charset="utf-8"><title>Digestbot</title><style>{STYLE}</style>'
        f'<body class="{tone}"><header>Digestbot · Home</header><div class="home">{body}</div>'
    )


def _message(message: Json) -> str:
    if who := message.get("typed_by"):
        said = f'<div class="block">{_mrkdwn(str(message["text"]))}</div>'
        return _frame("mine", who[0].upper(), f'<span class="who">{_text(who)}</span>', said)
    blocks = message.get("blocks") or []
    inner = "".join(_block(block) for block in blocks)
    inner = inner or f'<div class="block">{_mrkdwn(str(message.get("text") or ""))}</div>'
    only = '<div class="only">Only visible to you</div>' if message.get("only_for") else ""
    name = '<span class="who">Digestbot</span><span class="app">APP</span>'
    return only_first(only, _frame("", "D", f'{name}<span class="time">8:00</span>', inner))


def only_first(note: str, frame: str) -> str:
    return f'<div style="padding:6px 64px 0">{note}</div>{frame}' if note else frame


def _frame(kind: str, letter: str, name: str, inner: str) -> str:
    return (
        f'<div class="message {kind}"><div class="face">{_text(letter)}</div>'
        f'<div class="grow"><div>{name}</div>{inner}</div></div>'
    )


def _block(block: Json) -> str:
    match block["type"]:
        case "header":
            return f'<div class="block head">{_text(block["text"]["text"])}</div>'
        case "divider":
            return "<hr>"
        case "context":
            inner = " ".join(_object(element) for element in block["elements"])
            return f'<div class="block context">{inner}</div>'
        case "actions":
            labels = [_text(element["text"]["text"]) for element in block["elements"]]
            inner = "".join(f'<span class="button">{label}</span>' for label in labels)
            return f'<div class="block buttons">{inner}</div>'
        case _:
            return f'<div class="block">{_object(block["text"])}</div>'


def _object(value: Json) -> str:
    text = str(value.get("text", ""))
    return _mrkdwn(text) if value.get("type") == "mrkdwn" else _text(text)


def _mrkdwn(text: str) -> str:
    """Escaped text into HTML: links, code, and the marks at the edges of words."""
    links: list[str] = []

    def keep(found: re.Match[str]) -> str:
        links.append(f'<a href="{found[1].replace(chr(34), "%22")}">{found[2]}</a>')
        return f"\x01{len(links) - 1}\x02"

    safe = re.sub(r"<(https?:[^|>]*)\|([^>]*)>", keep, text)
    safe = safe.replace("<", "&lt;").replace(">", "&gt;")
    safe = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", safe)
    for mark, tag in (("\\*", "b"), ("_", "i"), ("~", "s")):
        pattern = rf"(?<![\w\u200b]){mark}(?=[^\s\u200b])([^\n]*?[^\s\u200b]){mark}(?![\w\u200b])"
        safe = re.sub(pattern, rf"<{tag}>\1</{tag}>", safe)
    return re.sub("\x01(\\d+)\x02", lambda found: links[int(found[1])], safe)


def _text(text: str) -> str:
    return html.escape(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("messages", type=Path)
    parser.add_argument("page", type=Path)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--channel", default="news")
    chosen = parser.parse_args()
    messages = json.loads(chosen.messages.read_text(encoding="utf-8"))
    page = draw(messages, channel=chosen.channel, dark=chosen.dark)
    chosen.page.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
