"""/start and /help: the first minute."""

from __future__ import annotations

from dataclasses import replace

from bot import say
from bot.commands.settings import settings
from bot.commands.spec import Ask, help_lines
from bot.commands.subscriptions import subscribe_to
from bot.commands.topics import find_topic, soonest, title_of, topic_buttons
from bot.model import ChatKind, Reply
from digests import UnknownTopicError


async def start(ask: Ask) -> Reply:
    """Say what the bot does and offer the topics; with a topic (a deep link), subscribe to it."""
    if not ask.argument:
        return await welcome(ask)
    await ask.require_admin()
    try:
        topic = find_topic(ask.newsroom.topics, ask.argument)
    except UnknownTopicError as error:  # an old link
        first = await welcome(ask)
        return replace(first, lines=(say.trouble(error), *first.lines))
    return await subscribe_to(ask, topic)


async def home(ask: Ask) -> Reply:
    """What a person finds where the bot is at home: the first step, later their settings."""
    if await ask.store.subscriptions(ask.chat.id):
        return await settings(replace(ask, command=replace(ask.command, argument="")))
    return await welcome(ask)


async def welcome(ask: Ask) -> Reply:
    """What the bot does in three lines, and the next step."""
    topics = ask.newsroom.topics
    orders = await ask.store.subscriptions(ask.chat.id)
    if orders:
        titles = [title_of(topics, order.topic) for order in orders]
        due = soonest(orders)
        coming = say.when(due, ask.chat.zone, ask.now) if due else None
        return Reply(
            lines=(*say.welcome(), say.subscribed_already(titles, coming), say.start_hint())
        )
    choice = say.choose_topic() if topics else say.no_topics()
    return Reply(lines=(*say.welcome(), choice), buttons=topic_buttons(topics, "subscribe"))


async def show_help(ask: Ask) -> Reply:
    """Every command with its one line."""
    private = ask.command.chat_kind is ChatKind.PRIVATE
    link = (say.help_link(),) if private else ()
    return Reply(lines=(say.help_intro(), *help_lines(ask.tools.specs), *link), private=True)
