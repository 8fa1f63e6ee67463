"""/status and /why: what this chat gets, how the bot is, and what became of the last digests."""

from __future__ import annotations

from bot import say
from bot.commands.spec import Ask
from bot.commands.topics import title_of
from bot.model import Reply
from bot.store import DeliveryReport


async def status(ask: Ask) -> Reply:
    """A page of plain lines; no secret and nothing of other chats is in it."""
    counts = await ask.newsroom.counts()
    newsroom = say.status_newsroom(
        counts.articles, counts.stories, counts.feeds, counts.failing_feeds
    )
    deliveries = say.status_deliveries(await ask.store.delivery_counts())
    model = await _model_lines(ask)
    return Reply(
        lines=(*await _chat_lines(ask), newsroom, *model, deliveries, *_platform_lines(ask))
    )


async def _model_lines(ask: Ask) -> list[str]:
    """What became of the language model's points, where it made any."""
    month = await ask.newsroom.usage(ask.now)
    if not month.points:
        return []
    return [say.status_model(month.points, month.repaired, month.replaced)]


async def _chat_lines(ask: Ask) -> list[str]:
    orders = await ask.store.subscriptions(ask.chat.id)
    if not orders:
        return [say.not_subscribed(None)]
    zone, topics = ask.chat.zone, ask.newsroom.topics
    lines = [say.status_chat(zone)]
    for order in orders:
        due = say.when(order.next_due, zone, ask.now) if order.next_due else None
        rhythm = say.rhythm(order.schedule)
        lines.append(say.status_subscription(title_of(topics, order.topic), rhythm, due))
    return lines


def _platform_lines(ask: Ask) -> list[str]:
    health = {name: each.health() for name, each in ask.tools.platforms.items()}
    return [
        say.status_platform(name, each.connected, each.problem) for name, each in health.items()
    ]


async def why(ask: Ask) -> Reply:
    """The last deliveries to this chat, the newest first, each with its outcome and reason."""
    reports = await ask.store.last_deliveries(ask.chat.id)
    if not reports:
        return Reply(lines=(say.no_delivery_yet(), *await _chat_lines(ask)))
    lines = [_delivery_line(ask, report) for report in reports]
    return Reply(lines=(say.last_deliveries(), *lines))


def _delivery_line(ask: Ask, report: DeliveryReport) -> str:
    zone = ask.chat.zone
    due = say.when(report.due, zone, ask.now)
    again = report.not_before if report.finished is None else None
    return say.delivery(
        title_of(ask.newsroom.topics, report.topic),
        due,
        say.outcome(report.state, report.sent, report.parts),
        report.error,
        say.when(again, zone, ask.now) if again and again > ask.now else None,
    )
