"""Stories for whoever looks for words from any chat, by the name of the bot."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.commands.spec import Tools
from bot.model import Address, Found, Reply, Search
from bot.say.language import spoken
from bot.wording import day
from digests import Newsroom, SearchHit, SummaryError, UnknownStoryError

MOST = 6  # stories
MOST_HITS = 40  # articles
SHORTEST = 2  # characters; before that nobody has finished a word
LONGEST_TITLE = 140  # characters


async def look_up(tools: Tools, search: Search) -> Reply:
    """The newest stories that hold all the words, each ready to be posted; nothing is stored."""
    if len(search.words) < SHORTEST:
        return Reply()
    zone = await _zone(tools, search)
    hits = await tools.newsroom.search(search.words, MOST_HITS)
    newest: dict[int, SearchHit] = {}
    for hit in hits:
        newest.setdefault(hit.story, hit)
    newsroom = tools.newsroom.without_model()  # nobody waits for one with every letter typed
    found: list[Found] = []
    for hit in newest.values():
        if len(found) < MOST and (one := await _found(newsroom, hit, zone, search.received)):
            found.append(one)
    return Reply(found=tuple(found), zone=zone)


async def _zone(tools: Tools, search: Search) -> str:
    """That of the person's own chat with the bot, if they have one."""
    chat = await tools.store.find_chat(Address(search.platform, search.person.id))
    return chat.zone if chat else tools.settings.zone


async def _found(newsroom: Newsroom, hit: SearchHit, zone: str, now: datetime) -> Found | None:
    """None for a story that is gone or has nothing to tell."""
    try:
        digest = await newsroom.summary(hit.story, now, language=spoken())
    except (UnknownStoryError, SummaryError):
        return None
    stories = tuple(replace(story, timeline=()) for story in digest.stories)
    return Found(
        key=f"{hit.story}",
        title=hit.title[:LONGEST_TITLE],
        line=f"{hit.outlet} · {day(hit.published, zone)}",
        digest=replace(digest, stories=stories, note=None),
    )
