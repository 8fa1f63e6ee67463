"""/subscribe, /unsubscribe and /topics: what a chat gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time

from bot import say
from bot.commands.arguments import read_times
from bot.commands.orders import standing_order
from bot.commands.reading import latest
from bot.commands.spec import Ask
from bot.commands.times import OFFERED_TIMES
from bot.commands.topics import Rows, find_topic, title_of, topic_buttons
from bot.errors import CommandError
from bot.model import Button, Reply, Schedule, Subscription
from bot.schedule import next_due_of, quiet_until
from bot.wishes import asked_for
from digests import DigestQuery, Period, Topic, UnknownTopicError


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
    made and the first digest comes at once.
    """
    orders = await ask.store.subscriptions(ask.chat.id)
    known = next((order for order in orders if order.topic == topic.name), None)
    order = known or await standing_order(ask, topic, orders, times)
    if known and times:
        order = await _reschedule(ask, known, times)
    if times:
        opening = say.times_set(times, ask.chat.zone) if known else say.subscribed(topic.title)
        return await _with_first_digest(ask, topic, order, opening)
    opening = (say.known_subscription if known else say.subscribed)(topic.title)
    due = _due_line(ask, order, first=not known)
    lines = (opening, *due, say.how_to_change(topic.name))
    hours = tuple(
        Button(label=hour, command=f"subscribe {topic.name} {hour}") for hour in OFFERED_TIMES
    )
    read = Button(label=say.read_now(), command=f"latest {topic.name}")
    return Reply(lines=lines, buttons=(hours, (read,)))


async def _reschedule(ask: Ask, order: Subscription, times: tuple[time, ...]) -> Subscription:
    schedule = Schedule(times=times, days=order.days)
    due = next_due_of(schedule, ask.chat.zone, ask.now)
    await ask.store.set_schedule(schedule, {order.id: due})
    return replace(order, times=times, next_due=due)


def _due_line(ask: Ask, order: Subscription, *, first: bool) -> tuple[str, ...]:
    if order.next_due is None:
        return ()
    due = say.when(order.next_due, ask.chat.zone, ask.now)
    return ((say.first_digest if first else say.next_digest)(due, ask.chat.zone),)


async def _with_first_digest(ask: Ask, topic: Topic, order: Subscription, opening: str) -> Reply:
    """The first digest is delivered like any other, so that it is told once and not lost. Where
    there is none to deliver, what there is of the week is shown below the lines."""
    change = say.how_to_change(topic.name)
    if await _has_news(ask, topic, order):
        await ask.store.make_due([order.id], ask.now)
        told = await ask.store.last_deliveries(ask.chat.id)
        first = all(delivery.topic != topic.name for delivery in told)
        due = say.when(order.next_due, ask.chat.zone, ask.now) if order.next_due else None
        return Reply(lines=(opening, say.digest_now(due, ask.chat.zone, first), change))
    lines = (opening, *_due_line(ask, order, first=False), change)
    if ask.managed:
        return Reply(lines=lines)
    try:
        shown = await latest(replace(ask, command=replace(ask.command, argument=topic.name)))
    except CommandError:
        return Reply(lines=lines)
    return replace(shown, lines=(*lines, *shown.lines), parts=())  # rendered without the lines


async def _has_news(ask: Ask, topic: Topic, order: Subscription) -> bool:
    if quiet_until(ask.chat.quiet, ask.chat.zone, ask.now):
        return False
    query = DigestQuery(
        topic=topic.name,
        period=Period(start=order.told_until, end=ask.now),
        told_until=order.told_until,
        only_new=True,
        **asked_for(ask.chat.wishes),
    )
    return bool((await ask.newsroom.digest(query, ask.now)).stories)


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
