"""Every command there is, in the order in which help shows them."""

from __future__ import annotations

from bot.commands.correcting import correct
from bot.commands.editors import desk
from bot.commands.feeds import add_feed, list_feeds, remove_feed
from bot.commands.finding import more_hits, search, sources
from bot.commands.form import SAVE, save
from bot.commands.managing import MANAGED, manage
from bot.commands.muting import mute
from bot.commands.opened import open_digest
from bot.commands.privacy import forget, my_data
from bot.commands.reading import latest, more, sum_up_text, summary
from bot.commands.settings import settings
from bot.commands.spec import CommandSpec, Who
from bot.commands.start import home, show_help, start
from bot.commands.status import status, why
from bot.commands.subscriptions import list_topics, subscribe, unsubscribe
from bot.commands.times import set_days, set_empty, set_quiet, set_time
from bot.commands.web import web
from bot.commands.wishes import set_filter, set_language, set_length, set_silent, set_zone
from bot.commands.workspace import workspace
from bot.say.language import N_

COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(name="start", help=N_("say what I do and choose a topic"), handler=start),
    CommandSpec(
        name="latest",
        usage=N_("[topic]"),
        help=N_("show the stories of the last day, what is new marked"),
        handler=latest,
        reads=True,
    ),
    CommandSpec(
        name="summary",
        usage=N_("[topic | link | number]"),
        help=N_("sum up a topic’s week, a page, or a story of the last digest"),
        handler=summary,
        reads=True,
    ),
    CommandSpec(
        name="more", usage=N_("[topic]"), help=N_("show the next stories"), handler=more, reads=True
    ),
    CommandSpec(
        name="search",
        usage=N_("words"),
        help=N_("find stories that hold all the words"),
        handler=search,
        reads=True,
    ),
    CommandSpec(
        name="sources",
        usage=N_("[number]"),
        help=N_("list the articles behind a story of the last digest"),
        handler=sources,
        reads=True,
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
    CommandSpec(name="topics", help=N_("list the topics"), handler=list_topics, about_chat=True),
    CommandSpec(
        name="time",
        usage=N_("HH:MM [zone] | hourly | instant [outlets]"),
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
    CommandSpec(
        name="zone",
        usage=N_("city"),
        help=N_("set the time zone, such as Kyiv"),
        who=Who.ADMINS,
        handler=set_zone,
    ),
    CommandSpec(
        name="length",
        usage="brief | normal | full",
        help=N_("set how much a digest tells"),
        who=Who.ADMINS,
        handler=set_length,
    ),
    CommandSpec(
        name="filter",
        usage=N_("only | not | outlets | no-outlets words"),
        help=N_("choose which words and outlets digests tell of"),
        who=Who.ADMINS,
        handler=set_filter,
    ),
    CommandSpec(
        name="mute",
        usage=N_("[number | word | off word]"),
        help=N_("hear no more of a story or a word"),
        who=Who.ADMINS,
        handler=mute,
    ),
    CommandSpec(
        name="silent",
        usage="on | off",
        help=N_("get digests without a sound, or with one"),
        who=Who.ADMINS,
        handler=set_silent,
    ),
    CommandSpec(
        name="language",
        usage=N_("language"),
        help=N_("set the language that I speak here"),
        who=Who.ADMINS,
        handler=set_language,
    ),
    CommandSpec(
        name="settings",
        help=N_("show all settings, with buttons"),
        handler=settings,
        about_chat=True,
    ),
    CommandSpec(
        name="manage",
        usage=N_("@channel | off"),
        help=N_("set up a group or channel from your private chat with me"),
        handler=manage,
    ),
    CommandSpec(
        name="status",
        help=N_("show what this chat gets and how I am"),
        handler=status,
        about_chat=True,
    ),
    CommandSpec(
        name="why",
        help=N_("show what became of the last digests, and why"),
        handler=why,
        about_chat=True,
    ),
    CommandSpec(name="feeds", help=N_("list the feeds that I read"), handler=list_feeds),
    CommandSpec(
        name="addfeed",
        usage=N_("address"),
        help=N_("read one more feed, or the feed of a site"),
        who=Who.EDITORS,
        handler=add_feed,
    ),
    CommandSpec(
        name="removefeed",
        usage=N_("number"),
        help=N_("read a feed no more; asks first"),
        who=Who.EDITORS,
        handler=remove_feed,
    ),
    CommandSpec(
        name="correct",
        usage=N_("number text"),
        help=N_("set right what a story of the last digest told, in every chat that read it"),
        who=Who.EDITORS,
        handler=correct,
    ),
    CommandSpec(
        name="desk",
        usage=N_("[approve | hold | drop | edit] number"),
        help=N_("decide on what is told of a topic (its editors’ chat)"),
        handler=desk,
    ),
    CommandSpec(
        name="web",
        help=N_("get a link that logs you in to my web page"),
        who=Who.OWNER,
        handler=web,
    ),
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
    # What buttons and forms ask; nobody has to know these by heart.
    CommandSpec(name="open", help="open a part of a digest", handler=open_digest, listed=False),
    CommandSpec(
        name="home",
        help="show the start or the settings",
        handler=home,
        pins=True,
        listed=False,
        paced=False,
    ),
    CommandSpec(
        name="workspace",
        help="show what channels get",
        handler=workspace,
        listed=False,
        paced=False,
    ),
    CommandSpec(
        name="hits", help="turn a page of a search", handler=more_hits, listed=False, reads=True
    ),
    CommandSpec(name=MANAGED, help="act on that chat", handler=manage, listed=False),
    CommandSpec(name=SAVE, help="take over a form", who=Who.ADMINS, handler=save, listed=False),
    CommandSpec(name="text", help=N_("sum up a text or link"), handler=sum_up_text, listed=False),
)
