"""Listening to a platform that only one process may listen to, for as long as it has the seat."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from bot.app.platforms import secrets_of
from bot.config import Config
from bot.errors import PlatformError
from bot.platforms import ForOneProcess, Platform

if TYPE_CHECKING:
    from bot.app.ticks import RunningBot

log = logging.getLogger(__name__)


def is_called(config: Config, platform: str) -> bool:
    """Whether the platform calls us over HTTP: then any number of processes may answer."""
    if platform == "slack":
        return "slack.signing_secret" in secrets_of(config)
    return platform == "telegram" and config.telegram.webhook_url is not None


class Listener:
    """`start` and `stop` are the moves of a seat; `refused` is called when a bot outside of the
    cluster proves to hold the token.
    """

    refused: Callable[[], Awaitable[None]]

    def __init__(self, platform: Platform, bot: RunningBot) -> None:
        self._platform = platform
        self._bot = bot
        self._guard: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._bot.listening[self._platform.name] = self._platform
        try:
            await self._platform.start(self._bot.desk.handle)
        except PlatformError as error:  # health says so, and the owner is told
            log.error("%s", error)
        if isinstance(self._platform, ForOneProcess):
            self._guard = asyncio.create_task(self._wait_for_refusal(self._platform))

    async def stop(self) -> None:
        if self._guard is not None and self._guard is not asyncio.current_task():
            self._guard.cancel()
        self._guard = None
        self._bot.listening.pop(self._platform.name, None)
        await self._platform.stop()

    async def _wait_for_refusal(self, platform: ForOneProcess) -> None:
        log.error("%s", await platform.refused())
        await self.refused()
