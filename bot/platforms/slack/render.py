"""Pure: a digest or reply as Block Kit messages.

A part's payload holds `blocks`; its text is the whole message in plain words, which Slack shows in
notifications and reads to people who can't see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.model import Button, Content, Part, Reply
from bot.platforms.slack.mrkdwn import (
    bold,
    clean,
    graphemes,
    italic,
    link,
    literal,
    marked,
    one_line,
    pieces,
    units,
)
from bot.platforms.slack.pages import ROW, Block, Row, page_blocks, page_text, paginate
from bot.wording import (
    also,
    byline,
    credit,
    earlier_line,
    left_out_line,
    marks,
    new_mark,
    nothing_new,
    qualifier,
    read_as,
    told,
)
from digests import Digest, DigestSection, DigestStory, KeyPoint

HEADER = 150
LABEL = 75
BUTTONS = 25  # in one block of actions
AGAIN = 120  # a longer title is not told again
ACTION = "ask:"  # how the ids of our buttons begin

_COMMAND = re.compile(r"(?<![\w/.:<])/([a-z][a-z_]{0,31})(?![\w/])")


def render(content: Content) -> Sequence[Part]:
    """One or more messages, each within Slack's limits."""
    if isinstance(content, Reply) and content.parts:
        return content.parts
    with read_as(content):
        return _render(content)


def _render(content: Content) -> Sequence[Part]:
    rows = list(_reply(content) if isinstance(content, Reply) else _digest(content))
    rows = rows or [Row(kind="section", text="…", plain="…")]
    title = content.digest.title if isinstance(content, Reply) and content.digest else ""
    title = content.title if isinstance(content, Digest) else title
    again = one_line(title) if units(title) <= AGAIN else ""
    return [
        Part(text=page_text(page), payload={"blocks": page_blocks(page)})
        for page in paginate(rows, again)
    ]


def slack_commands(line: str) -> str:
    """`/latest` as people type it on Slack: `/digest latest`."""
    return _COMMAND.sub(r"/digest \1", line)


def _reply(reply: Reply) -> Iterator[Row]:
    for line in reply.lines:
        yield from _paragraph(line)
    if reply.digest:
        yield from _digest(reply.digest)
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


def _digest(digest: Digest) -> Iterator[Row]:
    title = one_line(digest.title)
    if [one_line(story.title) for story in digest.stories] != [title]:  # a story alone says it
        yield from _title(title)
    if not digest.stories:
        yield Row(kind="section", text=literal(nothing_new()), plain=nothing_new())
    mixed = len({point.new for story in digest.stories for point in story.points}) > 1
    numbered = len(digest.stories) > 1 or digest.first_number > 1
    for number, story in enumerate(digest.stories, digest.first_number):
        if number > digest.first_number:
            yield Row(kind="divider", glue=True)
        yield from _story(story, number if numbered else None, mixed)
    if digest.left_out:
        yield _left_out(digest.left_out)
    if digest.note:
        yield from _small(digest.note)


def _title(title: str) -> Iterator[Row]:
    if title and units(title) <= HEADER:
        yield Row(kind="header", text=title, plain=title, glue=True)
        return
    for piece in pieces(title, ROW):
        yield Row(kind="section", text=bold(piece), plain=piece, glue=True)


def _left_out(number: int) -> Row:
    words = left_out_line(number)
    return Row(kind="context", text=_with_commands(words), plain=slack_commands(words))


def _small(text: str, *, italics: bool = False, glue: bool = False) -> Iterator[Row]:
    mark = italic if italics else literal
    for piece in pieces(one_line(text), ROW):
        yield Row(kind="context", text=mark(piece), plain=piece, glue=glue)


def _story(story: DigestStory, number: int | None, mixed: bool) -> Iterator[Row]:
    count = f"{number}. " if number is not None else ""
    title = one_line(story.title) or "…"
    for order, piece in enumerate(pieces(title, ROW // 2)):
        head = count if order == 0 else ""
        text = marked("*", head + link(piece, story.url), head + literal(piece))
        yield Row(kind="section", text=text, plain=f"{head}{piece}", glue=True)
    yield from _under_headline(story)
    short = title if units(title) <= AGAIN else ""
    titled = any(section.title for section in story.sections)
    for section in story.sections:
        yield from _section(section, titled, mixed, f"{count}{short}".strip())


def _under_headline(story: DigestStory) -> Iterator[Row]:
    said_first = [mark.capitalize() for mark in marks(story)]
    said = one_line(byline(story))
    first, *rest = pieces(said, ROW - 40)
    text = " · ".join([*(bold(mark) for mark in said_first), literal(first)])
    yield Row(
        kind="context", text=text, plain=" · ".join([*said_first, first]), glue=bool(story.points)
    )
    for piece in rest:
        yield Row(kind="context", text=literal(piece), plain=piece, glue=bool(story.points))
    if story.earlier:
        yield from _small(earlier_line(story), italics=True, glue=bool(story.points))


def _section(section: DigestSection, titled: bool, mixed: bool, story: str) -> Iterator[Row]:
    title = one_line(section.title or (also() if titled else ""))
    for piece in pieces(title, ROW):
        yield Row(kind="section", text=bold(piece), plain=piece, glue=True)
    resume = " · ".join(part for part in (story, title if units(title) <= AGAIN else "") if part)
    for point in section.points:
        yield from _point(point, mixed, resume)


def _point(point: KeyPoint, mixed: bool, resume: str) -> Iterator[Row]:
    """One row when it fits into one, else a row for each of its lines."""
    lines = list(_point_lines(point, mixed))
    text = "\n".join(drawn for drawn, _ in lines)
    if units(text) <= ROW:
        lines = [(text, "\n".join(plain for _, plain in lines))]
    for drawn, plain in lines:
        yield Row(kind="section", text=drawn, plain=plain, merge=True, resume=resume)


def _point_lines(point: KeyPoint, mixed: bool) -> Iterator[tuple[str, str]]:
    """Its lines in mrkdwn and in plain words, each short enough for a row."""
    mark = f"{new_mark().capitalize()}: "
    new = (f"{bold(mark.strip())} ", mark) if mixed and point.new else ("", "")
    how = " · ".join(word for word in (one_line(credit(point)), qualifier(point)) if word)
    said, items = told(point)
    *first, last = list(pieces(one_line(said), ROW // 2)) or ["…"]
    credited = list(pieces(how, ROW // 3))
    bullet = ("• " + new[0], "• " + new[1])
    for piece in first:
        yield bullet[0] + literal(piece), bullet[1] + piece
        bullet = ("", "")
    tail = credited[:1]
    yield (
        bullet[0] + literal(last) + "".join(f" — {italic(part)}" for part in tail),
        bullet[1] + last + "".join(f" — {part}" for part in tail),
    )
    for part in credited[1:]:
        yield italic(part), part
    for mark, lines in (("\u2003◦ ", items), ("\u2003≠ ", point.differs)):
        for line in lines:
            for order, piece in enumerate(pieces(one_line(line), ROW // 2)):
                head = mark if order == 0 else "\u2003"
                yield head + literal(piece), head + piece
