"""/status: what this chat gets, what the newsroom has, and how the platforms are."""

from __future__ import annotations

from bot.commands import say
from bot.commands.spec import Ask
from bot.commands.topics import title_of
from bot.model import Reply


async def status(ask: Ask) -> Reply:
    """A page of plain lines; no secret and nothing of other chats is in it."""
    counts = await ask.newsroom.counts()
    newsroom = say.status_newsroom(
        counts.articles, counts.stories, counts.feeds, counts.failing_feeds
    )
    return Reply(lines=(*await _chat_lines(ask), newsroom, *_platform_lines(ask)))


async def _chat_lines(ask: Ask) -> list[str]:
    orders = await ask.store.subscriptions(ask.chat.id)
    if not orders:
        return [say.not_subscribed(None)]
    zone, topics = ask.chat.zone, ask.newsroom.topics
    lines = [say.status_chat(zone)]
    for order in orders:
        due = say.when(order.next_due, zone, ask.now) if order.next_due else None
        rhythm = say.rhythm(order.times, order.days)
        lines.append(say.status_subscription(title_of(topics, order.topic), rhythm, due))
    return lines


def _platform_lines(ask: Ask) -> list[str]:
    health = {name: each.health() for name, each in ask.tools.platforms.items()}
    return [
        say.status_platform(name, each.connected, each.problem) for name, each in health.items()
    ]
