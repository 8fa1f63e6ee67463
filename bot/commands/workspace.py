"""What the open channels of a workspace get, for everybody in it to see."""

from __future__ import annotations

from bot import say
from bot.commands.spec import Ask
from bot.commands.topics import title_of
from bot.errors import CommandError
from bot.model import ChatKind, Reply

MOST = 40  # lines


async def workspace(ask: Ask) -> Reply:
    """One line for each subscription; private channels are left out.

    Raises:
        CommandError: here chats are strangers to each other, and this is no command.
    """
    platform = ask.tools.platforms.get(ask.command.address.platform)
    if platform is None or not platform.is_workspace:
        raise CommandError(say.unknown_command(ask.command.name, None))
    orders = await ask.store.orders_in(platform.name, ChatKind.CHANNEL)
    topics = ask.newsroom.topics
    lines = [
        say.channel_line(
            order.chat.title or order.chat.address.native_id,
            title_of(topics, order.topic),
            say.rhythm(order.schedule),
        )
        for order in orders[:MOST]
    ]
    if len(orders) > MOST:
        lines.append(say.more_channels(len(orders) - MOST))
    return Reply(lines=tuple(lines) or (say.no_channels(),))
