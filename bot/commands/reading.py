"""/latest, /more, /summary and texts sent to the bot: what can be read at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import zip_longest

from bot import say
from bot.buttons import Rows, What, digest_buttons, open_command, story_buttons
from bot.commands.arguments import find_links
from bot.commands.comparing import compared
from bot.commands.opened import page_buttons
from bot.commands.sharing import Answer
from bot.commands.showing import drawn, kept, shown_to
from bot.commands.spec import Ask
from bot.commands.stories import numbered_story, one_of, story_pages, summed_up
from bot.commands.topics import chat_topics, find_topic
from bot.errors import CommandError
from bot.model import Reply, Subscription
from bot.wishes import SIZES, AskedFor, asked_for
from digests import Digest, DigestQuery, DigestStory, Period, Topic, read_pasted

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
POINTS_OF_SEVERAL = 2  # the same, when a digest covers several topics
TITLES = 2  # more of them make no title
SHORTEST_TEXT = 30  # words; less is talk and no article

Wanted = Sequence[tuple[Topic, Subscription | None]]


async def latest(ask: Ask) -> Reply:
    """The stories of the last day, or of the week when the day was quiet; what is new is marked.

    Chats that get the same share one answer for a minute, or until something is taken in; so do
    those that were told last at different times, between which nothing came of what it tells.
    """
    wanted = await _wanted(ask, ask.argument)
    edition = ask.opening.edition if ask.opening else None
    if edition is None:
        edition = (await ask.newsroom.edition()).number
    key = (
        edition,
        ask.now.replace(second=0, microsecond=0),
        tuple((topic, order is None) for topic, order in wanted),
        (ask.chat.wishes, ask.chat.language, ask.chat.zone),
        (ask.command.address.platform, ask.language),
    )
    marks = [order.told_until if order else None for _, order in wanted]
    answer = await ask.tools.answers.of(key, partial(_latest, ask, wanted), marks)
    return kept(ask, answer, numbered=True)


async def _latest(ask: Ask, wanted: Wanted) -> Answer:
    found = await _digests(ask, wanted, DAY)
    reply = Reply()
    if not any(digest.stories for digest in found):
        found = await _digests(ask, wanted, WEEK)
        reply = Reply(lines=(say.quiet_day(),))
    digest = _joined(ask, found)
    if not digest.stories:
        raise CommandError(say.nothing_yet([topic.title for topic, _ in wanted]))
    answer = await drawn(ask, reply, digest, partial(digest_buttons, digest))
    return replace(answer, marks=tuple(each.marks for each in found))


async def more(ask: Ask) -> Reply:
    """The next stories after those that the chat has by number; the numbers go on."""
    wanted = await _wanted(ask, ask.argument)
    known = await ask.store.numbered_stories(ask.chat.id)
    for back in (DAY, WEEK):
        digest = await _gather(ask, wanted, back, frozenset(known))
        if digest.stories:
            return await numbered(ask, replace(digest, first_number=len(known) + 1))
    raise CommandError(say.no_more())


async def summary(ask: Ask) -> Reply:
    """Sum up a topic's week, one story of the last digest, a page or a text."""
    text = ask.argument
    if text.lstrip("#").isdecimal():
        return await _whole_story(ask, text.lstrip("#"))
    if find_links(text) or len(text.split()) >= SHORTEST_TEXT:
        return await _sum_up(ask, find_links(text) or text)
    wanted = await _wanted(ask, text)
    digest = await _gather(ask, wanted, WEEK)
    if not digest.stories:
        raise CommandError(say.nothing_yet([topic.title for topic, _ in wanted]))
    return await numbered(ask, digest)


async def sum_up_text(ask: Ask) -> Reply:
    """Links or the text of an article, sent or forwarded in a private chat."""
    links = find_links(ask.argument)
    long = len(ask.argument.split()) >= SHORTEST_TEXT
    if not links and not long:
        return Reply(lines=(say.unknown_text(),))
    # A long text with a link in it is an article that names its sources.
    return await _sum_up(ask, ask.argument if long else links)


async def numbered(ask: Ask, digest: Digest, *lines: str) -> Reply:
    """The digest with its numbers remembered, so that people can ask for a story by number."""
    buttons = partial(digest_buttons, digest)
    return await shown_to(ask, Reply(lines=lines), digest, buttons, numbered=True)


