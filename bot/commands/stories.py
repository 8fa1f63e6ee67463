"""One story: its whole with its timeline, its sources, its title; a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot import say
from bot.commands.showing import ROOM, paged, rendered
from bot.commands.spec import Ask
from bot.errors import CommandError
from bot.model import Reply
from bot.platforms.cutting import cut
from bot.wording import day
from digests import (
    Digest,
    DigestSection,
    DigestStory,
    KeyPoint,
    SummaryError,
    UnknownStoryError,
    UnknownTopicError,
)

POINTS_A_PAGE = 40  # what fits into a message is less on most platforms
SOURCES_A_PAGE = 15  # lines
LONGEST_QUOTE = 500  # characters; what is longer is a list or a table
LONGEST_TITLE = 140  # characters; a list has to stay a list
DAYS = 12  # of a timeline, the newest
JOINED = 4  # outlets named in a day


async def numbered_story(ask: Ask, word: str) -> int:
    """The id of the story with that number in the digest that the chat read last; in a thread that
    read none, in the one of the channel around it.

    Raises:
        CommandError: there is none.
    """
    number = word.lstrip("#")
    if not number.isdecimal():
        raise CommandError(say.which_story())
    if len(number) > len("1000"):
        raise CommandError(say.no_such_number(number))
    found = await ask.store.numbered_story(ask.chat.id, int(number))
    if found is None and ask.chat.address.thread:
        around = await ask.store.find_chat(replace(ask.chat.address, thread=None))
        found = await ask.store.numbered_story(around.id, int(number)) if around else None
    if found is None:
        raise CommandError(say.no_such_number(number))
    return found


def shortened(title: str) -> str:
    """A headline of one line that a list can hold; no letter of it is torn."""
    line = " ".join(title.split())
    if len(line) <= LONGEST_TITLE:
        return line
    return f"{cut(line, lambda piece: len(piece) < LONGEST_TITLE)[0]}…"


async def titles_of(ask: Ask, stories: Iterable[int]) -> list[str]:
    """Titles in the same order; "" for a story that is gone."""
    titles = []
    for story in stories:
        try:
            titles.append(shortened((await ask.newsroom.story(story)).title) if story else "")
        except UnknownStoryError:
            titles.append("")
    return titles


async def summed_up(ask: Ask, story: int, topic: str = "") -> Digest:
    """The whole story, told for the topic's sections.

    Raises:
        CommandError: it is not stored any more.
    """
    try:
        return await ask.newsroom.summary(
            story, ask.now, topic or None, ZoneInfo(ask.chat.zone), ask.chat.language
        )
    except UnknownTopicError:
        return await summed_up(ask, story)
    except UnknownStoryError:
        raise CommandError(say.story_gone()) from None


async def story_pages(ask: Ask, digest: Digest, number: int) -> list[Reply]:
    """All points of the story, each page one message; then how it went, day by day."""
    told = digest.stories[0]
    digest = replace(digest, first_number=number)

    def show(points: Sequence[KeyPoint]) -> Reply:
        part = replace(told, sections=tuple(in_sections(told, points)))
        return Reply(
            digest=replace(digest, stories=(part,)), zone=ask.chat.zone, language=ask.language
        )

    pages = [show(points) for points in paged(ask, told.points, POINTS_A_PAGE, show)]
    footer = how_it_went(told, ask.chat.zone)
    if not footer:
        return pages
    last = replace(pages[-1], footer=footer)
    if len(rendered(ask, replace(last, buttons=ROOM))) == 1:
        return [*pages[:-1], last]
    return [*pages, Reply(lines=footer)]


def in_sections(story: DigestStory, points: Sequence[KeyPoint]) -> Iterable[DigestSection]:
    """The sections of the story with these points only, in their order."""
    wanted = set(map(id, points))
    for section in story.sections:
        chosen = tuple(point for point in section.points if id(point) in wanted)
        if chosen:
            yield DigestSection(title=section.title, points=chosen)


def how_it_went(story: DigestStory, zone: str) -> tuple[str, ...]:
    """What it goes on from, and what came on which day; nothing for a story of one day."""
    before = (say.follows(story.follows),) if story.follows else ()
    if len(story.timeline) < 2:
        return before
    days = [
        say.timeline_day(day(each.first_seen, zone), shortened(each.headline), each.joined[:JOINED])
        for each in story.timeline[-DAYS:]
    ]
    return (*before, say.timeline(), *days)


async def source_pages(ask: Ask, story: int, topic: str = "") -> list[Reply]:
    """Every article of a story: outlet, date, headline and address; below it, as they stand in the
    original, the sentences that the points of the story are told from.

    Raises:
        CommandError: it is not stored any more.
    """
    try:
        found = await ask.newsroom.story(story)
        told = _sentences_told(await summed_up(ask, story, topic))
    except UnknownStoryError:
        raise CommandError(say.story_gone()) from None
    except SummaryError:  # of headlines alone
        told = {}
    lines = list[str]()
    for article in found.articles:
        date = day(article.published, ask.chat.zone)
        copy = article.original is not None
        lines.append(say.source(article.outlet, date, shortened(article.title), article.url, copy))
        lines += [say.sentence_told(quote) for quote in told.get(article.id, ())]

    def show(chosen: Sequence[str]) -> Reply:
        return Reply(lines=(say.sources_of(shortened(found.title)), *chosen))

    return [show(chosen) for chosen in paged(ask, lines, SOURCES_A_PAGE, show)]


def _sentences_told(digest: Digest) -> dict[int, list[str]]:
    """The sentences that the points of a digest stand on, by article, as they follow there."""
    cited = {
        (citation.article, citation.start): citation.quote
        for story in digest.stories
        for point in story.points
        for citation in point.citations
    }
    found: dict[int, list[str]] = {}
    for (article, _), quote in sorted(cited.items()):
        line = " ".join(quote.split())
        whole = cut(line, lambda piece: len(piece) < LONGEST_QUOTE)[0]
        found.setdefault(article, []).append(line if whole == line else f"{whole}…")
    return found


def one_of(pages: Sequence[Reply], number: int) -> tuple[Reply, int]:
    """The page with that number, or the nearest; it says which one it is."""
    at = min(max(number, 1), len(pages))
    page = pages[at - 1]
    if len(pages) == 1:
        return page, at
    return replace(page, footer=(*page.footer, say.page_of(at, len(pages)))), at
