"""Telegram: listens, sends, and says how it is."""

from __future__ import annotations

import asyncio
import logging
import warnings
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.warnings import PTBDeprecationWarning

from bot.errors import PlatformError
from bot.model import Address, Content, Limits, Part, Place, PlatformHealth, Receipt
from bot.platforms import Handle, Line, Rights
from bot.platforms.clocks import read_date
from bot.platforms.telegram.admins import Admins
from bot.platforms.telegram.amending import amended
from bot.platforms.telegram.counter import Counter
from bot.platforms.telegram.errors import REFUSED, told
from bot.platforms.telegram.http import AiohttpRequest
from bot.platforms.telegram.incoming import NAME, Us
from bot.platforms.telegram.menu import offer_menus
from bot.platforms.telegram.places import find_place
from bot.platforms.telegram.polling import OTHER_PROCESS, Poller
from bot.platforms.telegram.render import render
from bot.platforms.telegram.replies import edit_part, send_part
from bot.platforms.telegram.rights import rights_of
from bot.platforms.telegram.settings import TelegramSettings
from bot.platforms.telegram.webhook import Webhook

log = logging.getLogger(__name__)
CONNECTIONS = 64
# Library lines at these levels name URLs with the token, or print tracebacks of cut lines.
QUIET = {"httpx": logging.WARNING, "telegram": logging.CRITICAL}


