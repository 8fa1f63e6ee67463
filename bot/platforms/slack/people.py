"""Who asks, what a channel is called, and who may change it: asked live, remembered shortly."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.model import Address, ChatChange, ChatEvent, ChatKind, Command, Person
from bot.platforms.slack.errors import CALL_ERRORS, code_of
from bot.platforms.slack.incoming import NAME
from bot.platforms.slack.settings import Pauses

KEPT = 5_000


class People:
    """Small caches over users.info and conversations.info; what can't be asked is empty."""

    def __init__(self, client: AsyncWebClient, pauses: Pauses) -> None:
        self._client = client
        self._pauses = pauses
        self._known: dict[str, tuple[float, dict[str, Any]]] = {}

    async def person(self, id: str, name: str = "") -> Person:  # noqa: A002 - the model's word
        user = await self._user(id, self._pauses.people)
        profile = user.get("profile") or {}
        shown = profile.get("display_name") or user.get("real_name") or user.get("name") or name
        language = str(user.get("locale") or "").partition("-")[0].lower()
        return Person(id=id, name=str(shown), language=language, zone=str(user.get("tz") or ""))

    async def complete(self, command: Command) -> Command:
        """The command with all that Slack leaves to be asked: who, where, in what."""
        person = await self.person(command.person.id, command.person.name)
        address, title, kind = command.address, command.chat_title, command.chat_kind
        if not address.native_id:  # pressed in the App Home
            address = Address(NAME, await self.direct_channel(person.id))
        elif not title and kind is not ChatKind.PRIVATE:
            title = await self.title(address.native_id)
            kind = await self.kind(address.native_id, kind)
        return replace(command, person=person, address=address, chat_title=title, chat_kind=kind)

    async def complete_change(self, change: ChatChange, person: str) -> ChatChange:
        """`person` invited the bot, and brings their language."""
        if person:
            change = replace(change, language=(await self.person(person)).language)
        if change.title or change.event is not ChatEvent.JOINED:
            return change
        channel = change.address.native_id
        kind = await self.kind(channel, change.kind)
        return replace(change, title=await self.title(channel), kind=kind)

    async def title(self, channel: str) -> str:
        found = await self._channel(channel, self._pauses.people)
        return str(found.get("name") or "")

    async def kind(self, channel: str, kind: ChatKind) -> ChatKind:
        """A private channel is a group, which others in the workspace do not see."""
        if kind is ChatKind.CHANNEL:
            found = await self._channel(channel, self._pauses.people)
            return ChatKind.GROUP if found.get("is_private") else kind
        return kind

    async def hidden(self, channel: str) -> bool:
        """Whether this is a private channel that the bot was not invited to."""
        try:
            await self._client.conversations_info(channel=channel)
        except CALL_ERRORS as error:
            return code_of(error) == "channel_not_found"
        return False

    async def is_admin(self, address: Address, person: str) -> bool:
        """Admins and owners of the workspace, and who made the channel; alone, everybody."""
        if address.native_id.startswith(("D", "U")):
            return True
        user = await self._user(person, self._pauses.admins)
        if any(user.get(key) for key in ("is_admin", "is_owner", "is_primary_owner")):
            return True
        channel = await self._channel(address.native_id, self._pauses.admins)
        return bool(person) and channel.get("creator") == person

    async def direct_channel(self, user: str) -> str:
        """The channel of direct messages with this person; their own id when it can't be asked."""
        try:
            answer = await self._client.conversations_open(users=user)
        except CALL_ERRORS:
            return user
        return str((answer.get("channel") or {}).get("id") or user)

    async def _user(self, id: str, seconds: float) -> dict[str, Any]:  # noqa: A002 - as above
        async def ask() -> Any:
            answer = await self._client.users_info(user=id, include_locale=True)
            return answer.get("user")

        return await self._remembered(id, seconds, ask)

    async def _channel(self, id: str, seconds: float) -> dict[str, Any]:  # noqa: A002 - as above
        async def ask() -> Any:
            return (await self._client.conversations_info(channel=id)).get("channel")

        return await self._remembered(id, seconds, ask)

    async def _remembered(
        self, key: str, seconds: float, ask: Callable[[], Awaitable[Any]]
    ) -> dict[str, Any]:
        now = time.monotonic()
        asked, known = self._known.get(key, (float("-inf"), {}))
        if now - asked < seconds:
            return known
        try:
            async with asyncio.timeout(self._pauses.ask):  # a person waits for the answer
                found = await ask()
        except CALL_ERRORS:
            return {}
        if len(self._known) >= KEPT:
            self._known.clear()
        self._known[key] = (now, found if isinstance(found, dict) else {})
        return self._known[key][1]
