"""Draw a chat of the loopback server as a page in the look of the Telegram client.

    python -m tests.servers.picture_telegram chat.html

draws an example; `page(server, chat)` draws what any test or demonstration left in a chat. The
page stands alone: a headless browser makes a picture of it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby, pairwise
from pathlib import Path

from tests.servers.telegram import ChatRecord, Entity, Shown, TelegramServer
from tests.servers.telegram.world import Said

INLINE = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "code",
}
BLUE = {"url", "mention", "hashtag", "cashtag", "bot_command"}
QUOTES = {"blockquote", "expandable_blockquote"}

STYLE = """
:root { --ground: #d4dfc0; --paper: linear-gradient(160deg, #dbe4c4, #b8d1b0 60%, #cfdcae);
  --bar: #fff; --edge: #d9d9d9; --ink: #000; --soft: #8a8f94; --bubble: #fff; --mine: #effdde;
  --link: #168acd; --time: #a0acb6; --ticks: #62ac55; --quote: #3a9de0; --quoted: #3a9de014;
  --key: #6f8f66b5; --day: #7a9a6ea8; --fold: #f3f9fd }
.dark { --ground: #0e1621; --paper: none; --bar: #17212b; --edge: #0a121b; --ink: #f5f5f5;
  --soft: #7d8b99; --bubble: #182533; --mine: #2b5278; --link: #6ab3f3; --time: #6d7f8f;
  --ticks: #7da8d3; --quote: #5ca8e0; --quoted: #5ca8e01f; --key: #2b3a4ae0; --day: #1e2c3ab0;
  --fold: #1d2f40 }
* { box-sizing: border-box; margin: 0 }
html { background: var(--ground) }
body { font: 15px/1.38 Roboto, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
  width: 480px; color: var(--ink); background: var(--ground) var(--paper) }
header { background: var(--bar); padding: 9px 16px; display: flex; gap: 12px; align-items: center;
  border-bottom: 1px solid var(--edge) }
header .face { width: 40px; height: 40px; border-radius: 50%; background: #5ca8e0; color: #fff;
  display: grid; place-items: center; font-size: 18px; font-weight: 600 }
header b { display: block } header span { color: var(--soft); font-size: 13px }
main { padding: 14px 12px 18px; display: flex; flex-direction: column; gap: 6px }
.day { align-self: center; background: var(--day); color: #fff; border-radius: 14px;
  padding: 2px 10px; font-size: 13px; margin-bottom: 4px }
.bubble { background: var(--bubble); border-radius: 14px 14px 14px 4px; padding: 7px 11px 6px;
  max-width: 424px; width: fit-content; box-shadow: 0 1px 1px #0000001f; white-space: pre-wrap;
  overflow-wrap: anywhere }
.mine { align-self: flex-end; background: var(--mine); border-radius: 14px 14px 4px 14px }
.bubble a, .blue { color: var(--link); text-decoration: none }
.time { float: right; color: var(--time); font-size: 12px; margin: 6px 0 0 10px }
.mine .time { color: var(--ticks) }
blockquote { border-left: 3px solid var(--quote); background: var(--quoted); border-radius: 4px;
  padding: 3px 10px 3px 9px; margin: 3px 0; position: relative }
blockquote.folded { max-height: calc(3 * 1.38em + 6px); overflow: hidden }
blockquote.folded::after { content: "⌄"; position: absolute; right: 7px; bottom: 1px;
  color: var(--quote); background: var(--fold); padding: 0 3px }
.keys { display: flex; flex-direction: column; gap: 4px; max-width: 424px }
.keys div { display: flex; gap: 4px } .keys span { flex: 1; text-align: center; color: #fff;
  background: var(--key); border-radius: 8px; padding: 6px 4px; font-size: 14px; font-weight: 500 }
code { font-family: "DejaVu Sans Mono", monospace; font-size: 13px }
"""


def page(
    server: TelegramServer, chat: ChatRecord, title: str = "Digest", *, dark: bool = False
) -> str:
    """Everything in this chat, in order: what people wrote and what the bot shows."""
    messages: list[Shown | Said] = [*server.visible(chat)]
    messages += [said for said in server.said if said.chat == chat.id]
    messages.sort(key=lambda message: message.id)
    drawn = "".join(draw(message) for message in messages)
    under = "bot" if chat.kind == "private" else chat.kind
    name = title if chat.kind == "private" else chat.title
    day = time.strftime("%B %-d", time.gmtime(messages[0].date)) if messages else ""
    return (
        f'<!doctype html><html lang="en" class="{"dark" if dark else "light"}">'
        '<head><meta charset="utf-8">'
        f"<title>{escape(name)}</title><style>{STYLE}</style></head><body>"
        f'<header><div class="face">{escape(name[:1])}</div><div><b>{escape(name)}</b>'
        f"<span>{under}</span></div></header>"
        f'<main><div class="day">{day}</div>{drawn}</main></body></html>'
    )


def draw(message: Shown | Said) -> str:
    clock = time.strftime("%H:%M", time.gmtime(message.date))
    if isinstance(message, Said):
        text = f'<span class="blue">{escape(message.text)}</span>'
        if not message.text.startswith("/"):
            text = escape(message.text)
        return f'<div class="bubble mine">{text}<span class="time">{clock} ✓✓</span></div>'
    edited = "edited " if message.edits else ""
    body = body_html(message.text, message.entities)
    bubble = f'<div class="bubble">{body}<span class="time">{edited}{clock}</span></div>'
    return bubble + _keys(message.buttons)


def _keys(rows: Sequence[Sequence[dict[str, str]]]) -> str:
    if not rows:
        return ""
    drawn = "".join(
        "<div>" + "".join(f"<span>{escape(key['text'])}</span>" for key in row) + "</div>"
        for row in rows
    )
    return f'<div class="keys">{drawn}</div>'


def body_html(text: str, entities: Sequence[Entity]) -> str:
    """The text with its entities, quotes as blocks."""
    out = []
    for quote, pieces in groupby(_pieces(text, entities), key=lambda piece: piece[0]):
        inner = "".join(piece[1] for piece in pieces)
        if quote:
            folded = ' class="folded"' if quote == "expandable_blockquote" else ""
            out.append(f"<blockquote{folded}>{inner}</blockquote>")
        else:  # a quote is a block: the newlines beside it would show twice
            out.append(inner.removeprefix("\n") if out else inner)
    return "".join(out)


def _pieces(text: str, entities: Sequence[Entity]) -> Iterator[tuple[str, str]]:
    """The kind of quote (or "") and the HTML of each stretch between two edges."""
    raw = text.encode("utf-16-le")
    edges = {0, len(raw) // 2}
    for entity in entities:
        edges |= {entity.offset, entity.offset + entity.length}
    ordered = sorted(edges)
    for start, end in pairwise(ordered):
        shown = escape(raw[2 * start : 2 * end].decode("utf-16-le"))
        here = [e for e in entities if e.offset <= start and end <= e.offset + e.length]
        for entity in here:
            shown = _dressed(shown, entity)
        yield next((entity.type for entity in here if entity.type in QUOTES), ""), shown


def _dressed(shown: str, entity: Entity) -> str:
    if entity.type == "text_link":
        return f'<a href="{escape(entity.url or "")}">{shown}</a>'
    if entity.type in BLUE:
        return f'<span class="blue">{shown}</span>'
    tag = INLINE.get(entity.type)
    return f"<{tag}>{shown}</{tag}>" if tag else shown


async def example() -> str:
    """A digest that someone asked for, through the real adapter."""
    from bot.model import Button, ChatChange, Command, Reply
    from tests.contracts import samples
    from tests.contracts.factories_telegram import platform_on

    many = [samples.point(f"Fact {number} of the ferry is told here.") for number in range(10)]
    digest = samples.digest(samples.usual().stories[0], samples.story(2, *many))
    row = (Button(label="1", command="summary 1"), Button(label="2", command="summary 2"))

    async def handle(incoming: Command | ChatChange) -> Reply:
        return Reply(lines=("For a whole story: /summary 1",), digest=digest, buttons=(row,))

    async with TelegramServer() as server:
        ann = server.private(100)
        platform = platform_on(server)
        await platform.start(handle)
        server.say(ann, "/latest")
        await server.until(lambda: server.visible(ann))
        await platform.stop()
        return page(server, ann)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(asyncio.run(example()), encoding="utf-8")