class TelegramPlatform:
    """The contract of `bot.platforms.Platform` over the Bot API."""

    name = NAME
    can_find_sent = False  # a bot can't read the history of a chat
    can_be_silent = True
    takes_locations = True
    is_workspace = False

    def __init__(self, settings: TelegramSettings) -> None:
        self._settings = settings
        self.limits = Limits(per_second=settings.per_second, chat_interval=1.0, group_per_minute=20)
        self.line: Line | None = None
        self._bot = _bot(settings)
        self._admins = Admins(self._bot, settings.pauses.admins)
        self._ready = False
        self._us: Us | None = None
        self.server_time: datetime | None = None
        self.rights = Rights()
        self._listener = (Webhook if settings.webhook_url else Poller)(self._bot, settings)
        self._counter: Counter | None = None
        self._running: asyncio.Task[None] | None = None
        self._problem: str | None = "not started"

    # -- life ------------------------------------------------------------------------------

    async def check(self) -> str:
        """Who we are, such as "@my_bot".

        Raises:
            PlatformError: permanent for a refused token, else Telegram can't be reached.
        """
        await self._open()
        try:
            me = await self._bot.get_me()
        except InvalidToken as error:
            if error.__cause__ is None:
                raise PlatformError(REFUSED, permanent=True) from None
            raise PlatformError(_unreachable(error), permanent=False) from error
        except TelegramError as error:
            raise PlatformError(_unreachable(error), permanent=False) from error
        self._us = Us(str(me.username).lower(), me.id)
        self.server_time = read_date(getattr(self._bot.request, "date", None))
        self.rights = rights_of(me)
        return f"@{me.username}"

    async def start(self, handle: Handle) -> None:
        """Begin to listen. A Telegram that can't be reached is tried again in the background.

        Raises:
            PlatformError: permanent: the token is refused, or the webhook's port is taken.
        """
        try:
            await self.check()
        except PlatformError as error:
            if error.permanent:
                raise
            self._problem = str(error)
            log.warning("%s", error)
        self._running = asyncio.create_task(self._listen(handle))
        self._running.add_done_callback(self._ended)
        if self._us:
            await self._first_contact(self._running)

    async def _first_contact(self, running: asyncio.Task[None]) -> None:
        """The first call is short: what is wrong from the start is known after it."""
        polled = asyncio.create_task(self._listener.polled.wait())
        await asyncio.wait(
            (running, polled),
            timeout=self._settings.pauses.connect,
            return_when=asyncio.FIRST_COMPLETED,
        )
        polled.cancel()
        if running.done() and isinstance(error := running.exception(), OSError):
            place = self._settings.webhook_listen
            raise PlatformError(
                f"Telegram's webhook can't listen on {place} ({error.strerror}); "
                "free that port or choose another one.",
                permanent=True,
            )

    async def stop(self) -> None:
        """Stop listening and finish the replies in hand."""
        if self._running:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None
        counter, self._counter = self._counter, None
        if counter and await counter.finish(self._settings.pauses.stop):
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._listener.confirm()
        if self._ready:
            self._ready = False
            await _close(self._bot)
        self._problem = "stopped"

    async def _open(self) -> None:
        """The HTTP clients only: the library's own start would ask for the bot's name at once."""
        if not self._ready:
            _hush()
            for request in self._bot._request:
                await request.initialize()
            self._ready = True

    async def _listen(self, handle: Handle) -> None:
        pause = self._settings.pauses.retry
        while self._us is None:
            await asyncio.sleep(pause)
            pause = min(self._settings.pauses.longest_retry, pause * 2)
            try:
                await self.check()
            except PlatformError as error:
                self._problem = str(error)
        self._counter = Counter(self._bot, self._us, handle, self.render, self._settings)
        self._counter.answers.line = self.line
        self._problem = None
        menu = asyncio.create_task(offer_menus(self._bot, self._settings))
        try:
            await self._listener.run(self._counter.take)
        finally:
            menu.cancel()

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A listener that ends by itself is a fault that health must show."""
        if task.cancelled():
            return
        error = task.exception()
        if error:
            log.error("Listening to Telegram ended", exc_info=error)
        self._problem = "Listening ended." if error else OTHER_PROCESS

    # -- the contract ----------------------------------------------------------------------

    def render(self, content: Content) -> Sequence[Part]:
        return render(content)

    async def send(self, address: Address, part: Part, key: str) -> Receipt:
        """One call, no retry. Telegram has no use for the key.

        Raises:
            DeliveryError, ChatMoved: and nothing else.
        """
        await self._open()
        return await send_part(self._bot, address, part, self._settings.pauses.call)

    async def find_sent(self, address: Address, key: str, since: datetime) -> Receipt | None:
        return None

    async def edit(self, address: Address, message_id: str, part: Part) -> bool:
        """
        Raises:
            DeliveryError, ChatMoved: and nothing else.
        """
        await self._open()
        return await edit_part(self._bot, address, int(message_id), part) is not None

    def amended(self, part: Part, line: str) -> Part | None:
        return amended(part, line)

    async def is_admin(self, address: Address, person: str) -> bool:
        return await self._admins.holds(address, person)

    async def find_place(self, name: str) -> Place | None:
        await self._open()
        return await find_place(self._bot, name)

    def health(self) -> PlatformHealth:
        problem = self._problem or self._listener.problem
        running = self._running is not None and not self._running.done()
        contact = self._listener.last_contact
        return PlatformHealth(
            connected=running and problem is None and contact is not None,
            last_contact=contact,
            problem=problem,
            details={"bot": f"@{self._us.username}"} if self._us else {},
        )

    async def refused(self) -> str:
        """Waits until another process proves to hold the token; returns what to tell."""
        await self._listener.refused.wait()
        return OTHER_PROCESS


def _bot(settings: TelegramSettings) -> Bot:
    pauses = settings.pauses
    return Bot(
        settings.token,
        base_url=settings.base_url,
        base_file_url=settings.base_file_url,
        request=AiohttpRequest(CONNECTIONS, pauses.call, pauses.connect),
        get_updates_request=AiohttpRequest(2, pauses.call, pauses.connect),
    )


def _hush() -> None:
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)
    # Raised by the library about itself, with each answer "too many requests".
    warnings.filterwarnings("ignore", ".*retry_after", PTBDeprecationWarning)


async def _close(bot: Bot) -> None:
    for request in bot._request:
        await request.shutdown()


def _unreachable(error: TelegramError) -> str:
    return f"Telegram can't be reached: {told(error)}"
