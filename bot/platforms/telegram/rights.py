"""What @BotFather has not allowed the bot that it can use."""

from __future__ import annotations

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
