"""Pure: what Slack sends, as commands and changes of chats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.model import Address, ChatChange, ChatEvent, ChatKind, Command, Person
from bot.platforms.slack.modal import answers_of, place_of
from bot.platforms.slack.mrkdwn import typed

NAME = "slack"
MAIN_COMMAND = "/digest"
SHORTCUT = "summarise"
HOME = "home"
AT_HOME = (HOME, "settings", "save", "managed")  # commands that the App Home answers by itself

Payload = Mapping[str, Any]

_LINK = re.compile(r"https?://\S+")
_WORD = re.compile(r"/?([A-Za-z][\w-]*)")
_LEFT = {
    "channel_left": "removed",
    "group_left": "removed",
    "member_left_channel": "removed",
    "channel_archive": "archived",
    "group_archive": "archived",
    "channel_deleted": "deleted",
    "group_deleted": "deleted",
}
_JOINED = ("member_joined_channel", "channel_unarchive", "group_unarchive")
CHANGES = (*_LEFT, *_JOINED, "channel_id_changed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command and where its answer goes. `thread` is the Slack thread to answer in. `private`
    asks for an answer that only the asker sees. `pressed`: it comes from a button under a message,
    which only the asker sees if it is `ephemeral`. `trigger_id` opens a window, for 3 seconds."""

    command: Command
    response_url: str = ""
    trigger_id: str = ""
    thread: str | None = None
    private: bool = False
    pressed: bool = False
    ephemeral: bool = False
    home: bool = False


def kind_of(channel: str, name: str = "") -> ChatKind:
    if channel.startswith("D") or name == "directmessage":
        return ChatKind.PRIVATE
    return ChatKind.GROUP if channel.startswith("G") or name == "privategroup" else ChatKind.CHANNEL


def read_slash(body: Payload, now: datetime) -> Asked:
    """`/digest latest coalition`, or `/latest coalition` where that name is registered."""
    text = typed(str(body.get("text") or ""))
    called = str(body["command"])
    name, argument = split(text) if called == MAIN_COMMAND else (called.lstrip("/"), text)
    channel, title = str(body["channel_id"]), str(body.get("channel_name") or "")
    command = Command(
        name=name.casefold() or "help",
        argument=argument,
        address=Address(NAME, channel),
        chat_kind=kind_of(channel, title),
        person=Person(id=str(body["user_id"]), name=str(body.get("user_name") or "")),
        received=now,
        chat_title="" if title in ("directmessage", "privategroup") else title,
        key=str(body.get("trigger_id") or ""),
    )
    return Asked(
        command=command,
        response_url=str(body.get("response_url") or ""),
        trigger_id=command.key,
    )


def split(text: str) -> tuple[str, str]:
    """The command and its argument; a line that begins with a link asks for its summary."""
    first, _, rest = text.strip().partition(" ")
    if _LINK.match(first):
        return "summary", text.strip()
    return first.removeprefix("/"), rest.strip()


def read_mention(body: Payload, now: datetime) -> Asked | None:
    """`@digestbot latest coalition` in a channel, or anywhere in a sentence with a link."""
    event = body["event"]
    if event.get("bot_id") or event.get("edited"):
        return None
    after = re.sub(r"^.*?<@[A-Z0-9]+(?:\|[^>]*)?>", "", str(event.get("text") or ""), flags=re.S)
    text = typed(after).lstrip(" ,:")
    name, argument = split(text) if text else ("start", "")
    if not _WORD.fullmatch(name):
        links = _LINK.findall(text)
        name, argument = ("summary", " ".join(links)) if links else ("help", "")
    return _from_event(body, name.casefold(), argument, now)


def read_direct(body: Payload, now: datetime) -> Asked | None:
    """What a person writes to the bot alone; the desk knows commands from texts and links."""
    event = body["event"]
    ours = event.get("channel_type") == "im" and not event.get("bot_id")
    if not ours or event.get("subtype") not in (None, "file_share", "thread_broadcast"):
        return None
    text = typed(str(event.get("text") or ""))
    if not text or not event.get("user"):
        return None
    name, argument = split(text) if text.startswith("/") else ("text", text)
    asked = _from_event(body, name.casefold(), argument, now)
    # A thread of a direct message is no chat of its own: its settings are the person's.
    alone = replace(asked.command, address=Address(NAME, str(event["channel"])))
    return replace(asked, command=alone)


