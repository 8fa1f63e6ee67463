"""/search and /sources: where something stands."""

from __future__ import annotations

from dataclasses import replace

from bot import say
from bot.commands.opened import page_buttons
from bot.commands.spec import BUTTON_BYTES, Ask
from bot.commands.stories import numbered_story, one_of, shortened, source_pages
from bot.errors import CommandError
from bot.model import Button, Reply
from bot.wording import day
from digests import SearchHit

HITS = 8  # a page
MOST_HITS = 80  # articles


async def search(ask: Ask) -> Reply:
    """Stories that hold all the words, the newest first, with numbers to read them by."""
    return await _hits(ask, ask.argument, 1)


async def more_hits(ask: Ask) -> Reply:
    """A further page of what a search found: `2 harbour bridge`."""
    page, _, words = ask.argument.partition(" ")
    return await _hits(ask, words, int(page) if page.isdecimal() and len(page) < 4 else 1)


async def _hits(ask: Ask, words: str, page: int) -> Reply:
    if not words:
        raise CommandError(say.what_to_search())
    hits = {hit.story: hit for hit in reversed(await ask.newsroom.search(words, MOST_HITS))}
    if not hits:
        raise CommandError(say.nothing_found(words))
    newest = sorted(hits.values(), key=lambda hit: hit.published, reverse=True)
    ask.store.remember_stories(ask.chat.id, [hit.story for hit in newest])
    pages = [range(at, min(at + HITS, len(newest))) for at in range(0, len(newest), HITS)]
    shown, at = one_of([Reply()] * len(pages), page)
    lines = [_line(ask, place + 1, newest[place]) for place in pages[at - 1]]
    shown = replace(shown, lines=tuple(lines))
    numbers = [f"{place + 1}" for place in pages[at - 1]]
    buttons = tuple(Button(label=number, command=f"summary {number}") for number in numbers)
    turns = page_buttons("hits", at, len(pages))
    turns = tuple(replace(turn, command=f"{turn.command} {words}") for turn in turns)
    fits = all(len(turn.command.encode()) <= BUTTON_BYTES for turn in turns)
    rows = (buttons, turns) if turns and fits else (buttons,)
    return replace(shown, buttons=rows, in_place=True)


def _line(ask: Ask, number: int, hit: SearchHit) -> str:
    date = day(hit.published, ask.chat.zone)
    return say.found(number, shortened(hit.title), hit.outlet, date)


async def sources(ask: Ask) -> Reply:
    """Every article of a story of the last digest, and the sentences that are told of it."""
    number, _, page = (ask.argument or "1").partition(" ")
    pages = await source_pages(ask, await numbered_story(ask, number))
    chosen, at = one_of(pages, int(page) if page.isdecimal() and len(page) < 5 else 1)
    turns = page_buttons(f"sources {number}", at, len(pages))
    return replace(chosen, buttons=(turns,) if turns else (), in_place=True)
