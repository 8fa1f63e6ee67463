"""Pure: lay blocks out over as many messages as they need, cut at a block's edge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from bot.platforms.cutting import cut_ranges
from bot.platforms.telegram.spans import Block, Size, block_size, markup, part_of

FULL = 3000  # UTF-16 units from which a message takes no piece of a long block any more
Page = tuple[Block, ...]
Write = Callable[[Block], str]


def lay_out(blocks: Iterable[Block]) -> list[Page]:
    """Messages within Telegram's limits. A heading goes with what follows it; a block that is
    longer than a message is cut at a sentence, a word or a grapheme."""
    layout = Layout()
    for group in _groups(blocks):
        layout.add(group)
    return [tuple(page) for page in layout.pages if page]


class Layout:
    """The messages so far, and what the last one has taken of the limits."""

    def __init__(self) -> None:
        self.pages: list[list[Block]] = [[]]
        self.taken = Size()

    def add(self, group: Sequence[Block]) -> None:
        """Headings and the block under them, together if any message can hold them."""
        if not (self.taken + _sum(group)).fits:
            self._turn()
        for block in group:
            if (self.taken + block_size(block)).fits:
                self._put(block)
            else:
                self._pour(block)

    def _put(self, block: Block) -> None:
        self.pages[-1].append(block)
        self.taken += block_size(block)

    def _turn(self) -> None:
        if self.pages[-1]:
            self.pages.append([])
            self.taken = Size()

    def _pour(self, block: Block) -> None:
        """Over as many messages as it needs; the first piece fills what is left of this one."""
        if self.taken.units > FULL:
            self._turn()
        pieces = _pieces(block, self.taken)
        if not pieces:
            return  # a link without any text shows nothing
        if self.pages[-1] and not (self.taken + block_size(pieces[0])).fits:
            self._turn()
            pieces = _pieces(block, self.taken)
        for piece in pieces:
            if not (self.taken + block_size(piece)).fits:
                self._turn()
            self._put(piece)


def _sum(blocks: Iterable[Block]) -> Size:
    total = Size()
    for block in blocks:
        total += block_size(block)
    return total


def _groups(blocks: Iterable[Block]) -> list[list[Block]]:
    """Runs of headings with the one block that follows them."""
    groups: list[list[Block]] = [[]]
    for block in blocks:
        groups[-1].append(block)
        if not block.keep:
            groups.append([])
    return [group for group in groups if group]


def _pieces(block: Block, taken: Size) -> list[Block]:
    """The block cut so that the first piece fits below what is taken, the others on their own."""
    text = "".join(span.text for span in block.spans)

    def fits(start: int, end: int) -> bool:
        own = block_size(replace(block, spans=part_of(block.spans, start, end)))
        return (own if start else taken + own).fits

    return [
        replace(block, spans=part_of(block.spans, start, end))
        for start, end in cut_ranges(text, fits)
    ]


def plain(page: Page) -> str:
    """The page as people read it, without markup."""
    return _joined(page, lambda block: "".join(span.text for span in block.spans))


def to_html(page: Page) -> str:
    """The page as Telegram's HTML; neighbours that fold share one quote."""
    out: list[str] = []
    for fold, run in groupby(page, key=lambda block: block.fold):
        blocks = tuple(run)
        text = _joined(blocks, lambda block: "".join(markup(span) for span in block.spans))
        gap = "\n" * blocks[0].gap if out else ""
        out.append(f"{gap}<blockquote expandable>{text}</blockquote>" if fold else gap + text)
    return "".join(out)


def _joined(blocks: Sequence[Block], write: Write) -> str:
    first, *others = blocks
    return write(first) + "".join("\n" * block.gap + write(block) for block in others)
