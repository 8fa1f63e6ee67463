"""Pure: a digest or reply as one page of a terminal.

Lines carry styles (ANSI); whoever prints them to a file takes them out.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from bot.model import Button, Content, Part, Reply
from bot.platforms.terminal.paper import Style, Styled, clean, columns, wrap
from bot.wording import (
    also,
    byline,
    credit,
    earlier_line,
    footer,
    heading,
    left_out_line,
    marks,
    new_mark,
    notes,
    nothing_new,
    qualifier,
    read_as,
    told,
)
from digests import Certainty, Digest, DigestSection, DigestStory, KeyPoint

NAME = "terminal"
MARGIN = "   "
BULLET = f"{MARGIN}• "
INDENT = f"{MARGIN}  "
WIDEST = 88  # longer lines are hard to read
NARROWEST = 24

BOLD: Style = {"bold": True}
DIM: Style = {"dim": True}
HEADING: Style = {"fg": "cyan", "bold": True}
NEW: Style = {"fg": "green", "bold": True}
UPDATE: Style = {"fg": "yellow"}
COMMAND: Style = {"fg": "cyan"}
UNSURE: dict[Certainty, Style] = {
    Certainty.REPORTED: {"fg": "yellow"},
    Certainty.EXPECTED: {"fg": "yellow"},
    Certainty.POSSIBLE: {"fg": "yellow"},
    Certainty.DENIED: {"fg": "red"},
    Certainty.UNDECIDED: {"fg": "magenta"},
}


def render(content: Content, width: int) -> Sequence[Part]:
    """One part: a terminal knows no limit."""
    if isinstance(content, Reply) and content.parts:
        return content.parts
    width = max(NARROWEST, min(width, WIDEST))
    with read_as(content, NAME):
        lines = (
            reply_lines(content, width) if isinstance(content, Reply) else digest(content, width)
        )
    page = "\n".join(lines)
    return (Part(text=click.unstyle(page), payload={"page": page}),)


def reply_lines(reply: Reply, width: int) -> list[str]:
    lines: list[str] = []
    for line in reply.lines:
        lines += wrap(_with_commands(line), width, later=_hanging(line))
    if reply.digest:
        lines += [*([""] if lines else []), *digest(reply.digest, width)]
    for number, line in enumerate(reply.footer):
        below = [] if number else [""]
        lines += [*below, *wrap(_with_commands(line), width, later=_hanging(line))]
    buttons = _buttons(reply.buttons, width)
    return [*lines, *([""] if reply.digest and buttons else []), *buttons]


def _hanging(line: str) -> str:
    return "  " if line.startswith(("· ", "✓ ", "/")) else ""


def _with_commands(line: str) -> list[Styled]:
    return [
        (word, COMMAND if word.startswith("/") and len(word) > 1 else {}) for word in line.split()
    ]


def _buttons(rows: Sequence[Sequence[Button]], width: int) -> list[str]:
    """A terminal has nothing to press: the command of each button, to be typed."""
    return [line for row in rows for line in _choices([_choice(button) for button in row], width)]


def _choice(button: Button) -> list[Styled]:
    command, label = f"/{clean(button.typed or button.command)}", clean(button.label)
    said = label.casefold() in command
    return [(command, COMMAND), *([] if said else [(f"– {label}", DIM)])]


def _choices(row: list[list[Styled]], width: int) -> list[str]:
    """As many to a line as fit; one that is longer than a line is wrapped."""
    lines: list[str] = []
    line: list[Styled] = []
    for choice in row:
        longer = [*line, ("·", DIM), *choice] if line else choice
        if line and len(wrap(longer, width, "  → ", "    ")) > 1:
            lines += wrap(line, width, "  → ", "    ")
            longer = choice
        line = longer
    return lines + wrap(line, width, "  → ", "    ") if line else lines


def digest(content: Digest, width: int) -> list[str]:
    titles = {story.title for story in content.stories}
    number = f"{content.first_number}  " if content.first_number > 1 else ""
    alone = titles == {content.title}
    lines = _rule(number if alone else "", clean(heading(content)[0]), width)
    if not content.stories:
        lines.append(nothing_new())
    mixed = len({point.new for story in content.stories for point in story.points}) > 1
    numbered = not alone and (len(content.stories) > 1 or content.first_number > 1)
    for number_of, story in enumerate(content.stories, content.first_number):
        title = [] if alone else ["", *_title(story, f"{number_of}" if numbered else "", width)]
        lines += [*title, *_story(story, MARGIN if numbered else "", width, mixed)]
    if content.left_out:
        lines += ["", *wrap([(f"… {left_out_line(content.left_out)}", DIM)], width)]
    for note in notes(content):
        lines += ["", *wrap([(note, DIM)], width)]
    if last := footer(content):
        lines += ["", *wrap([(last, DIM)], width)]
    return lines


def _rule(number: str, title: str, width: int) -> list[str]:
    """The title inside of a rule, or below it when it is long."""
    head = columns(f"━━ {number}{title} ━━")
    if head > width:
        return [click.style("━" * width, fg="cyan"), *wrap([(number + title, BOLD)], width)]
    ends = (
        click.style(f"━━ {number}", fg="cyan"),
        click.style(f" ━━{'━' * (width - head)}", fg="cyan"),
    )
    return [ends[0] + click.style(title, bold=True) + ends[1]]


def _title(story: DigestStory, number: str, width: int) -> list[str]:
    first = click.style(f"{number:<{len(MARGIN)}}", fg="cyan") if number else ""
    return wrap([(story.title, BOLD)], width, first, MARGIN if number else "")


def _story(story: DigestStory, margin: str, width: int, mixed: bool) -> list[str]:
    lines = wrap([(byline(story), DIM), *_marks(story)], width, margin, margin)
    if story.url:
        lines += wrap([(story.url, DIM)], width, margin, margin)
    if story.earlier:
        lines += wrap([(earlier_line(story), DIM)], width, margin, margin)
    titled = any(section.title for section in story.sections)
    for section in story.sections:
        lines += ["", *_section(section, width, mixed, titled)]
    return lines


def _marks(story: DigestStory) -> list[Styled]:
    return [(f"· {mark}", UPDATE) for mark in marks(story)]


def _section(section: DigestSection, width: int, mixed: bool, titled: bool) -> list[str]:
    lines: list[str] = []
    if section.title or titled:
        lines += wrap([(section.title or also(), HEADING)], width, MARGIN, MARGIN)
    for point in section.points:
        lines += _point(point, width, mixed)
    return lines


def _point(point: KeyPoint, width: int, mixed: bool) -> list[str]:
    """The sentence and its credit in one paragraph; a list comes between the two."""
    text, items = told(point)
    said: list[Styled] = [*([(new_mark(), NEW)] if mixed and point.new else []), (text, {})]
    credited = _credited(point)
    if not items:
        return [*wrap([*said, *credited], width, BULLET, INDENT), *_differences(point, width)]
    lines = wrap(said, width, BULLET, INDENT)
    for item in items:
        lines += wrap([(item, {})], width, f"{INDENT}– ", f"{INDENT}  ")
    return [*lines, *wrap(credited, width, INDENT, INDENT), *_differences(point, width)]


def _credited(point: KeyPoint) -> list[Styled]:
    sure = qualifier(point)
    if not sure:
        return [(f"({credit(point)})", DIM)]
    return [(f"({sure} ·", UNSURE.get(point.certainty, DIM)), (f"{credit(point)})", DIM)]


def _differences(point: KeyPoint, width: int) -> list[str]:
    return [
        line
        for differs in point.differs
        for line in wrap([(f"≠ {differs}", UPDATE)], width, INDENT, f"{INDENT}  ")
    ]
