"""What comes from platforms: commands, searches, changes of chats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.chats import Address, ChatKind
from digests import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who asked. `language` is the client's ISO 639-1 code, or ""."""

    id: str
    name: str = ""
    language: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A group or channel that a person named."""

    address: Address
    kind: ChatKind
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What a person asked. `name` has no slash; `argument` is the rest of the line.

    `key` is the platform's id of the update: the same key twice is the same command twice. A text
    or link that a person wrote or forwarded in a private chat comes as `name="text"` with the text
    as its argument. `addressed` is False for a command in a group that names no bot: it may be
    meant for another one. `pressed`: it comes from a button. `answers` is what a person filled
    into a form, by field.
    """

    name: str
    argument: str
    address: Address
    chat_kind: ChatKind
    person: Person
    received: datetime
    chat_title: str = ""
    key: str = ""
    addressed: bool = True
    pressed: bool = False
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Words that a person looks for from any chat, by the name of the bot; the answer is a reply
    with what was `found`."""

    words: str
    platform: str
    person: Person
    received: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A story for a list to choose from: its title with a line below, and what is posted."""

    key: str
    title: str
    line: str
    digest: Digest


class ChatEvent(StrEnum):
    JOINED = "joined"
    LEFT = "left"  # blocked, kicked, removed, archived
    MOVED = "moved"
    REOPENED = "reopened"  # a forum topic that was closed


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatChange:
    """The platform says that a chat changed. `language` is that of whoever changed it, or ""."""

    address: Address
    event: ChatEvent
    received: datetime
    kind: ChatKind = ChatKind.PRIVATE
    title: str = ""
    language: str = ""
    reason: str = ""
    new_address: Address | None = None
