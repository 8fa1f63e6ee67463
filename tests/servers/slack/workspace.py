"""The state of one loopback workspace: people, channels, messages, tokens."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from tests.servers.slack.seen import Seen, see

BOT_TOKEN = "xoxb-1-loopback"
APP_TOKEN = "xapp-1-A1-loopback"
TEAM, APP, BOT, BOT_USER = "T0000000001", "A0000000001", "B0000000001", "U00000000BOT"
SCOPES = frozenset(
    [
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "chat:write.public",
        "commands",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "users:read",
    ]
)


@dataclass
class User:
    id: str
    name: str = "person"
    tz: str = "Europe/Kyiv"
    locale: str = "en-US"
    is_admin: bool = False
    is_owner: bool = False

    def public(self, with_locale: bool) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": self.id,
            "team_id": TEAM,
            "name": self.name,
            "real_name": self.name.title(),
            "deleted": False,
            "tz": self.tz,
            "tz_offset": 0,
            "profile": {"real_name": self.name.title(), "display_name": self.name},
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": False,
            "is_bot": self.id == BOT_USER,
        }
        return {**shown, "locale": self.locale} if with_locale else shown


@dataclass
class Message:
    """One message as it stands in a channel. `only_for` is the reader of an ephemeral one."""

    channel: str
    ts: str
    body: dict[str, Any]
    user: str = BOT_USER
    thread_ts: str | None = None
    only_for: str | None = None
    via: str = "chat.postMessage"

    @property
    def seen(self) -> Seen:
        return see(self.body)

    @property
    def text(self) -> str:
        """What a person reads."""
        return self.seen.text

    @property
    def metadata(self) -> dict[str, Any] | None:
        return self.body.get("metadata")

    def public(self, with_metadata: bool) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "type": "message",
            "ts": self.ts,
            "user": self.user,
            "text": str(self.body.get("text") or ""),
        }
        if self.user == BOT_USER:
            shown |= {"bot_id": BOT, "app_id": APP, "team": TEAM}
        if self.body.get("blocks"):
            shown["blocks"] = self.body["blocks"]
        if self.thread_ts:
            shown["thread_ts"] = self.thread_ts
        if with_metadata and self.metadata:
            shown["metadata"] = self.metadata
        return shown


@dataclass
class Channel:
    """`kind` is channel, group (private) or im. `restricted`: only admins may post."""

    id: str
    name: str = ""
    kind: str = "channel"
    members: set[str] = field(default_factory=set)
    creator: str = ""
    archived: bool = False
    restricted: bool = False
    messages: list[Message] = field(default_factory=list)

    def public(self) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": self.id,
            "created": 1_700_000_000,
            "is_archived": self.archived,
            "is_im": self.kind == "im",
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_private": self.kind != "channel",
        }
        if self.kind == "im":
            return {**shown, "user": next(iter(self.members - {BOT_USER}), "")}
        return {
            **shown,
            "name": self.name,
            "creator": self.creator,
            "is_member": BOT_USER in self.members,
        }


class Workspace:
    """Who and what is there. Tests change it directly."""

    def __init__(self) -> None:
        self.bot_tokens = {BOT_TOKEN}
        self.app_tokens = {APP_TOKEN}
        self.revoked: set[str] = set()
        self.scopes = set(SCOPES)
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.views: dict[str, dict[str, Any]] = {}
        self.modals: list[dict[str, Any]] = []
        self._serial = itertools.count(1)
        self.add_user("U0000000001", "ann", is_admin=True)
        self.add_user("U0000000002", "bob")
        self.add_user(BOT_USER, "digestbot")
        self.add_channel("C0000000001", "news", members={BOT_USER, "U0000000001", "U0000000002"})
        self.add_channel("C0000000002", "elsewhere", members={"U0000000001"})
        self.add_channel(
            "G0000000001", "desk", kind="group", members={BOT_USER, "U0000000001", "U0000000002"}
        )

    def add_user(self, id: str, name: str, **more: Any) -> User:
        self.users[id] = User(id, name, **more)
        return self.users[id]

    def add_channel(self, id: str, name: str, **more: Any) -> Channel:
        self.channels[id] = Channel(id, name, **more)
        self.channels[id].creator = self.channels[id].creator or "U0000000001"
        return self.channels[id]

    def im(self, user: str) -> Channel:
        """The direct conversation of the bot and this person; opened when it is not there."""
        for channel in self.channels.values():
            if channel.kind == "im" and user in channel.members:
                return channel
        return self.add_channel(f"D{user[1:]}", "", kind="im", members={user, BOT_USER})

    def serial(self) -> int:
        return next(self._serial)

    def ts(self) -> str:
        """A fresh timestamp, unique and rising, as Slack names messages."""
        return f"{int(time.time())}.{self.serial():06d}"
