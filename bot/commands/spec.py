"""What a command is: one declared value, from which help, menus and tables are derived."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import Enum
from typing import TYPE_CHECKING

from bot import say
from bot.commands.sharing import Answers
from bot.drafts import EditorsDesk
from bot.errors import CommandError
from bot.login import page_address
from bot.model import Chat, ChatKind, Command, Reply
from bot.platforms import Platform
from bot.say.language import _, spoken

if TYPE_CHECKING:
    from bot.config import Config
    from bot.store import BotStore, Opening
    from digests import Newsroom


BUTTON_BYTES = 64  # of UTF-8, the most that Telegram carries


class Who(Enum):
    """Who may use a command. In a private chat everybody is their own admin."""

    ANYONE = "anyone"
    ADMINS = "admins"  # in groups and channels
    EDITORS = "editors"  # whoever runs the bot; admins, where no owner is named
    OWNER = "owner"  # the handler asks


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """What an operator decided for new chats. `owner` is `platform:id` of the bot's owner, `web`
    the address of the web page.
    """

    default_times: tuple[time, ...] = (time(8),)
    zone: str = "UTC"
    language: str = "en"
    owner: str | None = None
    web: str | None = None
    editors: Mapping[str, EditorsDesk] = field(default_factory=dict)  # by topic

    @classmethod
    def of(cls, config: Config) -> DeskSettings:
        return cls(
            default_times=(time.fromisoformat(config.delivery.default_time),),
            zone=config.zone,
            language=config.language,
            owner=config.delivery.owner,
            web=page_address(config.web),
            editors=config.editors,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What handlers work with."""

    newsroom: Newsroom
    store: BotStore
    platforms: Mapping[str, Platform]
    settings: DeskSettings
    specs: Sequence[CommandSpec]
    answers: Answers = field(default_factory=Answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One command in its chat, as a handler gets it."""

    command: Command
    chat: Chat
    tools: Tools
    managed: bool = False  # the chat is another one than where it was asked
    pinned: bool = False  # the buttons of the answer stay with the chat, whatever is managed
    opening: Opening | None = None  # what was read of this chat before

    @property
    def argument(self) -> str:
        return self.command.argument.strip()

    @property
    def now(self) -> datetime:
        return self.command.received

    @property
    def newsroom(self) -> Newsroom:
        return self.tools.newsroom

    @property
    def store(self) -> BotStore:
        return self.tools.store

    @property
    def language(self) -> str:
        """In which the answer is written."""
        return spoken()

    async def is_admin(self) -> bool:
        """Whether the asker may change what this chat gets; asked live in groups and channels."""
        if self.command.chat_kind is ChatKind.PRIVATE and not self.managed:
            return True
        platform = self.tools.platforms.get(self.command.address.platform)
        if platform is None:
            return False
        address = self.chat.address if self.managed else self.command.address
        return await platform.is_admin(address, self.command.person.id)

    async def require_admin(self) -> None:
        """
        Raises:
            CommandError: the asker may not change what this chat gets.
        """
        if not await self.is_admin():
            raise CommandError(say.admins_only())

    async def require_editor(self) -> None:
        """
        Raises:
            CommandError: the asker may not change what the newsroom reads.
        """
        owner = self.tools.settings.owner
        platform, _, number = (owner or "").partition(":")
        here = platform == self.command.address.platform
        if here and number == self.command.person.id:
            return
        owns = not owner or (here and number == self.command.address.native_id)
        if not owns or not await self.is_admin():
            raise CommandError(say.editors_only())


Handler = Callable[[Ask], Awaitable[Reply | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSpec:
    """One command. `usage` is its argument as help shows it; `help` is one line, a verb first.
    Both are written in English and said in the language that is spoken.

    `listed` is False for what help and menus leave out. `about_chat`: it shows what a chat gets,
    so it goes for the chat that a person manages, as all does that only admins may. `pins`: its
    buttons stay with the chat where it was asked, whatever is managed. `paced` is
    False for what a platform asks by itself when a person asked for something else. `reads`: it
    changes nothing, so twice does no harm.
    """

    name: str
    help: str
    handler: Handler
    usage: str = ""
    who: Who = Who.ANYONE
    listed: bool = True
    paced: bool = True
    about_chat: bool = False
    pins: bool = False
    reads: bool = False

    @property
    def of_chat(self) -> bool:
        return self.about_chat or self.who is Who.ADMINS

    @property
    def line(self) -> str:
        """As a person types it: `/time HH:MM [zone]`."""
        return f"/{self.name} {_(self.usage) if self.usage else ''}".rstrip()


Specs = Mapping[str, CommandSpec]
WHO = {
    Who.ADMINS: " (admins in groups)",
    Who.EDITORS: " (owner, or admins without one)",
    Who.OWNER: " (owner)",
}


def menu(specs: Sequence[CommandSpec]) -> list[tuple[str, str]]:
    """Names without slash and their one-line help, for a platform's menu."""
    return [(spec.name, _(spec.help)) for spec in specs if spec.listed]


def help_lines(specs: Sequence[CommandSpec]) -> tuple[str, ...]:
    """Every listed command with its usage, a line each."""
    return tuple(f"{spec.line} – {_(spec.help)}" for spec in specs if spec.listed)


def markdown_table(specs: Sequence[CommandSpec]) -> str:
    """The README's table of commands."""
    rows = ["| On Telegram and in the terminal | On Slack | What it does |", "|---|---|---|"]
    for spec in specs:
        if spec.listed:
            line = spec.line.replace("|", "\\|")  # a bar would end the cell
            slack = f"/digest {line.removeprefix('/')}"
            who = WHO.get(spec.who, "")
            rows.append(f"| `{line}` | `{slack}` | {spec.help}{who} |")
    return "\n".join(rows) + "\n"
