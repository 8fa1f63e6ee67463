"""/manage: act on a group or channel from a private chat with the bot."""

from __future__ import annotations

from dataclasses import replace

from bot import say
from bot.commands.spec import BUTTON_BYTES, Ask, CommandSpec, Specs
from bot.errors import CommandError
from bot.model import Button, Chat, ChatKind, Command, Reply

OFF = frozenset({"off", "none", "stop"})
MANAGED = "managed"  # `managed 12 time 08:00`: for the chat 12, whatever is managed at the moment
LONGEST_ID = 9  # digits


async def manage(ask: Ask) -> Reply:
    """From now on, or until `off`, commands that change a chat hold for the named one."""
    if ask.command.chat_kind is not ChatKind.PRIVATE:
        raise CommandError(say.manage_in_private())
    if not ask.argument:
        managed = await ask.store.managed_by(ask.chat.id)
        return Reply(lines=(say.managing(_name(managed)) if managed else say.how_to_manage(),))
    if ask.argument.casefold() in OFF:
        await ask.store.manage(ask.chat.id, None)
        return Reply(lines=(say.manages_no_more(),))
    chat = await _found(ask, ask.argument)
    await ask.store.manage(ask.chat.id, chat.id)
    settings = Button(label=say.settings_button(), command=f"{MANAGED} {chat.id} settings")
    topics = Button(label=say.topics_button(), command=f"{MANAGED} {chat.id} topics")
    return Reply(lines=(say.managing(_name(chat)),), buttons=((settings, topics),))


async def _found(ask: Ask, name: str) -> Chat:
    """
    Raises:
        CommandError: the bot knows no such place, or the asker is no admin there.
    """
    platform = ask.tools.platforms.get(ask.command.address.platform)
    place = await platform.find_place(name) if platform else None
    allowed = place and platform and await platform.is_admin(place.address, ask.command.person.id)
    if not place or not allowed:
        raise CommandError(say.manage_refused(name))
    return await ask.store.chat(
        place.address,
        ask.now,
        kind=place.kind,
        title=place.title,
        language=ask.language,
        zone=ask.chat.zone,
    )


def unwrapped(command: Command) -> tuple[Command, int | None]:
    """The command inside of `managed 12 time 08:00`, and the 12; others as they are.

    Raises:
        CommandError: no command is in it.
    """
    if command.name != MANAGED:
        return command, None
    number, _, line = command.argument.strip().partition(" ")
    name, _, argument = line.strip().partition(" ")
    if not number.isdecimal() or len(number) > LONGEST_ID or not name or name == MANAGED:
        raise CommandError(say.not_from_here())
    return replace(command, name=name.casefold(), argument=argument.strip()), int(number)


async def on_managed(ask: Ask, spec: CommandSpec, wanted: int | None) -> Ask:
    """The ask for the chat that it is about: the wanted one, the one that the person manages, or
    the one where it was asked. Whether they may is asked live.

    Raises:
        CommandError: the asker is no admin of the other chat.
    """
    if ask.command.chat_kind is not ChatKind.PRIVATE or not spec.of_chat:
        if wanted is not None:
            raise CommandError(say.not_from_here())
        return ask
    if wanted == ask.chat.id:
        return replace(ask, pinned=True)
    if wanted is None:
        chat = await ask.store.managed_by(ask.chat.id)
        if chat is None:
            return ask
    else:
        chat = await ask.store.chat_by_id(wanted)
    if chat is None or not _same_platform(ask, chat):
        raise CommandError(say.not_from_here())
    other = replace(ask, chat=chat, managed=True, pinned=True, opening=None)
    if not await other.is_admin():
        if wanted is None:
            await ask.store.manage(ask.chat.id, None)
        raise CommandError(say.manages_no_more())
    return other


def _same_platform(ask: Ask, chat: Chat) -> bool:
    """A private chat is managed by nobody but its person, and there."""
    same = chat.address.platform == ask.command.address.platform
    return same and chat.kind is not ChatKind.PRIVATE


def pinned(reply: Reply, chat: Chat, specs: Specs) -> Reply:
    """The reply with buttons that stay with the chat, whatever its reader manages later."""

    def wrapped(button: Button) -> Button:
        name = button.command.partition(" ")[0]
        command = f"{MANAGED} {chat.id} {button.command}"
        if name not in specs or not specs[name].of_chat or len(command.encode()) > BUTTON_BYTES:
            return button
        return replace(button, command=command, typed=button.typed or button.command)

    rows = tuple(tuple(map(wrapped, row)) for row in reply.buttons)
    form = reply.form and replace(
        reply.form,
        command=f"{MANAGED} {chat.id} {reply.form.command}",
        opens=f"{MANAGED} {chat.id} {reply.form.opens}",
    )
    return replace(reply, buttons=rows, form=form, parts=())


def named(reply: Reply, chat: Chat) -> Reply:
    """The reply says which chat it is about."""
    return replace(reply, lines=(say.managed_chat(_name(chat)), *reply.lines), parts=())


def _name(chat: Chat) -> str:
    return chat.title or chat.address.native_id
