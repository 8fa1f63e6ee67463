"""The nouns of the paper round: frozen values. Every datetime is aware and in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import Any

from digests import Digest


@dataclass(frozen=True, slots=True)
class Address:
    """A place that a platform can deliver to. `thread` is a forum topic or a Slack thread."""

    platform: str  # "telegram", "slack" or "terminal"
    native_id: str
    thread: str | None = None


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


class ChatState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"  # blocked, kicked, archived: settings are kept


class WhenEmpty(StrEnum):
    """What a chat gets at a due time when there is nothing new to tell."""

    SILENCE = "silence"
    LINE = "line"


class Every(StrEnum):
    """The rhythm of a subscription."""

    DAY = "day"  # at each of its times, on its days
    HOUR = "hour"  # on the hour, on its days
    STORY = "story"  # as soon as a story has reached `outlets` outlets


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a subscription is due, in the chat's zone.

    `days` are ISO weekdays (1 is Monday); none means every day. `outlets` counts for
    `Every.STORY` alone.
    """

    times: tuple[time, ...] = ()
    days: tuple[int, ...] = ()
    every: Every = Every.DAY
    outlets: int = 3


class Length(StrEnum):
    """How much a digest tells."""

    BRIEF = "brief"
    NORMAL = "normal"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a chat wants of all its digests; chats that want the same share one rendition.

    Of `words` and `outlets` a story needs one (none given: no need), of `without_words` and
    `without_outlets` it may have none. `muted` are ids of stories. `silent` digests make no sound.
    """

    length: Length = Length.NORMAL
    silent: bool = False
    words: tuple[str, ...] = ()
    without_words: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    without_outlets: tuple[str, ...] = ()
    muted: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A place we deliver to.

    `quiet` is from when until when (wall clock, possibly over midnight) nothing is sent by
    itself; equal ends mean never. A paused chat keeps all its settings.
    """

    id: int
    address: Address
    kind: ChatKind = ChatKind.PRIVATE
    title: str = ""
    language: str = "en"
    zone: str = "UTC"
    state: ChatState = ChatState.ACTIVE
    paused_reason: str | None = None
    quiet: tuple[time, time] | None = None
    when_empty: WhenEmpty = WhenEmpty.SILENCE
    wishes: Wishes = field(default_factory=Wishes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A chat's standing order for one topic. `times` are wall-clock times in the chat's zone."""

    id: int
    chat: Chat
    topic: str
    times: tuple[time, ...]
    next_due: datetime | None
    told_until: datetime
    active: bool = True
    days: tuple[int, ...] = ()
    every: Every = Every.DAY
    outlets: int = 3

    @property
    def schedule(self) -> Schedule:
        return Schedule(times=self.times, days=self.days, every=self.every, outlets=self.outlets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a chat asks for. The first digest tells what is new after `told_until`."""

    topic: str
    next_due: datetime | None
    told_until: datetime
    times: tuple[time, ...] = ()
    days: tuple[int, ...] = ()
    every: Every = Every.DAY
    outlets: int = 3

    @property
    def schedule(self) -> Schedule:
        return Schedule(times=self.times, days=self.days, every=self.every, outlets=self.outlets)


class DeliveryState(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    MOOT = "moot"  # nothing new to tell, or the subscription ended


UNDER_FIRST = "under_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message of a delivery or reply, as a platform rendered it.

    `text` is plain, for logs, notifications and the fallback without markup. `payload` is JSON:
    what the platform's `send` needs. With `UNDER_FIRST` in it, the part goes into the thread of the
    first one.
    """

    text: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the platform gave back for one part."""

    message_id: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button that asks a command, such as `latest coalition`. At most 64 bytes of UTF-8.

    `typed` is what people type for the same where nothing can be pressed; "" is the command.
    """

    label: str
    command: str
    typed: str = ""


class FieldKind(StrEnum):
    """How a person fills in a field."""

    ONE = "one"  # of the choices
    SOME = "some"  # of the choices
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One thing that a form asks for. `choices` are value and label; `values` is what holds now.

    A field that is not `required` may be left empty.
    """

    name: str
    label: str
    kind: FieldKind
    choices: tuple[tuple[str, str], ...] = ()
    values: tuple[str, ...] = ()
    hint: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Fields that a platform may show in a window of its own: at once if it is wanted `now`, else
    when somebody asks for it by `opens`. What they fill in comes back as `command`, with their
    `answers`."""

    title: str
    save: str
    cancel: str
    command: str
    opens: str
    button: str
    fields: tuple[FormField, ...]
    now: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What we answer: plain paragraphs, perhaps with a digest below; no markup.

    A command inside a line is written as `/name`: platforms show it their own way. `footer` stands
    below the digest. `private` asks for an answer that only the asker sees, where the platform can
    do that. `language` is the one that it is written in; "" is the one that is spoken while it is
    rendered. `zone` is for its dates, "" is UTC. `silent` makes no sound.

    An answer to a button may go `in_place` of the message above the button, or be a `notice`: a
    word to whoever pressed it. `parts` is what it looks like where that is known already.
    `form` asks for the same as the buttons, in a window; `problems` names the fields of a form
    that can't be taken, each with a sentence. `found` answers a search. `threaded`: what is long
    may go on in a thread, where the platform has them.
    """

    lines: tuple[str, ...] = ()
    digest: Digest | None = None
    footer: tuple[str, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    private: bool = False
    language: str = ""
    zone: str = ""
    silent: bool = False
    in_place: bool = False
    notice: bool = False
    parts: tuple[Part, ...] = ()
    form: Form | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    found: tuple[Found, ...] = ()
    threaded: bool = False


Content = Digest | Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How fast a platform may be written to; None means no such limit.

    `per_second` holds for the whole token, `chat_interval` is in seconds between two messages of
    one chat, `group_per_minute` holds for each group and channel.
    """

    per_second: float | None = None
    chat_interval: float | None = None
    group_per_minute: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformHealth:
    """`last_contact` is the last successful poll or socket hello; `problem` is one sentence."""

    connected: bool
    last_contact: datetime | None = None
    problem: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)
