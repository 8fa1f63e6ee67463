"""/time, /days, /quiet and /empty: when digests come, and when not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

from bot import say
from bot.commands.arguments import find_zone, read_times
from bot.commands.spec import Ask
from bot.errors import CommandError
from bot.model import Button, Every, Reply, Schedule, Subscription, WhenEmpty
from bot.schedule import next_due_of

OFFERED_TIMES = ("07:00", "08:00", "12:00", "18:00", "21:00")
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKDAYS = (1, 2, 3, 4, 5)
DAY_WORDS: dict[str, tuple[int, ...]] = {
    "daily": (),
    "everyday": (),
    "weekdays": WORKDAYS,
    "workdays": WORKDAYS,
    "weekend": (6, 7),
    "weekends": (6, 7),
}
HOURLY, INSTANT = "hourly", "instant"
OUTLETS, FEWEST, MOST = 3, 2, 20  # that tell a story before it comes at once
YES = frozenset({"on", "yes", "line"})
NO = frozenset({"off", "no", "none", "silence"})


async def set_time(ask: Ask) -> Reply:
    """Show or set the hours of all subscriptions of the chat, and its zone."""
    every, outlets, rest = read_rhythm(ask.argument)
    if every is not Every.DAY:
        return await _set_rhythm(ask, every, outlets, rest)
    times, place = read_times(ask.argument)
    zone = find_zone(place) if place else ask.chat.zone
    orders = await ask.store.subscriptions(ask.chat.id)
    if not ask.argument:
        return _times_now(ask, orders)
    if times and not orders:
        raise CommandError(say.not_subscribed(None))
    if zone != ask.chat.zone:
        await ask.store.set_zone(ask.chat.id, zone)
    orders = [replace(order, times=times or order.times) for order in orders]
    await reschedule(ask, orders, zone, daily=bool(times))
    return Reply(lines=_times_said(ask, zone, orders))


def read_rhythm(text: str) -> tuple[Every, int, str]:
    """`hourly`, or `instant 4`: as soon as so many outlets tell a story; and the rest of the line.

    Raises:
        CommandError: that number of outlets makes no sense.
    """
    word, _, rest = text.strip().partition(" ")
    if word.casefold() == HOURLY:
        return Every.HOUR, OUTLETS, rest.strip()
    if word.casefold() != INSTANT:
        return Every.DAY, OUTLETS, text
    number = rest.strip() or f"{OUTLETS}"
    if not number.isdecimal() or len(number) > 2 or not FEWEST <= int(number) <= MOST:
        raise CommandError(say.how_to_be_instant(FEWEST, MOST))
    return Every.STORY, int(number), ""


async def _set_rhythm(ask: Ask, every: Every, outlets: int, rest: str) -> Reply:
    """Another rhythm than at certain hours; those are kept for the day when it ends."""
    orders = await ask.store.subscriptions(ask.chat.id)
    if rest:
        raise CommandError(say.no_time(rest))
    if not orders:
        raise CommandError(say.not_subscribed(None))
    changed = [replace(order, every=every, outlets=outlets) for order in orders]
    await reschedule(ask, changed, ask.chat.zone)
    return Reply(lines=(say.rhythm_set(say.rhythm(changed[0].schedule)),))


async def reschedule(
    ask: Ask, orders: Sequence[Subscription], zone: str, *, daily: bool = False
) -> None:
    """Give each order its schedule, and the next due time that follows from it.

    `daily`: at its times, whatever rhythm it had.
    """
    for order in orders:
        schedule = Schedule(times=order.times, days=order.days) if daily else order.schedule
        due = next_due_of(schedule, zone, ask.now)
        await ask.store.set_schedule(schedule, {order.id: due})


def _times_now(ask: Ask, orders: Sequence[Subscription]) -> Reply:
    zone = ask.chat.zone
    times = orders[0].times if orders else ask.tools.settings.default_times
    local = f"{ask.now.astimezone(ZoneInfo(zone)):%H:%M}"
    hours = tuple(Button(label=hour, command=f"time {hour}") for hour in OFFERED_TIMES)
    return Reply(
        lines=(say.times_now(times, zone, local), say.how_to_set_times()), buttons=(hours,)
    )


def _times_said(ask: Ask, zone: str, orders: Sequence[Subscription]) -> tuple[str, ...]:
    if not orders:
        return (say.zone_set(zone),)
    due = next_due_of(orders[0].schedule, zone, ask.now)
    said = say.times_set(orders[0].times, zone)
    return (said, say.next_digest(say.when(due, zone, ask.now), zone)) if due else (said,)


async def set_days(ask: Ask) -> Reply:
    """On which days of the week digests come."""
    days = read_days(ask.argument)
    orders = await ask.store.subscriptions(ask.chat.id)
    if not orders:
        raise CommandError(say.not_subscribed(None))
    await reschedule(ask, [replace(order, days=days) for order in orders], ask.chat.zone)
    return Reply(lines=(say.days_set(days),))


def read_days(text: str) -> tuple[int, ...]:
    """ISO weekdays of `mon-fri`, `sat sun`, `weekdays`; none for every day.

    Raises:
        CommandError: a word is no day.
    """
    days: set[int] = set()
    words = re.sub(r"\s*[-–]\s*", "-", text.strip().casefold())
    for word in re.split(r"[\s,;]+", words):
        if word in DAY_WORDS:
            days.update(DAY_WORDS[word] or range(1, 8))
            continue
        first, _, last = word.partition("-")
        start, end = _day(first), _day(last or first)
        days.update((start + step - 1) % 7 + 1 for step in range((end - start) % 7 + 1))
    return () if len(days) == 7 else tuple(sorted(days))


def _day(word: str) -> int:
    if len(word) < 3 or word[:3] not in DAY_NAMES:
        raise CommandError(say.how_to_set_days(word))
    return DAY_NAMES.index(word[:3]) + 1


async def set_quiet(ask: Ask) -> Reply:
    """From when until when nothing comes by itself."""
    if ask.argument.casefold() in NO:
        await ask.store.set_quiet(ask.chat.id, None)
        return Reply(lines=(say.quiet_set(None),))
    quiet = read_quiet(ask.argument)
    await ask.store.set_quiet(ask.chat.id, quiet)
    return Reply(lines=(say.quiet_set(quiet),))


def read_quiet(text: str) -> tuple[time, time]:
    """Both ends of `22:00-07:00`.

    Raises:
        CommandError: these are not two different times of day.
    """
    halves = re.sub(r"(\d)\s+([ap]m)\b", r"\1\2", text.casefold())
    ends = re.findall(r"[^\s–-]+", re.sub(r"\b(to|until)\b", " ", halves))
    if len(ends) != 2:
        raise CommandError(say.how_to_be_quiet())
    begin, finish = (read_times(end)[0] for end in ends)
    if len(begin) != 1 or len(finish) != 1 or begin == finish:
        raise CommandError(say.how_to_be_quiet())
    return begin[0], finish[0]


async def set_empty(ask: Ask) -> Reply:
    """What comes at the hour of a digest when there is nothing new."""
    word = ask.argument.casefold()
    if word not in YES | NO:
        raise CommandError(say.how_to_be_empty())
    line = word in YES
    await ask.store.set_when_empty(ask.chat.id, WhenEmpty.LINE if line else WhenEmpty.SILENCE)
    return Reply(lines=(say.empty_set(line),))
