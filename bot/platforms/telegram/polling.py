"""Ask Telegram for updates, for as long as the bot lives.

A loop of our own over `Bot.get_updates`, because the library's ends silently with a revoked token,
confirms a batch before anyone looked at it, and logs a traceback for each cut connection. Here a
batch is confirmed by the next call, after its commands had a moment to finish: what a crash
leaves unconfirmed comes again, and the desk knows what it has seen.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.platforms.telegram.calls import UNREADABLE, get_updates
from bot.platforms.telegram.errors import REFUSED, told, wait_of
from bot.platforms.telegram.incoming import KINDS
from bot.platforms.telegram.settings import TelegramSettings

log = logging.getLogger(__name__)
LATE = 10.0  # seconds that the answer to a long poll may be late
OTHER_PROCESS = (
    "Another process uses this Telegram token. Stop the other bot, or get a token of its own "
    "for this one from @BotFather."
)
Take = Callable[[Sequence[Update]], Awaitable[None]]


class Poller:
    """`problem` is None while all is well; `refused` is set when only a person can help."""

    def __init__(self, bot: Bot, settings: TelegramSettings) -> None:
        self._bot = bot
        self._settings = settings
        self._offset = 0
        self._started: float | None = None
        self._pause = settings.pauses.retry
        self.last_contact: datetime | None = None
        self.problem: str | None = None
        self.refused = asyncio.Event()
        self.polled = asyncio.Event()

    async def run(self, take: Take) -> None:
        """Until cancelled, or until another process proves to hold the token."""
        self._started = asyncio.get_running_loop().time()
        while not self.refused.is_set():
            try:
                # The first call is short, so that the start knows soon whether all is well.
                seconds = self._settings.pauses.poll if self.polled.is_set() else 0
                updates, offset = await self._get(seconds)
            except (TelegramError, *UNREADABLE) as error:
                await self._failed(error)
            else:
                self._succeeded()
                self._offset = offset  # Telegram learns it from the next call, after the work
                if updates:
                    await take(updates)

    async def confirm(self) -> None:
        """Tell Telegram what was handled, so that it does not come again after a restart."""
        if self._offset and not self.refused.is_set():
            try:
                await self._get(0)
            except (TelegramError, *UNREADABLE) as error:
                log.info("The last updates were not confirmed: %s", told(error))

    async def _get(self, seconds: float) -> tuple[list[Update], int]:
        return await get_updates(self._bot, self._offset, int(seconds), LATE, KINDS)

    def _succeeded(self) -> None:
        if self.problem:
            log.info("Telegram answers again.")
        self.problem = None
        self._pause = self._settings.pauses.retry
        self.last_contact = self._settings.clock()
        self.polled.set()

    async def _failed(self, error: Exception) -> None:
        pauses = self._settings.pauses
        wait = self._pause
        if isinstance(error, Conflict) and "webhook" in str(error).lower():
            await self._drop_webhook()
        elif isinstance(error, Conflict):
            wait = pauses.retry  # insist: the one that came later gives up
            if self._new():
                self.refused.set()
            self._say(OTHER_PROCESS)
        elif isinstance(error, InvalidToken) and error.__cause__ is None:
            wait = pauses.longest_retry
            self._say(REFUSED)
        else:
            if isinstance(error, RetryAfter):
                wait = max(wait, wait_of(error))
            self._say(f"Telegram can't be reached: {told(error)}")
            self._pause = min(pauses.longest_retry, self._pause * 2)
        self.polled.set()
        if not self.refused.is_set():
            await asyncio.sleep(wait)

    async def _drop_webhook(self) -> None:
        """Left over from a time with a webhook; what waits there is kept and comes by polling."""
        try:
            await self._bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:
            self._say(f"Telegram can't be reached: {told(error)}")

    def _new(self) -> bool:
        started = self._started or 0
        return asyncio.get_running_loop().time() - started < self._settings.pauses.probation

    def _say(self, problem: str) -> None:
        """Log a problem once, not with each try."""
        if problem != self.problem:
            log.warning("%s", problem)
        self.problem = problem
