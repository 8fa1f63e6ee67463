"""The methods of the Web API that a digest bot uses, with the answers that Slack gives."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from tests.servers.slack.blocks import (
    TOP_TEXT,
    UPDATE_TEXT,
    Refused,
    check_message,
    check_view,
    read_blocks,
    units,
)
from tests.servers.slack.workspace import APP, BOT, BOT_USER, TEAM, Channel, Message, Workspace

Arguments = dict[str, Any]
Answer = dict[str, Any]
TRIGGER_SECONDS = 3.0


class WebApi:
    """Pure state changes, no HTTP. Each method returns the answer or raises `Refused`."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.triggers: dict[str, float] = {}
        self.hashes: dict[str, str] = {}
        self.on_message: Callable[[Message], None] = lambda _message: None
        self.methods: dict[str, tuple[str | None, Callable[[Arguments], Answer]]] = {
            "auth.test": (None, self.auth_test),
            "chat.postMessage": ("chat:write", self.post_message),
            "chat.postEphemeral": ("chat:write", self.post_ephemeral),
            "chat.update": ("chat:write", self.update),
            "chat.delete": ("chat:write", self.delete),
            "conversations.info": ("channels:read", self.info),
            "conversations.list": ("channels:read", self.list_channels),
            "conversations.members": ("channels:read", self.members),
            "conversations.join": ("channels:join", self.join),
            "conversations.open": ("im:write", self.open),
            "conversations.history": ("channels:history", self.history),
            "conversations.replies": ("channels:history", self.replies),
            "users.info": ("users:read", self.user_info),
            "views.publish": (None, self.publish),
            "views.open": (None, self.open_view),
        }

    # Tokens

    def authorize(self, method: str, token: str) -> None:
        """The order of Slack's checks: is there a token, is it known, is it the right kind."""
        space = self.workspace
        if not token:
            raise Refused("not_authed")
        if token in space.revoked:
            raise Refused("token_revoked")
        if token not in space.bot_tokens | space.app_tokens:
            raise Refused("invalid_auth")
        wanted = space.app_tokens if method == "apps.connections.open" else space.bot_tokens
        if token not in wanted:
            raise Refused("not_allowed_token_type")

    def call(self, method: str, arguments: Arguments) -> Answer:
        if method not in self.methods:
            raise Refused("unknown_method")
        scope, function = self.methods[method]
        if scope and scope not in self.workspace.scopes:
            raise Missing(scope, self.workspace.scopes)
        return {"ok": True, **function(arguments)}

    def auth_test(self, _: Arguments) -> Answer:
        return {
            "url": "https://loopback.slack.com/",
            "team": "Loopback",
            "user": self.workspace.users[BOT_USER].name,
            "team_id": TEAM,
            "user_id": BOT_USER,
            "bot_id": BOT,
            "is_enterprise_install": False,
        }

    # Messages

    def channel(self, arguments: Arguments) -> Channel:
        """A channel that the bot can know of."""
        found = self.workspace.channels.get(str(arguments.get("channel") or ""))
        if not found or (found.kind != "channel" and BOT_USER not in found.members):
            raise Refused("channel_not_found")
        return found

    def _post_target(self, arguments: Arguments) -> Channel:
        wanted = str(arguments.get("channel") or "")
        if wanted in self.workspace.users and wanted != BOT_USER:
            return self.workspace.im(wanted)
        channel = self.channel(arguments)
        if channel.archived:
            raise Refused("is_archived")
        outside = BOT_USER not in channel.members
        if outside and "chat:write.public" not in self.workspace.scopes:
            raise Refused("not_in_channel")
        if channel.restricted:
            raise Refused("restricted_action")
        return channel

    def post_message(self, arguments: Arguments) -> Answer:
        channel = self._post_target(arguments)
        body, warnings = message_body(arguments)
        message = Message(
            channel.id, self.workspace.ts(), body, thread_ts=arguments.get("thread_ts") or None
        )
        self.add(channel, message)
        shown = {"channel": channel.id, "ts": message.ts, "message": message.public(True)}
        return {**shown, **({"warning": ",".join(warnings)} if warnings else {})}

    def add(self, channel: Channel, message: Message) -> None:
        channel.messages.append(message)
        self.on_message(message)

    def post_ephemeral(self, arguments: Arguments) -> Answer:
        channel = self._post_target(arguments)
        user = str(arguments.get("user") or "")
        if user not in channel.members:
            raise Refused("user_not_in_channel")
        body, _ = message_body(arguments)
        message = Message(
            channel.id,
            self.workspace.ts(),
            body,
            thread_ts=arguments.get("thread_ts") or None,
            only_for=user,
            via="chat.postEphemeral",
        )
        self.add(channel, message)
        return {"message_ts": message.ts}

    def _own(self, arguments: Arguments) -> tuple[Channel, Message]:
        channel = self.channel(arguments)
        for message in channel.messages:
            if message.ts == arguments.get("ts") and message.only_for is None:
                return channel, message
        raise Refused("message_not_found")

    def update(self, arguments: Arguments) -> Answer:
        channel, message = self._own(arguments)
        if message.user != BOT_USER:
            raise Refused("cant_update_message")
        if units(str(arguments.get("text") or "")) > UPDATE_TEXT:
            raise Refused("msg_too_long")
        body, _ = message_body(arguments)
        if "blocks" not in arguments:  # the old ones stay
            body["blocks"] = message.body.get("blocks", [])
        message.body = {**body, "metadata": body.get("metadata") or message.metadata}
        self.on_message(message)
        return {"channel": channel.id, "ts": message.ts, "text": body.get("text", "")}

    def delete(self, arguments: Arguments) -> Answer:
        channel, message = self._own(arguments)
        channel.messages.remove(message)
        return {"channel": channel.id, "ts": message.ts}

    # Conversations

    def info(self, arguments: Arguments) -> Answer:
        return {"channel": self.channel(arguments).public()}

    def list_channels(self, _: Arguments) -> Answer:
        visible = [
            channel.public()
            for channel in self.workspace.channels.values()
            if channel.kind == "channel" or BOT_USER in channel.members
        ]
        return {"channels": visible, "response_metadata": {"next_cursor": ""}}

    def members(self, arguments: Arguments) -> Answer:
        return {"members": sorted(self.channel(arguments).members)}

    def join(self, arguments: Arguments) -> Answer:
        channel = self.channel(arguments)
        if channel.archived:
            raise Refused("is_archived")
        if channel.kind != "channel":
            raise Refused("method_not_supported_for_channel_type")
        channel.members.add(BOT_USER)
        return {"channel": channel.public()}

    def open(self, arguments: Arguments) -> Answer:
        users = str(arguments.get("users") or "")
        if users not in self.workspace.users:
            raise Refused("user_not_found")
        return {"channel": {"id": self.workspace.im(users).id}}

    def history(self, arguments: Arguments) -> Answer:
        channel = self._readable(arguments)
        messages = [message for message in channel.messages if not message.thread_ts]
        return self._page(messages[::-1], arguments)

    def replies(self, arguments: Arguments) -> Answer:
        channel = self._readable(arguments)
        root = arguments.get("ts")
        messages = [each for each in channel.messages if root in (each.ts, each.thread_ts)]
        if not messages:
            raise Refused("thread_not_found")
        return self._page(messages, arguments)

    def _readable(self, arguments: Arguments) -> Channel:
        channel = self.channel(arguments)
        if BOT_USER not in channel.members:
            raise Refused("not_in_channel")
        scope = {"group": "groups:history", "im": "im:history"}.get(channel.kind)
        if scope and scope not in self.workspace.scopes:
            raise Missing(scope, self.workspace.scopes)
        return channel

    def _page(self, messages: list[Message], arguments: Arguments) -> Answer:
        oldest, latest = arguments.get("oldest") or 0, arguments.get("latest") or 9e12
        within = [
            message
            for message in messages
            if message.only_for is None and float(oldest) <= float(message.ts) <= float(latest)
        ]
        limit, start = int(arguments.get("limit") or 100), int(arguments.get("cursor") or 0)
        with_metadata = str(arguments.get("include_all_metadata")).lower() in ("true", "1")
        more = len(within) > start + limit
        return {
            "messages": [each.public(with_metadata) for each in within[start : start + limit]],
            "has_more": more,
            "response_metadata": {"next_cursor": str(start + limit) if more else ""},
        }

    def user_info(self, arguments: Arguments) -> Answer:
        user = self.workspace.users.get(str(arguments.get("user") or ""))
        if not user:
            raise Refused("user_not_found")
        wants = str(arguments.get("include_locale")).lower() in ("true", "1")
        return {"user": user.public(wants)}

    # Views

    def publish(self, arguments: Arguments) -> Answer:
        user = str(arguments.get("user_id") or "")
        if user not in self.workspace.users:
            raise Refused("user_not_found")
        view = arguments.get("view")
        view = json.loads(view) if isinstance(view, str) else view
        check_view(view, "home")
        known = self.hashes.get(user)
        if arguments.get("hash") and known and arguments["hash"] != known:
            raise Refused("hash_conflict")
        self.hashes[user] = f"{self.workspace.serial()}.hash"
        self.workspace.views[user] = view
        return {"view": {**view, "id": f"V{user}", "hash": self.hashes[user]}}

    def open_view(self, arguments: Arguments) -> Answer:
        given = self.triggers.pop(str(arguments.get("trigger_id") or ""), None)
        if given is None:
            raise Refused(
                "invalid_trigger_id" if not arguments.get("trigger_id") else "exchanged_trigger_id"
            )
        if time.monotonic() - given > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        view = arguments.get("view")
        view = json.loads(view) if isinstance(view, str) else view
        check_view(view, "modal")
        self.workspace.modals.append(view)
        return {"view": {**view, "id": f"V{self.workspace.serial()}", "app_id": APP}}

    def new_trigger(self) -> str:
        trigger = f"{self.workspace.serial()}.trigger"
        self.triggers[trigger] = time.monotonic()
        return trigger


