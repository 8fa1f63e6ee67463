"""The Socket Mode connection: opened, watched, and replaced when it went deaf."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.errors import PlatformError
from bot.platforms.slack.calls import proxy_for, web_client
from bot.platforms.slack.errors import CALL_ERRORS, platform_error
from bot.platforms.slack.settings import SlackSettings

POLITE_SECONDS = 1.0

log = logging.getLogger(__name__)


class Link:
    """One connection of our own; the library reconnects it, and we replace it when that fails."""

    def __init__(self, bolt: AsyncApp, settings: SlackSettings) -> None:
        self._bolt = bolt
        self._settings = settings
        self._handler: AsyncSocketModeHandler | None = None
        self._hello = asyncio.Event()
        self._heard: datetime | None = None

    async def address(self) -> str:
        """A fresh URL for one connection. A wrong token is noticed here: connecting with it would
        try for ever.

        Raises:
            PlatformError: permanent for a refused token, else Slack can't be reached.
        """
        client = web_client(self._settings)
        try:
            answer = await client.apps_connections_open(app_token=self._settings.app_token)
        except CALL_ERRORS as error:
            raise platform_error(error, "slack.app_token") from error
        return str(answer["url"])

    async def open(self) -> None:
        """Connect and wait for Slack's hello.

        Raises:
            PlatformError: as `address`, or the connection does not come about.
        """
        url = await self.address()
        await self.close()
        pauses = self._settings.pauses
        self._hello = asyncio.Event()
        handler = AsyncSocketModeHandler(
            self._bolt,
            self._settings.app_token,
            web_client=web_client(self._settings),
            ping_interval=pauses.ping,
        )
        handler.client.proxy = proxy_for(self._settings.base_url)
        handler.client.wss_uri = url
        handler.client.message_listeners.append(self._note)
        self._handler = handler
        connect: Callable[[], Awaitable[None]] = handler.connect_async
        try:
            async with asyncio.timeout(pauses.connect):
                await connect()
                await self._hello.wait()
        except TimeoutError as error:
            await self.close()
            raise PlatformError("Slack's socket gives no hello.", permanent=False) from error

    async def close(self) -> None:
        handler, self._handler = self._handler, None
        if handler:
            await _shut(handler)

    @property
    def alive(self) -> bool:
        client = self._handler.client if self._handler else None
        if client is None or client.closed or client.stale or not self._hello.is_set():
            return False
        return client.current_session is not None and not client.current_session.closed

    @property
    def last_contact(self) -> datetime | None:
        """The last message or the last answer to a ping, whatever is later."""
        pong = self._handler.client.last_ping_pong_time if self._handler else None
        if pong is None or not self._hello.is_set():
            return self._heard
        answered = datetime.fromtimestamp(pong, UTC)
        return max(answered, self._heard) if self._heard else answered

    async def _note(self, _client: object, message: dict[str, Any], _raw: str | None) -> None:
        self._heard = datetime.now(UTC)
        if message.get("type") == "hello":
            self._hello.set()


async def _shut(handler: AsyncSocketModeHandler) -> None:
    """Close politely; a deaf peer never answers the closing, so it is cut off."""
    close: Callable[[], Awaitable[None]] = handler.close_async
    with suppress(*CALL_ERRORS):
        async with asyncio.timeout(POLITE_SECONDS):
            return await close()
    client = handler.client
    for task in (client.message_processor, client.current_session_monitor, client.message_receiver):
        if task:
            task.cancel()
    await client.aiohttp_client_session.close()
    return None
