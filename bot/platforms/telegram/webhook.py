"""Let Telegram call us, where a public HTTPS address leads to this process.

Every call must carry the secret that Telegram was told with the address; anyone else gets a 403.
A call is answered once its command had a moment to finish, so what a crash leaves comes again.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from aiohttp import web
from telegram import Bot, Update
from telegram.error import InvalidToken, TelegramError

from bot.platforms.telegram.calls import UNREADABLE
from bot.platforms.telegram.errors import REFUSED, told
from bot.platforms.telegram.incoming import KINDS
from bot.platforms.telegram.settings import TelegramSettings

log = logging.getLogger(__name__)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
LONGEST_CALL = 2**20  # bytes
LOOK_AGAIN = 60.0  # seconds between questions how the webhook fares

Take = Callable[[Sequence[Update]], Awaitable[None]]


class Webhook:
    """Like `Poller`, from the outside. `webhook_listen` port 0 means any free one; `port` is the
    one that was taken."""

    def __init__(self, bot: Bot, settings: TelegramSettings) -> None:
        self._bot = bot
        self._settings = settings
        self._secret = settings.webhook_secret or secrets.token_urlsafe(32)
        self.last_contact: datetime | None = None
        self.problem: str | None = None
        self.refused = asyncio.Event()
        self.polled = asyncio.Event()
        self.port = 0

    async def run(self, take: Take) -> None:
        """Until cancelled. The address stays told: what comes meanwhile waits at Telegram."""
        runner = await self._serve(take)
        pause = self._settings.pauses.retry
        try:
            while True:
                if await self._tell():
                    pause = LOOK_AGAIN
                else:
                    pause = min(self._settings.pauses.longest_retry, pause * 2)
                self.polled.set()
                await asyncio.sleep(pause)
        finally:
            await runner.cleanup()

    async def confirm(self) -> None:
        """Nothing to do: each call was confirmed by its answer."""

    async def _serve(self, take: Take) -> web.AppRunner:
        async def receive(request: web.Request) -> web.Response:
            given = request.headers.get(SECRET_HEADER, "")
            if not hmac.compare_digest(given.encode(), self._secret.encode()):
                return web.Response(status=403)
            await take(self._read(await request.read()))
            self.last_contact = self._settings.clock()
            return web.Response()

        app = web.Application(client_max_size=LONGEST_CALL)
        app.router.add_post(urlsplit(self._settings.webhook_url or "").path or "/", receive)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        host, _, port = self._settings.webhook_listen.rpartition(":")
        await web.TCPSite(runner, host or "127.0.0.1", int(port)).start()
        self.port = runner.addresses[0][1]
        return runner

    def _read(self, body: bytes) -> list[Update]:
        """What can't be read is passed over: refused, it would come again for a day."""
        try:
            update = Update.de_json(json.loads(body), self._bot)
            return [update] if update else []
        except UNREADABLE as error:
            log.warning("An update was passed over, for it can't be read: %r", error)
            return []

    async def _tell(self) -> bool:
        """Tell Telegram the address, unless it knows; False: try again soon."""
        url = str(self._settings.webhook_url).replace(":0/", f":{self.port}/")
        try:
            if not self.polled.is_set() or self.problem:
                await self._bot.set_webhook(url, allowed_updates=KINDS, secret_token=self._secret)
            info = await self._bot.get_webhook_info()
        except InvalidToken:
            self.problem = REFUSED
        except TelegramError as error:
            self.problem = f"Telegram can't be reached: {told(error)}"
        else:
            self.last_contact = self._settings.clock()
            known = info.url == url
            self.problem = None if known else "Another process took the webhook away."
        return self.problem is None
