"""Show a digest so that its buttons lead back to it, and long things a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.buttons import Rows
from bot.commands.sharing import Answer
from bot.commands.spec import Ask
from bot.model import Button, Part, Reply
from bot.store import Shown
from digests import Digest

Item = TypeVar("Item")
ROOM: Rows = ((Button(label="…" * 60, command="open"),),) * 4  # as many as any page has


async def shown_to(
    ask: Ask,
    reply: Reply,
    digest: Digest,
    buttons: Callable[[int], Rows],
    *,
    numbered: bool = False,
) -> Reply:
    """The reply with the digest and its buttons, kept so that they work for as long as it does.

    With `numbered` people can ask for its stories by number.
    """
    return kept(ask, await drawn(ask, reply, digest, buttons), numbered=numbered)


async def drawn(ask: Ask, reply: Reply, digest: Digest, buttons: Callable[[int], Rows]) -> Answer:
    """The reply with the digest and its buttons, as the asker's platform shows it."""
    number = await ask.store.next_rendition()
    stories = tuple(story.story or 0 for story in digest.stories)
    shown = Shown(id=number, topic=digest.topic, stories=stories, first_number=digest.first_number)
    reply = replace(
        reply, digest=digest, zone=ask.chat.zone, language=ask.language, buttons=buttons(number)
    )
    return Answer(replace(reply, parts=rendered(ask, reply)), shown, lasting=digest.note is None)


def kept(ask: Ask, answer: Answer, *, numbered: bool) -> Reply:
    """The reply, once it is to be written down that this chat was shown it."""
    ask.store.keep_shown(ask.chat, answer.shown, answer.reply.parts, ask.now, numbered=numbered)
    return answer.reply


def rendered(ask: Ask, reply: Reply) -> tuple[Part, ...]:
    """As the asker's platform shows it."""
    platform = ask.tools.platforms.get(ask.command.address.platform)
    return tuple(platform.render(reply)) if platform else ()


def paged(
    ask: Ask, items: Sequence[Item], most: int, show: Callable[[Sequence[Item]], Reply]
) -> list[Sequence[Item]]:
    """The items in pages of at most `most`, each of which is one message as `show` shows it, with
    room for buttons. An item that is too long for a message has a page of its own.
    """
    pages: list[Sequence[Item]] = []
    left = list(items)
    while left:
        size = min(most, len(left))
        while size > 1 and len(rendered(ask, replace(show(left[:size]), buttons=ROOM))) > 1:
            size -= 1
        pages.append(left[:size])
        left = left[size:]
    return pages
