"""Pure: a digest or a reply as Telegram messages, each within its limits, nothing ever cut away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from bot.model import Button, Content, Part, Reply
from bot.platforms.cutting import cut
from bot.platforms.telegram.pages import lay_out, plain, to_html
from bot.platforms.telegram.spans import Block, Look, Span, clean, own_line, span
from bot.wording import (
    also,
    byline,
    credit,
    earlier_line,
    footer,
    heading,
    left_out_line,
    marks,
    notes,
    nothing_new,
    opened_and_folded,
    qualifier,
    read_as,
    told,
)
from digests import Digest, DigestSection, DigestStory, KeyPoint

NAME = "telegram"
LONGEST_DATA = 64  # bytes
LONGEST_LABEL = 60  # characters; longer ones do not fit on a phone
MOST_BUTTONS = 100
BUTTONS_A_ROW = 8

BULLET = "• "
ITEM = "\n   ◦ "
UNDER_LIST = "\n   "
DIFFERS = "\n   ≠ "
NEW = "🆕 "
DASH = "—\N{NO-BREAK SPACE}"


def render(content: Content) -> Sequence[Part]:
    """One part for each message; the buttons stand under the last."""
    reply = content if isinstance(content, Reply) else Reply(digest=content)
    if reply.parts:
        return reply.parts
    with read_as(reply, NAME):
        pages = lay_out(_reply(reply))
    rows = keyboard(reply.buttons)
    last = len(pages) - 1
    return tuple(
        Part(
            text=plain(page),
            payload={
                "html": to_html(page),
                **({"buttons": rows} if rows and at == last else {}),
                **({"silent": True} if reply.silent else {}),
            },
        )
        for at, page in enumerate(pages)
    )


def keyboard(rows: Sequence[Sequence[Button]]) -> list[list[dict[str, Any]]]:
    """Buttons as data; one that Telegram would refuse is left out, a long row is broken."""
    found: list[list[dict[str, Any]]] = []
    left = MOST_BUTTONS
    for row in rows:
        good = [
            {"text": _label(button.label), "data": button.command}
            for button in row
            if clean(button.label) and 0 < len(button.command.encode()) <= LONGEST_DATA
        ]
        good = good[:left]
        left -= len(good)
        found += [good[at : at + BUTTONS_A_ROW] for at in range(0, len(good), BUTTONS_A_ROW)]
    return found


def _label(text: str) -> str:
    return cut(clean(text), lambda piece: len(piece) <= LONGEST_LABEL)[0]


def _reply(reply: Reply) -> Iterator[Block]:
    if reply.digest:
        yield from _digest(reply.digest)
    yield from _lines(reply.lines)
    yield from _lines(reply.footer)


def _lines(lines: Sequence[str]) -> Iterator[Block]:
    gap = 2
    for line in (piece for text in lines for piece in text.split("\n")):
        words = own_line(line)
        if words:
            yield Block((Span(words),), gap=gap)
        gap = 1 if words else 2


def _digest(digest: Digest) -> Iterator[Block]:
    only = digest.stories[0] if len(digest.stories) == 1 else None
    if not (only and clean(only.title) == clean(digest.title)):
        title, date = heading(digest)
        dated = [Span(f" · {date}")] if date else []
        yield Block((span(title, Look.BOLD), *dated), gap=2, keep=True)
    if not digest.stories:
        yield Block((Span(nothing_new()),), gap=2)
    mixed = len({point.new for story in digest.stories for point in story.points}) > 1
    numbered = len(digest.stories) > 1 or digest.first_number > 1
    for number, story in enumerate(digest.stories, digest.first_number):
        yield from _story(story, f"{number}. " if numbered else "", mixed)
    if digest.left_out:
        yield Block((Span(left_out_line(digest.left_out)),), gap=2)
    for note in notes(digest):
        yield Block((span(note, Look.ITALIC),), gap=2)
    if last := footer(digest):
        yield Block((span(last, Look.ITALIC),), gap=2)


def _story(story: DigestStory, number: str, mixed: bool) -> Iterator[Block]:
    title = span(story.title, Look.BOLD, story.url)
    yield Block((Span(number, Look.BOLD), title) if number else (title,), gap=2, keep=True)
    under = " · ".join((byline(story), *marks(story)))
    yield Block((span(under, Look.ITALIC),), keep=True)
    if story.earlier:
        yield Block((span(earlier_line(story), Look.ITALIC),), keep=True)
    titled = any(section.title for section in story.sections)
    opened, folded = opened_and_folded(story)
    above = None
    for fold, sections in ((False, opened), (True, folded)):
        for section in sections:
            goes_on = above is not None and above.title == section.title
            for block in _section(section, titled and not goes_on, mixed, story.url):
                yield replace(block, fold=fold)
            above = section


def _section(
    section: DigestSection, headed: bool, mixed: bool, lead: str | None
) -> Iterator[Block]:
    gap = 2
    if headed:
        yield Block((span(section.title or also(), Look.BOLD),), gap=2, keep=True)
        gap = 1
    for point in section.points:
        yield _point(point, gap, mixed, lead)
        gap = 1


def _point(point: KeyPoint, gap: int, mixed: bool, lead: str | None) -> Block:
    """The fact with its list, how sure it is, who says so; then what others say. The credit is a
    link to the source, unless that is the lead article: the title links there already."""
    sure = qualifier(point)
    new = NEW if mixed and point.new else ""
    url = next((citation.url for citation in point.citations if citation.url), None)
    url = None if url == lead else url
    hedge = [Span(f"({sure})", Look.ITALIC)] if sure else []
    who = [Span(f" {DASH}" if sure else DASH), span(credit(point), Look.ITALIC, url)]
    text, items = told(point)
    listed = [part for item in items for part in (Span(ITEM), span(item))]
    credited = [*hedge, *who]
    spans = [Span(BULLET + new), span(text)]
    if items and text.endswith(":"):  # the list goes on with the sentence
        spans += [*listed, Span(UNDER_LIST), *credited]
    else:
        spans += [Span(" "), *credited, *listed]
    for line in point.differs:
        spans += [Span(DIFFERS), span(line)]
    return Block(tuple(spans), gap=gap)
