"""/settings: everything that a chat has set, with buttons to change it."""

from __future__ import annotations

from collections.abc import Sequence

from bot import say
from bot.commands.spec import Ask
from bot.commands.times import OFFERED_TIMES, WORKDAYS
from bot.commands.topics import Rows, title_of
from bot.model import Button, Reply, Subscription, WhenEmpty

DAYS = {True: "daily", False: "mon-fri"}  # what the button asks for, by what is set


async def settings(ask: Ask) -> Reply:
    """One message; each button is a command that can be typed as well."""
    orders = await ask.store.subscriptions(ask.chat.id)
    title = "" if ask.chat.address.platform == "terminal" else ask.chat.title
    return Reply(
        lines=(say.settings_of(title), *_lines(ask, orders)),
        buttons=_buttons(ask, orders),
        private=True,
    )


def _lines(ask: Ask, orders: Sequence[Subscription]) -> list[str]:
    chat, topics = ask.chat, ask.newsroom.topics
    lines = [
        say.setting(title_of(topics, order.topic), say.rhythm(order.times, order.days))
        for order in orders
    ]
    return [
        *(lines or [say.setting("topics", "none")]),
        say.setting("time zone", chat.zone),
        say.setting("quiet hours", say.quiet_named(chat.quiet)),
        say.setting("when nothing is new", say.empty_named(chat.when_empty is WhenEmpty.LINE)),
    ]


def _buttons(ask: Ask, orders: Sequence[Subscription]) -> Rows:
    chat = ask.chat
    weekdays = bool(orders) and orders[0].days == WORKDAYS
    speaks = chat.when_empty is WhenEmpty.LINE
    when: Rows = (
        tuple(Button(label=hour, command=f"time {hour}") for hour in OFFERED_TIMES),
        (Button(label=say.days_button(weekdays), command=f"days {DAYS[weekdays]}"),),
    )
    return (
        *(when if orders else ()),
        (
            Button(
                label=say.quiet_button(chat.quiet is not None),
                command="quiet off" if chat.quiet else "quiet 22:00-07:00",
            ),
        ),
        (
            Button(
                label=say.empty_button(speaks),
                command=f"empty {'off' if speaks else 'on'}",
            ),
        ),
        (Button(label=say.topics_button(), command="topics"),),
    )
