"""Pure: lay blocks out over as many messages as they need, cut at a block's edge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from bot.platforms.cutting import cut_ranges
from bot.platforms.telegram.spans import Block, Size, block_size, markup, part_of

Page = tuple[Block, ...]
Write = Callable[[Block], str]


def lay_out(blocks: Iterable[Block]) -> list[Page]:
    """Messages within Telegram's limits. A heading goes with what follows it; a block that is
    longer than a message is cut at a sentence, a word or a grapheme."""
    pages: list[list[Block]] = [[]]
    total = Size()
    for group in _groups(_fitting(blocks)):
        need = _sum(group)
        if pages[-1] and not (total + need).fits:
            pages.append([])
            total = Size()
        for block in group if need.fits else ():
            pages[-1].append(block)
            total += block_size(block)
        if not need.fits:  # a heading that can't stay with a block that fills a message
            total = _one_by_one(group, pages, total)
    return [tuple(page) for page in pages if page]


def _one_by_one(group: Sequence[Block], pages: list[list[Block]], total: Size) -> Size:
    for block in group:
        if pages[-1] and not (total + block_size(block)).fits:
            pages.append([])
            total = Size()
        pages[-1].append(block)
        total += block_size(block)
    return total


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


def _fitting(blocks: Iterable[Block]) -> Iterable[Block]:
    for block in blocks:
        if block_size(block).fits:
            yield block
        else:
            yield from _pieces(block)


def _pieces(block: Block) -> list[Block]:
    text = "".join(span.text for span in block.spans)

    def fits(start: int, end: int) -> bool:
        return block_size(replace(block, spans=part_of(block.spans, start, end))).fits

    return [
        replace(block, spans=part_of(block.spans, start, end), gap=block.gap if not start else 1)
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
