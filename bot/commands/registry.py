"""Every command there is, in the order in which help shows them."""

from __future__ import annotations

from bot.commands.finding import search, sources
from bot.commands.privacy import forget, my_data
from bot.commands.reading import latest, more, sum_up_text, summary
from bot.commands.settings import settings
from bot.commands.spec import CommandSpec, Who
from bot.commands.start import show_help, start
from bot.commands.status import status, why
from bot.commands.subscriptions import list_topics, subscribe, unsubscribe
from bot.commands.times import set_days, set_empty, set_quiet, set_time

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
    CommandSpec(name="more", usage="[topic]", help="show the next stories", handler=more),
    CommandSpec(
        name="search", usage="words", help="find stories that hold all the words", handler=search
    ),
    CommandSpec(
        name="sources",
        usage="[number]",
        help="list the articles behind a story of the last digest",
        handler=sources,
    ),
    CommandSpec(
        name="subscribe",
        usage="[topic] [HH:MM]",
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
        who=Who.ADMINS,
        handler=set_time,
    ),
    CommandSpec(
        name="days",
        usage="mon-fri | sat sun | daily",
        help="set the days on which digests come",
        who=Who.ADMINS,
        handler=set_days,
    ),
    CommandSpec(
        name="quiet",
        usage="22:00-07:00 | off",
        help="set hours in which nothing comes by itself",
        who=Who.ADMINS,
        handler=set_quiet,
    ),
    CommandSpec(
        name="empty",
        usage="on | off",
        help="say so, or stay silent, when there is nothing new",
        who=Who.ADMINS,
        handler=set_empty,
    ),
    CommandSpec(name="settings", help="show all settings, with buttons", handler=settings),
    CommandSpec(name="status", help="show what this chat gets and how I am", handler=status),
    CommandSpec(name="why", help="show what became of the last digests, and why", handler=why),
    CommandSpec(
        name="mydata",
        help="show everything that is stored about this chat",
        who=Who.ADMINS,
        handler=my_data,
    ),
    CommandSpec(
        name="forget",
        help="delete everything that is stored about this chat",
        who=Who.ADMINS,
        handler=forget,
    ),
    CommandSpec(name="help", help="show all commands", handler=show_help),
    CommandSpec(name="text", help="sum up a text or link", handler=sum_up_text, listed=False),
)
