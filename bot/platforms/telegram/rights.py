"""What @BotFather has not allowed the bot that it can use."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime

from telegram import User

from bot.platforms import Rights


def rights_of(me: User) -> Rights:
    """Nothing there is needed in private chats, so nothing is missing."""
    unused = []
    if not me.can_join_groups:
        unused.append("it can't be added to groups; /setjoingroups at @BotFather allows it")
    if not me.supports_inline_queries:
        unused.append("no search from other chats; /setinline at @BotFather allows it")
    return Rights(unused=tuple(unused))


def read_date(header: str | None) -> datetime | None:
    """The moment in an HTTP date header; None where there is none that can be read."""
    try:
        return parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
