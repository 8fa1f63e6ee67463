"""/web: the owner's link to the web page."""

from __future__ import annotations

from bot import say
from bot.commands.spec import Ask
from bot.errors import CommandError
from bot.login import login_link
from bot.model import ChatKind, Reply


async def web(ask: Ask) -> Reply:
    """A link that logs in, to the owner alone and where nobody else reads along.

    Raises:
        CommandError: somebody else asks, or elsewhere, or there is no page.
    """
    if not is_owner(ask):
        raise CommandError(say.web_owner_only())
    if ask.command.chat_kind is not ChatKind.PRIVATE:
        raise CommandError(say.web_private_only())
    if not ask.tools.settings.web:
        raise CommandError(say.web_off())
    link = await login_link(ask.store, ask.tools.settings.web, ask.now)
    return Reply(lines=(say.web_link(link),), private=True)


def is_owner(ask: Ask) -> bool:
    """Unlike for feeds, nobody is the owner where none is named."""
    platform, _, number = (ask.tools.settings.owner or "").partition(":")
    ids = {ask.command.person.id, ask.command.address.native_id}
    return bool(number) and platform == ask.command.address.platform and number in ids
