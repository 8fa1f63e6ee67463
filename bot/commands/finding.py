"""/search and /sources: where something stands."""

from __future__ import annotations

from bot import say
from bot.commands.spec import Ask
from bot.errors import CommandError
from bot.model import Button, Reply
from bot.wording import day

HITS = 8
LONGEST_TITLE = 140  # characters; a list has to stay a list


async def search(ask: Ask) -> Reply:
    """Stories that hold all the words, the newest first, with numbers to read them by."""
    if not ask.argument:
        raise CommandError(say.what_to_search())
    hits = {hit.story: hit for hit in reversed(await ask.newsroom.search(ask.argument, HITS))}
    if not hits:
        raise CommandError(say.nothing_found(ask.argument))
    newest = sorted(hits.values(), key=lambda hit: hit.published, reverse=True)
    await ask.store.remember_stories(ask.chat.id, [hit.story for hit in newest])
    lines = [
        say.found(number, hit.title[:LONGEST_TITLE], hit.outlet, day(hit.published, ask.chat.zone))
        for number, hit in enumerate(newest, 1)
    ]
    numbers = [f"{number}" for number in range(1, len(newest) + 1)]
    buttons = tuple(Button(label=number, command=f"summary {number}") for number in numbers)
    return Reply(lines=tuple(lines), buttons=(buttons,))


async def sources(ask: Ask) -> Reply:
    """Every article of a story of the last digest: outlet, date, headline and address."""
    number = ask.argument.lstrip("#") or "1"
    if not number.isdecimal():
        raise CommandError(say.which_story())
    known = await ask.store.numbered_story(ask.chat.id, int(number))
    if known is None:
        raise CommandError(say.no_such_number(int(number)))
    story = await ask.newsroom.story(known)
    lines = [
        say.source(
            article.outlet,
            day(article.published, ask.chat.zone),
            article.title[:LONGEST_TITLE],
            article.url,
            article.original is not None,
        )
        for article in story.articles
    ]
    return Reply(lines=(say.sources_of(story.title), *lines))
