"""/subscribe, /unsubscribe, /topics and /time: what a chat gets, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from bot.commands import say
from bot.commands.arguments import find_zone, read_times
from bot.commands.spec import Ask
from bot.commands.topics import Rows, find_topic, title_of, topic_buttons
from bot.errors import CommandError
from bot.model import Button, Order, Reply, Schedule, Subscription
from bot.schedule import next_due, next_due_of
from digests import Topic

FIRST_PERIOD = timedelta(days=1)
OFFERED_TIMES = ("07:00", "08:00", "12:00", "18:00", "21:00")


async def subscribe(ask: Ask) -> Reply:
    """Subscribe to the named topic, or to the only one, or offer the choice."""
    topics = ask.newsroom.topics
    if not topics:
        raise CommandError(say.no_topics())
    if ask.argument:
        return await subscribe_to(ask, find_topic(topics, ask.argument))
    if len(topics) == 1:
        return await subscribe_to(ask, topics[0])
    return Reply(lines=(say.which_topic(),), buttons=topic_buttons(topics, "subscribe"))


async def subscribe_to(ask: Ask, topic: Topic) -> Reply:
    """A standing order at the chat's hours; the first digest covers the day before now."""
    orders = await ask.store.subscriptions(ask.chat.id)
    known = next((order for order in orders if order.topic == topic.name), None)
    if known:
        return _subscribed(ask, topic, known, say.known_subscription(topic.title))
    times = orders[0].times if orders else ask.tools.settings.default_times
    order = Order(
        topic=topic.name,
        times=times,
        next_due=next_due(times, ask.chat.zone, ask.now),
        told_until=ask.now - FIRST_PERIOD,
    )
    made = await ask.store.subscribe(ask.chat, order, ask.now)
    return _subscribed(ask, topic, made, say.subscribed(topic.title))


def _subscribed(ask: Ask, topic: Topic, order: Subscription, opening: str) -> Reply:
    lines = [opening]
    if order.next_due:
        due = say.when(order.next_due, ask.chat.zone, ask.now)
        lines.append(say.first_digest(due, ask.chat.zone))
    lines.append(say.how_to_change(topic.name))
    hours = tuple(Button(label=hour, command=f"time {hour}") for hour in OFFERED_TIMES)
    return Reply(
        lines=tuple(lines),
        buttons=(hours, (Button(label=say.read_now(), command=f"latest {topic.name}"),)),
    )


async def unsubscribe(ask: Ask) -> Reply:
    """End one subscription, or all of them; the settings are kept."""
    topics = ask.newsroom.topics
    topic = _ended_topic(topics, ask.argument) if ask.argument else None
    ended = await ask.store.unsubscribe(ask.chat.id, topic)
    if not ended:
        raise CommandError(say.not_subscribed(title_of(topics, topic) if topic else None))
    titles = [title_of(topics, name) for name in ended]
    again: Rows = tuple(
        (Button(label=say.subscribe_again(title), command=f"subscribe {name}"),)
        for name, title in zip(ended, titles, strict=True)
    )
    return Reply(lines=(say.unsubscribed(titles), say.come_back()), buttons=again)


def _ended_topic(topics: Sequence[Topic], text: str) -> str | None:
    """None for all; a topic may be called so, too."""
    if text.casefold() == "all" and all(topic.name != "all" for topic in topics):
        return None
    return find_topic(topics, text).name


async def list_topics(ask: Ask) -> Reply:
    """Every topic, with a tick at those that the chat gets."""
    topics = ask.newsroom.topics
    if not topics:
        raise CommandError(say.no_topics())
    own = {order.topic for order in await ask.store.subscriptions(ask.chat.id)}
    lines = [say.topic_line(topic.name, topic.title, topic.name in own) for topic in topics]
    others = [topic for topic in topics if topic.name not in own]
    return Reply(lines=(*lines, say.topics_hint()), buttons=topic_buttons(others, "subscribe"))


async def set_time(ask: Ask) -> Reply:
    """Show or set the hours of all subscriptions of the chat, and its zone."""
    times, place = read_times(ask.argument)
    zone = find_zone(place) if place else ask.chat.zone
    orders = await ask.store.subscriptions(ask.chat.id)
    if not ask.argument:
        return _times_now(ask, orders)
    await ask.require_admin()
    if times and not orders:
        raise CommandError(say.not_subscribed(None))
    if zone != ask.chat.zone:
        await ask.store.set_zone(ask.chat.id, zone)
    for order in orders:
        schedule = Schedule(times=times, days=order.days) if times else order.schedule
        due = next_due_of(schedule, zone, ask.now)
        await ask.store.set_schedule(schedule, {order.id: due})
    return Reply(lines=_times_said(ask, times, zone, orders))


def _times_now(ask: Ask, orders: Sequence[Subscription]) -> Reply:
    zone = ask.chat.zone
    times = orders[0].times if orders else ask.tools.settings.default_times
    local = f"{ask.now.astimezone(ZoneInfo(zone)):%H:%M}"
    hours = tuple(Button(label=hour, command=f"time {hour}") for hour in OFFERED_TIMES)
    return Reply(
        lines=(say.times_now(times, zone, local), say.how_to_set_times()), buttons=(hours,)
    )


def _times_said(
    ask: Ask, times: tuple[time, ...], zone: str, orders: Sequence[Subscription]
) -> tuple[str, ...]:
    if not orders:
        return (say.zone_set(zone),)
    shown = times or orders[0].times
    due = say.when(next_due(shown, zone, ask.now), zone, ask.now)
    return (say.times_set(shown, zone), say.next_digest(due, zone))