async def _wanted(ask: Ask, name: str) -> Wanted:
    own = await chat_topics(ask)
    if not own:
        raise CommandError(say.no_topics())
    if not name:
        return own
    topic = find_topic(ask.newsroom.topics, name)
    return [(topic, next((order for each, order in own if each == topic), None))]


async def _gather(
    ask: Ask, wanted: Wanted, back: timedelta, known: frozenset[int] = frozenset()
) -> Digest:
    """One digest of all wanted topics without the known stories; each story is told once."""
    return _joined(ask, await _digests(ask, wanted, back, known))


async def _digests(
    ask: Ask, wanted: Wanted, back: timedelta, known: frozenset[int] = frozenset()
) -> Sequence[Digest]:
    """One of each wanted topic."""
    several = len(wanted) > 1
    found = []
    for topic, order in wanted:
        query = DigestQuery(
            topic=topic.name,
            period=_until_now(ask, back),
            told_until=order.told_until if order else None,
            language=ask.chat.language,
            **_wished(ask, known, several=several),
        )
        found.append(await ask.newsroom.digest(query, ask.now))
    return found


def _until_now(ask: Ask, back: timedelta) -> Period:
    """To the end of this minute, so that those who ask in it ask the same. Not to the next one: it
    may be another day's."""
    minute = ask.now.replace(second=0, microsecond=0)
    return Period(start=minute - back, end=minute + MINUTE - timedelta(microseconds=1))


def _joined(ask: Ask, found: Sequence[Digest]) -> Digest:
    most = SIZES[ask.chat.wishes.length].stories
    return merged(found, most) if len(found) > 1 else found[0]


def _wished(ask: Ask, known: frozenset[int], *, several: bool) -> AskedFor:
    """As the chat wants its digests; but nothing that it has by number already."""
    wished = asked_for(ask.chat.wishes)
    wished["muted"] |= known
    if several:
        wished["max_points"] = min(wished["max_points"], POINTS_OF_SEVERAL)
    return wished


def merged(digests: Sequence[Digest], most: int) -> Digest:
    """Several topics in one digest: the best story of each, then the second ones, and so on.

    A story of two topics is told once, in the way that has more sections. How many are left out
    is counted by the largest topic: the others may lie inside of it.
    """
    stories: dict[int | None, DigestStory] = {}
    rounds = zip_longest(*(digest.stories for digest in digests))
    for story in (story for each in rounds for story in each if story):
        known = stories.get(story.story)
        if known is None or _titled(story) > _titled(known):
            stories[story.story] = story
    shown = tuple(stories.values())[:most]
    titles = [digest.title for digest in digests if digest.stories]
    there = max(len(digest.stories) + digest.left_out for digest in digests)
    return replace(
        digests[0],
        topic="",
        title=say.listed(titles) if len(titles) <= TITLES else say.latest_title(),
        stories=shown,
        left_out=max(0, there - len(shown)),
        note=next((digest.note for digest in digests if digest.note), None),
        marks=None,
    )


def _titled(story: DigestStory) -> int:
    return sum(1 for section in story.sections if section.title)


async def _whole_story(ask: Ask, number: str) -> Reply:
    """The story with its timeline; the rest of a long one is on further pages."""
    digest = await summed_up(ask, await numbered_story(ask, number))
    at = int(number)
    pages = await story_pages(ask, digest, at)
    page, _ = one_of(pages, 1)
    first = page.digest or digest

    def buttons(kept: int) -> Rows:
        further = page_buttons(open_command(kept, What.WHOLE, at), 1, len(pages))
        return (*((further,) if further else ()), *story_buttons(kept, at))

    return await shown_to(ask, page, first, buttons)


async def _sum_up(ask: Ask, of: str | tuple[str, ...]) -> Reply:
    """Tell pages (their links) or a text as one story; nothing of it is stored."""
    source = read_pasted(of) if isinstance(of, str) else of
    digest = await ask.newsroom.summary(source, ask.now, language=ask.chat.language)
    if not any(story.points for story in digest.stories):
        raise CommandError(say.nothing_to_sum_up())
    if isinstance(of, str):
        return Reply(digest=digest)
    digest, related = compared(digest)
    return Reply(digest=digest, lines=() if related else (say.nothing_in_common(),))
