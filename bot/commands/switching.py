"""Switches of the settings: one topic or one hour, on or off."""

from __future__ import annotations

from dataclasses import replace

from bot import say
from bot.commands.arguments import TIMES_A_DAY, read_times
from bot.commands.orders import standing_order
from bot.commands.spec import Ask
from bot.commands.times import reschedule
from bot.commands.topics import find_topic
from bot.errors import CommandError
from bot.model import Every, Reply


async def switch_topic(ask: Ask) -> Reply:
    """Subscribe to the topic, or end that."""
    topic = find_topic(ask.newsroom.topics, ask.argument)
    orders = await ask.store.subscriptions(ask.chat.id)
    if any(order.topic == topic.name for order in orders):
        await ask.store.unsubscribe(ask.chat.id, topic.name)
        return Reply(lines=(say.topic_off(topic.title),))
    await standing_order(ask, topic, orders)
    return Reply(lines=(say.topic_on(topic.title),))


async def switch_hour(ask: Ask) -> Reply:
    """One more time of day for all subscriptions, or one less."""
    times, rest = read_times(ask.argument)
    orders = await ask.store.subscriptions(ask.chat.id)
    if len(times) != 1 or rest:
        raise CommandError(say.no_time(ask.argument))
    if not orders:
        raise CommandError(say.not_subscribed(None))
    now = set(orders[0].times) if orders[0].every is Every.DAY else set()
    chosen = now - set(times) if set(times) <= now else now | set(times)
    if not chosen:
        raise CommandError(say.one_hour_stays())
    if len(chosen) > TIMES_A_DAY:
        raise CommandError(say.too_many_times(TIMES_A_DAY))
    changed = [replace(order, times=tuple(sorted(chosen))) for order in orders]
    await reschedule(ask, changed, ask.chat.zone, daily=True)
    return Reply(lines=(say.times_set(changed[0].times, ask.chat.zone),))
