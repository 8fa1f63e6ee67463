"""/subscribe, /unsubscribe and /topics: what a chat gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta

from bot import say
from bot.commands.arguments import read_times
from bot.commands.reading import latest
from bot.commands.spec import Ask
from bot.commands.times import OFFERED_TIMES
from bot.commands.topics import Rows, find_topic, title_of, topic_buttons
from bot.errors import CommandError
from bot.model import Button, Order, Reply, Schedule, Subscription
from bot.schedule import next_due, next_due_of
from digests import Topic, UnknownTopicError

FIRST_PERIOD = timedelta(days=1)


async def subscribe(ask: Ask) -> Reply:
    """Subscribe to the named topic, or to the only one, or offer the choice; perhaps at an hour."""
    topics = ask.newsroom.topics
    if not topics:
        raise CommandError(say.no_topics())
    topic, times = _named(topics, ask.argument)
    if topic:
        return await subscribe_to(ask, topic, times)
    return Reply(lines=(say.which_topic(),), buttons=topic_buttons(topics, "subscribe"))


def _named(topics: Sequence[Topic], text: str) -> tuple[Topic | None, tuple[time, ...]]:
    """The topic, and the hours that follow it; a title may itself end with a number."""
    if not text:
        return (topics[0] if len(topics) == 1 else None), ()
    try:
        return find_topic(topics, text), ()
    except UnknownTopicError:
        name, _, hour = text.rpartition(" ")
        if not name or not hour[0].isdigit():
            raise
        return find_topic(topics, name), read_times(hour)[0]


async def subscribe_to(ask: Ask, topic: Topic, times: tuple[time, ...] = ()) -> Reply:
    """A standing order; the first digest covers the day before now.

    Without hours it gets those that the chat has, and offers others; with hours, the choice is
    made and the first digest is shown at once.
    """
    orders = await ask.store.subscriptions(ask.chat.id)
    known = next((order for order in orders if order.topic == topic.name), None)
    opening = (say.known_subscription if known else say.subscribed)(topic.title)
    order = known or await _order(ask, topic, times or _usual_times(ask, orders))
    if known and times:
        order = await _reschedule(ask, known, times)
    lines = (opening, *_due_lines(ask, order, first=not known), say.how_to_change(topic.name))
    if times:
        return await _with_first_digest(ask, topic, lines)
    hours = tuple(
        Button(label=hour, command=f"subscribe {topic.name} {hour}") for hour in OFFERED_TIMES
    )
    read = Button(label=say.read_now(), command=f"latest {topic.name}")
    return Reply(lines=lines, buttons=(hours, (read,)))


def _usual_times(ask: Ask, orders: Sequence[Subscription]) -> tuple[time, ...]:
    own = next((order.times for order in orders if order.times), None)
    return own or ask.tools.settings.default_times


async def _order(ask: Ask, topic: Topic, times: tuple[time, ...]) -> Subscription:
    order = Order(
        topic=topic.name,
        times=times,
        next_due=next_due(times, ask.chat.zone, ask.now),
        told_until=ask.now - FIRST_PERIOD,
    )
    return await ask.store.subscribe(ask.chat, order, ask.now)


async def _reschedule(ask: Ask, order: Subscription, times: tuple[time, ...]) -> Subscription:
    schedule = Schedule(times=times, days=order.days)
    due = next_due_of(schedule, ask.chat.zone, ask.now)
    await ask.store.set_schedule(schedule, {order.id: due})
    return replace(order, times=times, next_due=due)


def _due_lines(ask: Ask, order: Subscription, *, first: bool) -> list[str]:
    if order.next_due is None:
        return []
    due = say.when(order.next_due, ask.chat.zone, ask.now)
    return [(say.first_digest if first else say.next_digest)(due, ask.chat.zone)]


async def _with_first_digest(ask: Ask, topic: Topic, lines: tuple[str, ...]) -> Reply:
    """What there is to read now, below the lines; they stand alone on a quiet week."""
    try:
        shown = await latest(replace(ask, command=replace(ask.command, argument=topic.name)))
    except CommandError:
        return Reply(lines=lines)
    return replace(shown, lines=(*lines, *shown.lines))


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