def _from_event(body: Payload, name: str, argument: str, now: datetime) -> Asked:
    event = body["event"]
    channel, thread = str(event["channel"]), event.get("thread_ts") or None
    command = Command(
        name=name,
        argument=argument,
        address=Address(NAME, channel, thread),
        chat_kind=kind_of(channel),
        person=Person(id=str(event["user"])),
        received=now,
        key=str(body.get("event_id") or ""),
    )
    return Asked(command=command, thread=thread)


def read_press(body: Payload, now: datetime) -> Asked:
    """A button under a message, or in the App Home (then its channel is still unknown)."""
    container = body.get("container") or {}
    action = body["actions"][0]
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
    thread = container.get("thread_ts") or (body.get("message") or {}).get("thread_ts") or None
    if thread == container.get("message_ts"):
        thread = None  # the message above a thread stands in the channel
    name, argument = split(str(action.get("value") or ""))
    title = str((body.get("channel") or {}).get("name") or "")
    command = Command(
        name=name.casefold() or "help",
        argument=argument,
        address=Address(NAME, channel, None if channel.startswith("D") else thread),
        chat_kind=kind_of(channel, title) if channel else ChatKind.PRIVATE,
        person=_person(body),
        received=now,
        key=str(body.get("trigger_id") or ""),
        pressed=True,
    )
    home = container.get("type") == "view"
    return Asked(
        command=command,
        response_url=str(body.get("response_url") or ""),
        trigger_id=command.key,
        thread=thread,
        pressed=not home,
        ephemeral=bool(container.get("is_ephemeral")),
        home=home,
    )


def read_shortcut(body: Payload, now: datetime) -> Asked:
    """*Summarise this* on a message: its links, also those of its attachments, or its own text."""
    message = body.get("message") or {}
    text = typed(str(message.get("text") or ""))
    attached = [
        str(attachment.get(key) or "")
        for attachment in message.get("attachments") or []
        for key in ("title_link", "from_url")
    ]
    links = _LINK.findall(text) or _LINK.findall(" ".join(attached))
    channel = str(body["channel"]["id"])
    command = Command(
        name="summary",
        argument=" ".join(dict.fromkeys(links)) or text,
        address=Address(NAME, channel),
        chat_kind=kind_of(channel, str(body["channel"].get("name") or "")),
        person=_person(body),
        received=now,
        key=str(body.get("trigger_id") or ""),
    )
    return Asked(command=command, response_url=str(body.get("response_url") or ""), private=True)


def read_home(body: Payload, now: datetime) -> Asked:
    """Somebody opens the App Home: it shows their settings."""
    event = body["event"]
    command = Command(
        name=HOME,
        argument="",
        address=Address(NAME, str(event["channel"])),
        chat_kind=ChatKind.PRIVATE,
        person=Person(id=str(event["user"])),
        received=now,
    )
    return Asked(command=command, home=True)


def read_form(body: Payload, now: datetime) -> Asked:
    """A form that somebody filled in; it says itself which chat it is about."""
    view = body["view"]
    place = place_of(view)
    name, argument = split(str(place.get("command") or ""))
    channel, thread = str(place.get("channel") or ""), place.get("thread") or None
    command = Command(
        name=name.casefold() or "help",
        argument=argument,
        address=Address(NAME, channel, thread),
        chat_kind=ChatKind(place.get("kind") or ChatKind.PRIVATE),
        person=_person(body),
        received=now,
        answers=answers_of(view),
    )
    return Asked(command=command, thread=thread, private=True, home=bool(place.get("home")))


def read_change(body: Payload, us: str, now: datetime) -> ChatChange | None:
    """The bot was invited or removed, or its channel was archived; None for other people."""
    event = body["event"]
    name, channel = event["type"], event.get("channel")
    if name.startswith("member_") and event.get("user") != us:
        return None
    if name == "channel_id_changed":
        new = Address(NAME, str(event["new_channel_id"]))
        old = Address(NAME, str(event["old_channel_id"]))
        return ChatChange(address=old, event=ChatEvent.MOVED, received=now, new_address=new)
    address = Address(NAME, str(channel))
    kind = kind_of(address.native_id, "privategroup" if event.get("channel_type") == "G" else "")
    if name in _LEFT:
        reason = _LEFT[name]
        return ChatChange(
            address=address, event=ChatEvent.LEFT, received=now, kind=kind, reason=reason
        )
    return ChatChange(address=address, event=ChatEvent.JOINED, received=now, kind=kind)


def inviter(body: Payload) -> str:
    """Who brought the bot into the channel; "" when Slack does not say."""
    return str(body["event"].get("inviter") or "")


def _person(body: Payload) -> Person:
    user = body["user"]
    return Person(id=str(user["id"]), name=str(user.get("username") or user.get("name") or ""))