class Missing(Refused):
    """A scope is missing; Slack names it."""

    def __init__(self, needed: str, provided: set[str]) -> None:
        super().__init__("missing_scope")
        self.needed = needed
        self.provided = ",".join(sorted(provided))


def message_body(arguments: Arguments, *, limited: bool = True) -> tuple[Arguments, list[str]]:
    """The checked message and warnings. `limited` is False for a response_url: no total limit."""
    blocks = read_blocks(arguments.get("blocks"))
    text = str(arguments.get("text") or "")
    if not blocks and not text.strip():
        raise Refused("no_text")
    if blocks:
        try:
            check_message(blocks)
        except Refused as refused:
            if limited or refused.code != "msg_blocks_too_long":
                raise
    warnings = []
    if len(text) > TOP_TEXT:
        text = text[:TOP_TEXT]
        warnings.append("message_truncated")
    body: Arguments = {"text": text, "blocks": blocks}
    for key in ("mrkdwn", "parse", "link_names", "unfurl_links", "unfurl_media"):
        if key in arguments:
            body[key] = arguments[key]
    if arguments.get("metadata"):
        body["metadata"] = _metadata(arguments["metadata"])
    return body, warnings


def _metadata(raw: Any) -> dict[str, Any]:
    try:
        value = json.loads(raw) if isinstance(raw, str) else raw
        if isinstance(value["event_type"], str) and isinstance(value["event_payload"], dict):
            return dict(value)
    except (ValueError, KeyError, TypeError):
        pass
    raise Refused("invalid_metadata_format")
