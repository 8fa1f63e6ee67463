"""Slack: listens, sends, and says how it is."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from slack_bolt.authorization import AuthorizeResult

from bot.errors import PlatformError
from bot.model import (
    Address,
    Content,
    Limits,
    Part,
    Place,
    PlatformHealth,
    Receipt,
)
from bot.platforms import Handle, Line, Rights
from bot.platforms.clocks import read_date
from bot.platforms.slack.amending import amended, edit
from bot.platforms.slack.calls import find, post, web_client
from bot.platforms.slack.conversation import Conversation
from bot.platforms.slack.ears import build_bolt
from bot.platforms.slack.errors import CALL_ERRORS, platform_error
from bot.platforms.slack.http import Doors
from bot.platforms.slack.incoming import NAME
from bot.platforms.slack.link import Link
from bot.platforms.slack.people import People
from bot.platforms.slack.places import find_place
from bot.platforms.slack.render import render
from bot.platforms.slack.rights import rights_of
from bot.platforms.slack.settings import SlackSettings

CLOCKS_APART = timedelta(minutes=5)  # Slack's clock names messages, ours says since when
UNINSTALLED = "The app was removed from the workspace: install it again and set its new token."

log = logging.getLogger(__name__)


class SlackPlatform:
    """The contract of `bot.platforms.Platform` over Bolt, by Socket Mode or HTTP."""

    name = NAME
    limits = Limits(chat_interval=1.0)
    can_find_sent = True
    can_be_silent = False  # each reader decides
    takes_locations = False
    is_workspace = True

    def __init__(self, settings: SlackSettings) -> None:
        self.line: Line | None = None
        self.server_time: datetime | None = None
        self.rights = Rights()
        self._settings = settings
        self._client = web_client(settings, settings.bot_token)
        self._people = People(self._client, settings.pauses)
        self.conversation = Conversation(self._client, self._people, settings)
        self._us: AuthorizeResult | None = None
        bolt = build_bolt(self, settings)
        self._listener = Doors(bolt, settings) if settings.signing_secret else Link(bolt, settings)
        self._running: asyncio.Task[None] | None = None
        self._problem: str | None = "not started"

    # -- life ------------------------------------------------------------------------------

    async def check(self) -> str:
        """Who we are, such as "@digestbot in Example"; both tokens are tried.

        Raises:
            PlatformError: permanent for a refused token, else Slack can't be reached.
        """
        line = await self._identify()
        await self._listener.address()
        return line

    async def _identify(self) -> str:
        try:
            answer = await self._client.auth_test()
        except CALL_ERRORS as error:
            raise platform_error(error, "slack.bot_token") from error
        self._us = AuthorizeResult.from_auth_test_response(
            bot_token=self._settings.bot_token, auth_test_response=answer
        )
        self.server_time = read_date(answer.headers.get("Date"))
        self.rights = rights_of(answer.headers)
        return f"@{answer.get('user')} in {answer.get('team')}"

    async def start(self, handle: Handle) -> None:
        """Begin to listen. A Slack that can't be reached is tried again in the background.

        Raises:
            PlatformError: permanent: a token is refused.
        """
        self.conversation.open(handle, self.line)
        try:
            await self._connect()
        except PlatformError as error:
            if error.permanent:
                raise
            log.warning("%s", error)
        self._running = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Stop listening and finish the replies in hand."""
        if self._running:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running
            self._running = None
        await self._listener.close()
        await self.conversation.close()
        self._problem = "stopped"

    async def _connect(self) -> None:
        try:
            if self._us is None:
                await self._identify()
            await self._listener.open()
        except PlatformError as error:
            self._problem = str(error)
            raise
        self._problem = None

    async def _watch(self) -> None:
        """Connect until it works; later replace a connection that died or went deaf."""
        pauses, pause, dead = self._settings.pauses, self._settings.pauses.retry, 0.0
        while True:
            waiting = pause if self._problem else pauses.watch
            await asyncio.sleep(waiting)
            contact = self._listener.last_contact
            silent = contact and self._settings.clock() - contact > timedelta(seconds=pauses.deaf)
            if self._problem is None and self._listener.alive and not silent:
                dead, pause = 0.0, pauses.retry
                continue
            dead += waiting
            if self._problem is None and not silent and dead < pauses.deaf:
                continue  # the library reconnects by itself
            try:
                await self._connect()
                dead, pause = 0.0, pauses.retry
            except PlatformError as error:
                log.warning("%s", error)
                pause = min(pauses.longest_retry, pause * 2)

    # -- the contract ----------------------------------------------------------------------

    def render(self, content: Content) -> Sequence[Part]:
        return render(content)

    async def send(self, address: Address, part: Part, key: str) -> Receipt:
        """One message, with the key in its metadata so that `find_sent` finds it.

        Raises:
            DeliveryError: and nothing else.
        """
        return Receipt(message_id=await post(self._client, address, part, key))

    async def find_sent(self, address: Address, key: str, since: datetime) -> Receipt | None:
        """Look through the channel's history.

        Raises:
            DeliveryError: it can't be read.
        """
        oldest = (since - CLOCKS_APART).timestamp()
        found = await find(self._client, address, key, oldest)
        return Receipt(message_id=found) if found else None

    async def edit(self, address: Address, message_id: str, part: Part) -> bool:
        """
        Raises:
            DeliveryError: and nothing else.
        """
        return await edit(self._client, address, message_id, part)

    def amended(self, part: Part, line: str) -> Part | None:
        return amended(part, line)

    async def is_admin(self, address: Address, person: str) -> bool:
        return await self._people.is_admin(address, person)

    async def find_place(self, name: str) -> Place | None:
        return await find_place(self._client, name)

    def health(self) -> PlatformHealth:
        running = self._running is not None and not self._running.done()
        return PlatformHealth(
            connected=running and self._problem is None and self._listener.alive,
            last_contact=self._listener.last_contact,
            problem=self._problem,
        )

    # -- what Bolt calls -------------------------------------------------------------------

    async def authorize(self) -> AuthorizeResult | None:
        """Who Bolt acts as; asked once at the start, not again at somebody's first command."""
        return self._us

    @property
    def us(self) -> str:
        return str(self._us.bot_user_id or self._us.user_id or "") if self._us else ""

    def now(self) -> datetime:
        return self._settings.clock()

    def uninstalled(self) -> None:
        self._problem = UNINSTALLED
        log.error(UNINSTALLED)
