"""The command gate: everything that comes in from a chat, and the answer that goes back."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import say
from bot.commands.inline import look_up
from bot.commands.managing import named, on_managed, pinned, unwrapped
from bot.commands.pace import Pace
from bot.commands.registry import COMMANDS
from bot.commands.sharing import Answers
from bot.commands.spec import BUTTON_BYTES, Ask, CommandSpec, DeskSettings, Tools, Who
from bot.commands.start import welcome
from bot.errors import BotError
from bot.model import (
    Address,
    Button,
    Chat,
    ChatChange,
    ChatEvent,
    ChatKind,
    ChatState,
    Command,
    Person,
    Reply,
    Search,
)
from bot.platforms import Incoming, Platform
from bot.say.language import known, speak, speaking, spoken
from digests import DigestsError

if TYPE_CHECKING:
    from bot.store import BotStore, Opening
    from digests import Newsroom

LIKENESS = 65  # of 100, by rapidfuzz's ratio, for "did you mean"
SEARCHES_A_MINUTE = 40
LONGEST_BARE_COMMAND = 3  # words: "latest coalition" is meant as a command, a sentence is not

log = logging.getLogger(__name__)


class Desk:
    """Answers commands. `handle` never raises: every failure becomes one sentence."""

    def __init__(
        self,
        newsroom: Newsroom,
        store: BotStore,
        platforms: Mapping[str, Platform],
        settings: DeskSettings,
    ) -> None:
        self._tools = Tools(
            newsroom=newsroom,
            store=store,
            platforms=platforms,
            settings=settings,
            specs=COMMANDS,
        )
        self._specs = {spec.name: spec for spec in COMMANDS}
        self._listed = frozenset(spec.name for spec in COMMANDS if spec.listed)
        self._pace = Pace()
        self._searches = Pace(SEARCHES_A_MINUTE)

    def use(self, settings: DeskSettings) -> None:
        """Follow a new configuration from the next command on."""
        self._tools = replace(self._tools, settings=settings, answers=Answers())

    async def handle(self, incoming: Incoming) -> Reply | None:
        """The reply, or None where silence is right, in the chat's language once it is known."""
        with speaking(self._tools.settings.language):
            reply = await self._safely(incoming)
            return reply and replace(reply, language=spoken())

    async def _safely(self, incoming: Incoming) -> Reply | None:
        try:
            opening = await self._open(incoming)
            speak(opening.chat.language if opening.chat else self._language(incoming))
            if isinstance(incoming, Search):
                return await self._found(incoming)
            if isinstance(incoming, ChatChange):
                return await self._note(incoming)
            return await self._answer(incoming, opening)
        except (BotError, DigestsError) as error:
            line = say.trouble(error) if isinstance(error, DigestsError) else str(error)
            return _sorry(incoming, line) if isinstance(incoming, Command) else None
        except Exception:  # the gate: a person gets one sentence, the log gets the rest
            log.exception("%s failed", getattr(incoming, "name", "a change of a chat"))
            return _sorry(incoming, say.broken()) if isinstance(incoming, Command) else None

    async def _open(self, incoming: Incoming) -> Opening:
        store, place = self._tools.store, _place(incoming)
        if isinstance(incoming, Command) and self._only_reads(incoming):
            return await store.opening_to_read(place, _key(incoming), incoming.received)
        opening = await store.opening(place)
        if not isinstance(incoming, Command):
            return opening
        first_time = await store.first_time(_key(incoming), incoming.received)
        return replace(opening, first_time=first_time)

    def _only_reads(self, command: Command) -> bool:
        spec = self._specs.get(self._meant(command).name)
        return bool(spec and spec.reads)

    async def _answer(self, asked: Command, opening: Opening) -> Reply | None:
        if not opening.first_time:
            return None
        command, managed = unwrapped(self._meant(asked))
        spec = self._specs.get(command.name)
        if spec is None:
            return self._unknown(command)
        if command.name == "text" and command.chat_kind is not ChatKind.PRIVATE:
            return None
        person = f"{command.address.platform}:{command.person.id}"
        if spec.paced and (wait := self._pace.wait(person, command.received)):
            kind = _sorry(command, say.too_fast(wait.seconds))
            return replace(kind, private=True) if wait.first else None
        chat = await self._chat(command, opening.chat)
        ask = Ask(
            command=command,
            chat=chat,
            tools=self._tools,
            opening=opening if chat is opening.chat else None,
        )
        return await self._done(await on_managed(ask, spec, managed), spec)

    async def _done(self, ask: Ask, spec: CommandSpec) -> Reply | None:
        if spec.who is Who.ADMINS:
            await ask.require_admin()
        if spec.who is Who.EDITORS:
            await ask.require_editor()
        reply = await spec.handler(ask)
        if reply is None:
            return None
        if ask.pinned or spec.pins:
            reply = pinned(reply, ask.chat, self._specs)
        if ask.managed:
            reply = named(reply, ask.chat)
        return replace(reply, zone=reply.zone or ask.chat.zone)

    async def _found(self, search: Search) -> Reply | None:
        """A list comes with every word that is typed: too many are passed over in silence."""
        if self._searches.wait(f"{search.platform}:{search.person.id}", search.received):
            return None
        return await look_up(self._tools, search)

    def _language(self, incoming: Incoming) -> str:
        """What the person's client speaks."""
        client = incoming.language if isinstance(incoming, ChatChange) else incoming.person.language
        return known(client) or self._tools.settings.language

    def _meant(self, command: Command) -> Command:
        """In a private chat, "latest coalition" without a slash is a command too."""
        words = command.argument.split()
        if (
            command.name == "text"
            and command.chat_kind is ChatKind.PRIVATE
            and 1 <= len(words) <= LONGEST_BARE_COMMAND
            and words[0].casefold() in self._listed
        ):
            return replace(command, name=words[0].casefold(), argument=" ".join(words[1:]))
        return command

    def _unknown(self, command: Command) -> Reply | None:
        from rapidfuzz import fuzz, process  # 3 MB, and few people mistype

        near = process.extractOne(
            command.name.casefold(), self._listed, scorer=fuzz.ratio, score_cutoff=LIKENESS
        )
        if near is None and not command.addressed:
            return None
        line = say.unknown_command(command.name, near[0] if near else None)
        if near is None:
            return Reply(lines=(line,), private=True)
        meant = f"{near[0]} {command.argument}".strip()
        if len(meant.encode()) > BUTTON_BYTES:
            meant = near[0]
        button = Button(label=f"/{near[0]}", command=meant)
        return Reply(lines=(line,), buttons=((button,),), private=True)

    async def _chat(self, command: Command, known: Chat | None = None) -> Chat:
        """The chat, made on its first command; writing to us wakes a paused one."""
        settings, store = self._tools.settings, self._tools.store
        chat = known
        if chat is None or command.chat_title not in ("", chat.title):
            chat = await store.chat(
                command.address,
                command.received,
                kind=command.chat_kind,
                title=command.chat_title,
                language=spoken(),
                zone=command.person.zone or settings.zone,
            )
        speak(chat.language)  # it may have moved here in this very moment
        if chat.state is ChatState.PAUSED:
            await store.resume_chat(chat.id, command.received)
        return chat

    async def _note(self, change: ChatChange) -> Reply | None:
        """Keep the chat's state; greet a group or channel that we were added to."""
        store = self._tools.store
        if change.event is ChatEvent.MOVED and change.new_address:
            await store.move_chat(change.address, change.new_address)
            return None
        if change.event in (ChatEvent.LEFT, ChatEvent.REOPENED):
            chat = await store.find_chat(change.address)
            if chat and change.event is ChatEvent.LEFT:
                await store.pause_chat(chat.id, change.reason, change.received)
            elif chat:
                await store.resume_chat(chat.id, change.received)
            return None
        return await self._joined(change)

    async def _joined(self, change: ChatChange) -> Reply | None:
        command = Command(
            name="start",
            argument="",
            address=change.address,
            chat_kind=change.kind,
            person=Person(id=""),
            received=change.received,
            chat_title=change.title,
        )
        chat = await self._chat(command)
        if change.kind is ChatKind.PRIVATE:
            return None  # Start sends the command itself
        return await welcome(Ask(command=command, chat=chat, tools=self._tools))


def _place(incoming: Incoming) -> Address:
    if isinstance(incoming, Search):
        return Address(incoming.platform, incoming.person.id)
    return incoming.address


def _key(command: Command) -> str:
    return f"{command.address.platform}:{command.key}" if command.key else ""


def _sorry(asked: Command, line: str) -> Reply:
    """Whoever pressed a button hears of it alone; what stands in the chat stays."""
    return Reply(lines=(line,), private=asked.pressed, notice=asked.pressed)
