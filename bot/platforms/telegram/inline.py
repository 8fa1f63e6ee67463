"""Inline mode: who types the bot's name and some words in any chat gets stories to choose from."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from telegram import Bot, InlineQuery
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.model import Found, Part, Reply, Search
from bot.platforms.telegram.calls import UNREADABLE, call
from bot.platforms.telegram.errors import told
from bot.platforms.telegram.incoming import NAME, person_of

log = logging.getLogger(__name__)
REMEMBERED = 60  # seconds that Telegram may give the same answer to the same person
MOST = 50

Render = Callable[[Reply], Sequence[Part]]


def read_search(query: InlineQuery, now: datetime) -> Search:
    return Search(
        words=" ".join(query.query.split()),
        platform=NAME,
        person=person_of(query.from_user),
        received=now,
    )


async def give_found(bot: Bot, query: InlineQuery, reply: Reply, render: Render) -> None:
    """Nothing is tried again: the person types on, or Telegram no longer takes an answer."""
    arguments = {
        "inline_query_id": query.id,
        "results": [_article(found, reply, render) for found in reply.found[:MOST]],
        "cache_time": REMEMBERED,
        "is_personal": True,  # in the language and the zone of the person
    }
    try:
        await call(bot, "answerInlineQuery", arguments)
    except (TelegramError, *UNREADABLE) as error:
        log.info("A search was not answered: %s", told(error))


def _article(found: Found, reply: Reply, render: Render) -> dict[str, Any]:
    """The first message of the story: a person posts one."""
    part = render(Reply(digest=found.digest, language=reply.language, zone=reply.zone))[0]
    return {
        "type": "article",
        "id": found.key,
        "title": found.title,
        "description": found.line,
        "input_message_content": {
            "message_text": part.payload["html"],
            "parse_mode": ParseMode.HTML,
            "link_preview_options": {"is_disabled": True},
        },
    }
