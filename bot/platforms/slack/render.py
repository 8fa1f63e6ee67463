"""Pure: a digest or reply as Block Kit messages.

A part's payload holds `blocks`; its text is the whole message in plain words, which Slack shows in
notifications and reads to people who can't see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.model import UNDER_FIRST, Button, Content, Part, Reply
from bot.platforms.slack.mrkdwn import (
    bold,
    clean,
    graphemes,
    literal,
    one_line,
    pieces,
    units,
)
from bot.platforms.slack.pages import ROW, Block, Page, Row, page_blocks, page_text, paginate
from bot.platforms.slack.stories import AGAIN, headline, sections_of, small, under_headline
from bot.wording import (
    footer,
    heading,
    in_thread_line,
    left_out_line,
    notes,
    nothing_new,
    opened_and_folded,
    read_as,
)
from digests import Digest, DigestStory

NAME = "slack"
HEADER = 150
LABEL = 75
BUTTONS = 25  # in one block of actions
ACTION = "ask:"  # how the ids of our buttons begin

_COMMAND = re.compile(r"(?<![\w/.:<])/([a-z][a-z_]{0,31})(?![\w/])")


def render(content: Content) -> Sequence[Part]:
    """One or more messages, each within Slack's limits."""
    if isinstance(content, Reply) and content.parts:
        return content.parts
    reply = content if isinstance(content, Reply) else Reply(digest=content)
    with read_as(content, NAME):
        rows = list(_reply(reply)) or [Row(kind="section", text="…", plain="…")]
        details = list(_details(reply.digest)) if reply.digest and reply.threaded else []
        title = reply.digest.title if reply.digest else ""
        again = one_line(title) if units(title) <= AGAIN else ""
        return [
            *(_part(page) for page in paginate(rows, again)),
            *(_part(page, {UNDER_FIRST: True}) for page in paginate(details, again)),
        ]


def _part(page: Page, more: Mapping[str, Any] | None = None) -> Part:
    return Part(text=page_text(page), payload={"blocks": page_blocks(page), **(more or {})})


def slack_commands(line: str) -> str:
    """`/latest` as people type it on Slack: `/digest latest`."""
    return _COMMAND.sub(r"/digest \1", line)


def _reply(reply: Reply) -> Iterator[Row]:
    for line in reply.lines:
        yield from _paragraph(line)
    if reply.digest:
        yield from _digest(reply.digest, reply.threaded)
    for line in reply.footer:
        yield from _paragraph(line)
    form = reply.form and Button(label=reply.form.button, command=reply.form.opens)
    yield from _buttons((*reply.buttons, *(((form,),) if form else ())))


def _paragraph(line: str, most: int = ROW) -> Iterator[Row]:
    for piece in pieces(clean(line), most):
        text = _with_commands(piece)
        if units(text) > ROW and most > 1:  # commands grow when they are written out
            yield from _paragraph(piece, most // 2)
        else:
            yield Row(kind="section", text=text, plain=slack_commands(piece), merge=True)


def _with_commands(text: str) -> str:
    done, at = [], 0
    for found in _COMMAND.finditer(text):
        done += [literal(text[at : found.start()]), f"`/digest {found[1]}`"]
        at = found.end()
    return "".join([*done, literal(text[at:])])


def _buttons(rows: Sequence[Sequence[Button]]) -> Iterator[Row]:
    for line, row in enumerate(rows):
        for start in range(0, len(row), BUTTONS):
            chosen = row[start : start + BUTTONS]
            elements = tuple(
                _button(button, f"{ACTION}{line}:{start + number}")
                for number, button in enumerate(chosen)
            )
            yield Row(kind="actions", elements=elements)


def _button(button: Button, name: str) -> Block:
    label = {"type": "plain_text", "text": _label(button.label), "emoji": True}
    return {"type": "button", "action_id": name, "text": label, "value": button.command}


def _label(text: str) -> str:
    label = one_line(text) or "…"
    if units(label) <= LABEL:
        return label
    short = ""
    for grapheme in graphemes(label):
        if units(short + grapheme) >= LABEL:
            break
        short += grapheme
    return f"{short}…"


def _digest(digest: Digest, threaded: bool) -> Iterator[Row]:
    title = one_line(digest.title)
    if [one_line(story.title) for story in digest.stories] != [title]:  # a story alone says it
        said, date = heading(digest)
        yield from _title(one_line(said), date)
    if not digest.stories:
        yield Row(kind="section", text=literal(nothing_new()), plain=nothing_new())
    mixed = _mixed(digest)
    for order, (count, story) in enumerate(_counted(digest)):
        if order:
            yield Row(kind="divider", glue=True)
        opened, folded = opened_and_folded(story) if threaded else (story.sections, ())
        yield from headline(story, count)
        yield from under_headline(story)
        yield from sections_of(story, opened, count, mixed)
        if folded:
            left = sum(len(section.points) for section in folded)
            yield from small(f"↳ {in_thread_line(left)}")
    if digest.left_out:
        yield _left_out(digest.left_out)
    for note in notes(digest):
        yield from small(note)
    if last := footer(digest):
        yield from small(last)


def _details(digest: Digest) -> Iterator[Row]:
    """What long stories leave to the thread, each under its headline."""
    mixed = _mixed(digest)
    for count, story in _counted(digest):
        _, folded = opened_and_folded(story)
        if folded:
            yield from headline(story, count)
            yield from sections_of(story, folded, count, mixed)


def _mixed(digest: Digest) -> bool:
    """Whether some points are new to the chat and some are not."""
    return len({point.new for story in digest.stories for point in story.points}) > 1


def _counted(digest: Digest) -> Iterator[tuple[str, DigestStory]]:
    """The stories with what stands before their titles: a story alone needs no number."""
    numbered = len(digest.stories) > 1 or digest.first_number > 1
    for number, story in enumerate(digest.stories, digest.first_number):
        yield f"{number}. " if numbered else "", story


def _title(title: str, date: str) -> Iterator[Row]:
    """With its date, if a header has room for both."""
    dated = f"{title} · {date}" if date else title
    if title and units(title) <= HEADER:
        said = dated if units(dated) <= HEADER else title
        yield Row(kind="header", text=said, plain=said, glue=True)
        return
    for piece in pieces(title, ROW):
        yield Row(kind="section", text=bold(piece), plain=piece, glue=True)


def _left_out(number: int) -> Row:
    words = left_out_line(number)
    return Row(kind="context", text=_with_commands(words), plain=slack_commands(words))
