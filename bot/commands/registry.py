"""Every command there is, in the order in which help shows them."""

from __future__ import annotations

from bot.commands.reading import latest, sum_up_text, summary
from bot.commands.spec import CommandSpec, Who
from bot.commands.start import show_help, start
from bot.commands.status import status
from bot.commands.subscriptions import list_topics, set_time, subscribe, unsubscribe

COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(name="start", help="say what I do and choose a topic", handler=start),
    CommandSpec(
        name="latest",
        usage="[topic]",
        help="show the stories of the last day, what is new marked",
        handler=latest,
    ),
    CommandSpec(
        name="summary",
        usage="[topic | link | number]",
        help="sum up a topic’s week, a page, or a story of the last digest",
        handler=summary,
    ),
    CommandSpec(
        name="subscribe",
        usage="[topic]",
        help="get a digest every day",
        who=Who.ADMINS,
        handler=subscribe,
    ),
    CommandSpec(
        name="unsubscribe",
        usage="[topic]",
        help="stop one digest, or all",
        who=Who.ADMINS,
        handler=unsubscribe,
    ),
    CommandSpec(name="topics", help="list the topics", handler=list_topics),
    CommandSpec(
        name="time",
        usage="HH:MM [zone]",
        help="set when digests come, such as 08:00 Kyiv",
        handler=set_time,
    ),
    CommandSpec(name="status", help="show what this chat gets and how I am", handler=status),
    CommandSpec(name="help", help="show all commands", handler=show_help),
    CommandSpec(name="text", help="sum up a text or link", handler=sum_up_text, listed=False),
)
