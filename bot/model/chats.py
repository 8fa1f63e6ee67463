"""Chats, what they wish, and what they ordered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum


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
