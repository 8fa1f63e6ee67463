"""A standing order for a topic, as a chat's other orders suggest it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta

from bot.commands.spec import Ask
from bot.model import Order, Schedule, Subscription
from bot.schedule import next_due_of
from digests import Topic

FIRST_PERIOD = timedelta(days=1)


async def standing_order(
    ask: Ask, topic: Topic, orders: Sequence[Subscription], times: tuple[time, ...] = ()
) -> Subscription:
    """Its first digest covers the day before now; without times it comes at those of the others,
    on their days."""
    usual = next((order for order in orders if order.times), None)
    schedule = Schedule(
        times=times or (usual.times if usual else ask.tools.settings.default_times),
        days=usual.days if usual else (),
    )
    order = Order(
        topic=topic.name,
        times=schedule.times,
        days=schedule.days,
        next_due=next_due_of(schedule, ask.chat.zone, ask.now),
        told_until=ask.now - FIRST_PERIOD,
    )
    return await ask.store.subscribe(ask.chat, order, ask.now)
