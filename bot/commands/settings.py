"""/settings: everything that a chat has set, as one message of buttons that changes in its place.

Each button is a command that can be typed as well: `/settings length brief` changes the length and
shows its page again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot import say
from bot.commands.form import FORM, settings_form
from bot.commands.muting import mute
from bot.commands.pages import PAGES
from bot.commands.spec import Ask, Handler
from bot.commands.switching import switch_hour, switch_topic
from bot.commands.times import set_days, set_empty, set_quiet, set_time
from bot.commands.wishes import set_filter, set_language, set_length, set_silent, set_zone
from bot.errors import CommandError
from bot.model import Reply

ALL = "all"


@dataclass(frozen=True, slots=True)
class Change:
    """What a button does, and the page that shows the outcome."""

    handler: Handler
    page: str


CHANGES: Mapping[str, Change] = {
    "topic": Change(switch_topic, "topics"),
    "hour": Change(switch_hour, "times"),
    "time": Change(set_time, "times"),
    "days": Change(set_days, "times"),
    "zone": Change(set_zone, "zone"),
    "quiet": Change(set_quiet, "quiet"),
    "length": Change(set_length, "length"),
    "language": Change(set_language, "language"),
    "filter": Change(set_filter, "filters"),
    "mute": Change(mute, "muted"),
    "empty": Change(set_empty, ALL),
    "silent": Change(set_silent, ALL),
}


async def settings(ask: Ask) -> Reply:
    """A page of the settings, perhaps after a change that a button asked for."""
    name, _, rest = ask.argument.partition(" ")
    name = name.casefold()
    if name in ("", FORM) or (not rest and name in PAGES):
        return await _page(ask, name if name in PAGES else ALL)
    change = CHANGES.get(name)
    if change is None:
        raise CommandError(say.no_such_setting(name))
    await ask.require_admin()
    said = await _changed(ask, change, rest)
    return await _page(ask, change.page, said)


async def _changed(ask: Ask, change: Change, rest: str) -> str:
    """What to say about it, also when it can't be done."""
    inner = replace(ask, command=replace(ask.command, argument=rest))
    try:
        reply = await change.handler(inner)
    except CommandError as error:
        return str(error)
    return reply.lines[0] if reply and reply.lines else ""


async def _page(ask: Ask, name: str, said: str = "") -> Reply:
    """The page as things stand now."""
    chat = await ask.store.chat_by_id(ask.chat.id) or ask.chat
    ask = replace(ask, chat=chat)
    page = await PAGES[name](ask)
    now = ask.argument in ("", FORM)
    form = await settings_form(ask, now=now) if name == ALL else None
    lines = (said, "", *page.lines) if said else page.lines
    # The first page must not take the place of a digest.
    return replace(page, lines=lines, private=True, in_place=not now, form=form)
