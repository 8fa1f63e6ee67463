"""Pure: one story as rows: headline, byline, sections, points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.platforms.slack.mrkdwn import bold, italic, link, literal, marked, one_line, pieces, units
from bot.platforms.slack.pages import ROW, Row
from bot.wording import also, byline, credit, earlier_line, marks, new_mark, qualifier, told
from digests import DigestSection, DigestStory, KeyPoint

AGAIN = 120  # a longer title is not told again


def small(text: str, *, italics: bool = False, glue: bool = False) -> Iterator[Row]:
    mark = italic if italics else literal
    for piece in pieces(one_line(text), ROW):
        yield Row(kind="context", text=mark(piece), plain=piece, glue=glue)


def headline(story: DigestStory, count: str) -> Iterator[Row]:
    title = one_line(story.title) or "…"
    for order, piece in enumerate(pieces(title, ROW // 2)):
        head = count if order == 0 else ""
        text = marked("*", head + link(piece, story.url), head + literal(piece))
        yield Row(kind="section", text=text, plain=f"{head}{piece}", glue=True)


def sections_of(
    story: DigestStory, sections: Sequence[DigestSection], count: str, mixed: bool
) -> Iterator[Row]:
    title = one_line(story.title) or "…"
    short = title if units(title) <= AGAIN else ""
    titled = any(section.title for section in story.sections)
    for section in sections:
        yield from _section(section, titled, mixed, f"{count}{short}".strip())


def under_headline(story: DigestStory) -> Iterator[Row]:
    said_first = [mark[:1].upper() + mark[1:] for mark in marks(story)]
    said = one_line(byline(story))
    first, *rest = pieces(said, ROW - 40)
    text = " · ".join([*(bold(mark) for mark in said_first), literal(first)])
    yield Row(
        kind="context", text=text, plain=" · ".join([*said_first, first]), glue=bool(story.points)
    )
    for piece in rest:
        yield Row(kind="context", text=literal(piece), plain=piece, glue=bool(story.points))
    if story.earlier:
        yield from small(earlier_line(story), italics=True, glue=bool(story.points))


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
