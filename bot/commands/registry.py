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
from bot.say.language import N_

COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(name="start", help=N_("say what I do and choose a topic"), handler=start),
    CommandSpec(
        name="latest",
        usage=N_("[topic]"),
        help=N_("show the stories of the last day, what is new marked"),
        handler=latest,
    ),
    CommandSpec(
        name="summary",
        usage=N_("[topic | link | number]"),
        help=N_("sum up a topic’s week, a page, or a story of the last digest"),
        handler=summary,
    ),
    CommandSpec(name="more", usage=N_("[topic]"), help=N_("show the next stories"), handler=more),
    CommandSpec(
        name="search",
        usage=N_("words"),
        help=N_("find stories that hold all the words"),
        handler=search,
    ),
    CommandSpec(
        name="sources",
        usage=N_("[number]"),
        help=N_("list the articles behind a story of the last digest"),
        handler=sources,
    ),
    CommandSpec(
        name="subscribe",
        usage=N_("[topic] [HH:MM]"),
        help=N_("get a digest every day"),
        who=Who.ADMINS,
        handler=subscribe,
    ),
    CommandSpec(
        name="unsubscribe",
        usage=N_("[topic]"),
        help=N_("stop one digest, or all"),
        who=Who.ADMINS,
        handler=unsubscribe,
    ),
    CommandSpec(name="topics", help=N_("list the topics"), handler=list_topics),
    CommandSpec(
        name="time",
        usage=N_("HH:MM [zone]"),
        help=N_("set when digests come, such as 08:00 Kyiv"),
        who=Who.ADMINS,
        handler=set_time,
    ),
    CommandSpec(
        name="days",
        usage="mon-fri | sat sun | daily",
        help=N_("set the days on which digests come"),
        who=Who.ADMINS,
        handler=set_days,
    ),
    CommandSpec(
        name="quiet",
        usage="22:00-07:00 | off",
        help=N_("set hours in which nothing comes by itself"),
        who=Who.ADMINS,
        handler=set_quiet,
    ),
    CommandSpec(
        name="empty",
        usage="on | off",
        help=N_("say so, or stay silent, when there is nothing new"),
        who=Who.ADMINS,
        handler=set_empty,
    ),
    CommandSpec(name="settings", help=N_("show all settings, with buttons"), handler=settings),
    CommandSpec(name="status", help=N_("show what this chat gets and how I am"), handler=status),
    CommandSpec(name="why", help=N_("show what became of the last digests, and why"), handler=why),
    CommandSpec(
        name="mydata",
        help=N_("show everything that is stored about this chat"),
        who=Who.ADMINS,
        handler=my_data,
    ),
    CommandSpec(
        name="forget",
        help=N_("delete everything that is stored about this chat"),
        who=Who.ADMINS,
        handler=forget,
    ),
    CommandSpec(name="help", help=N_("show all commands"), handler=show_help),
    CommandSpec(name="text", help=N_("sum up a text or link"), handler=sum_up_text, listed=False),
)
