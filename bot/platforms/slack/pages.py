"""Pure: rows of text into messages of blocks, each within Slack's limits, nothing cut.

Slack takes 50 blocks a message, 3,000 characters a section, and (undocumented, slackapi/bolt-js
issues 2509 and 2867) about 13,300 characters over all blocks, 125 fewer for each further block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from bot.platforms.slack.mrkdwn import literal, units
from bot.wording import continued

BLOCKS = 50
CHARACTERS = 12_000  # a message, with BLOCK_COST for each block
BLOCK_COST = 125
SECTION = 3_000
ROW = 2_900  # of one row: a title may still be put above it

Block = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One piece that is never divided: a line, a point with its items, a heading, buttons.

    `plain` is what it says without markup. `merge`: it may stand in the section block above it.
    `glue`: it must not be the last of a message. `resume` is the title that is told again when a
    message begins with this row.
    """

    kind: Literal["header", "section", "context", "divider", "actions"]
    text: str = ""
    plain: str = ""
    merge: bool = False
    glue: bool = False
    resume: str = ""
    elements: tuple[Block, ...] = ()

    @property
    def size(self) -> int:
        labels = sum(units(element["text"]["text"]) for element in self.elements)
        return units(self.text) + labels

    def block(self) -> Block:
        match self.kind:
            case "header":
                text = {"type": "plain_text", "text": self.plain, "emoji": False}
                return {"type": "header", "text": text}
            case "divider":
                return {"type": "divider"}
            case "actions":
                return {"type": "actions", "elements": list(self.elements)}
            case "context":
                return {"type": "context", "elements": [mrkdwn(self.text)]}
            case "section":
                return {"type": "section", "text": mrkdwn(self.text)}


def mrkdwn(text: str) -> Block:
    """`verbatim`: Slack must not make links or mentions out of plain words."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


@dataclass(slots=True)
class Page:
    """One message that is being filled."""

    rows: list[Row] = field(default_factory=list)
    size: int = 0
    blocks: int = 0
    repeated: int = 0

    @property
    def begins(self) -> bool:
        """Nothing stands there yet but the title that is told again."""
        return len(self.rows) <= self.repeated

    def add(self, row: Row) -> None:
        if self._merges(row):
            above = self.rows[-1]
            text, plain = f"{above.text}\n{row.text}", f"{above.plain}\n{row.plain}"
            self.rows[-1] = replace(above, text=text, plain=plain)
            self.size += 1 + row.size
            return
        self.rows.append(row)
        self.size += row.size + BLOCK_COST
        self.blocks += 1

    def fits(self, rows: Iterable[Row]) -> bool:
        """Whether all of them have room, reckoned as if none could be merged."""
        rows = list(rows)
        size = self.size + sum(row.size + BLOCK_COST for row in rows)
        return size <= CHARACTERS and self.blocks + len(rows) <= BLOCKS

    def _merges(self, row: Row) -> bool:
        above = self.rows[-1] if self.rows else None
        return bool(
            row.merge
            and above
            and above.kind == "section"
            and units(above.text) + 1 + units(row.text) <= SECTION
        )


def paginate(rows: Sequence[Row], again: str) -> list[Page]:
    """Fill pages in order; `again` is the title that stands above every further page."""
    pages = [Page()]
    for group in _groups(rows):
        if not pages[-1].fits(group) and pages[-1].rows:
            pages.append(_further(again, group[0]))
        for row in group:
            if not pages[-1].fits([row]):  # a group that is too long for any page
                pages.append(_further(again, row))
            if row.kind != "divider" or not pages[-1].begins:
                pages[-1].add(row)
    return [page for page in pages if page.rows]


def _groups(rows: Sequence[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        group.append(row)
        if not row.glue:
            yield group
            group = []
    if group:
        yield group


def _further(again: str, first: Row) -> Page:
    page = Page()
    above = " · ".join(part for part in (again, first.resume) if part)
    words = continued(above)
    page.add(Row(kind="context", text=literal(words), plain=words))
    page.repeated = 1
    return page


def page_blocks(page: Page) -> list[Block]:
    return [row.block() for row in page.rows]


def page_text(page: Page) -> str:
    said = [row.plain for row in page.rows if row.plain]
    labels = [element["text"]["text"] for row in page.rows for element in row.elements]
    return "\n".join(said or labels or ["…"])
