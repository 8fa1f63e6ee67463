"""Give the answer to where the question came from."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import DeliveryError
from bot.model import Address, ChatKind, Part
from bot.platforms import Line
from bot.platforms.answering import in_line
from bot.platforms.slack.calls import message, post, webhook
from bot.platforms.slack.errors import CALL_ERRORS, delivery_error
from bot.platforms.slack.incoming import Asked
from bot.platforms.slack.settings import SlackSettings

BY_RESPONSE = 4  # of the five uses of a response_url
LONGEST_WAIT = 60.0
ATTEMPTS = 4

log = logging.getLogger(__name__)


class Answers:
    """A slash command and a button bring a response_url: it reaches even where the bot is no
    member, and has limits of its own. Everything else is posted, in `line` if there is one."""

    def __init__(self, client: AsyncWebClient, settings: SlackSettings) -> None:
        self.line: Line | None = None
        self._client = client
        self._settings = settings

    async def give(self, asked: Asked, parts: Sequence[Part], private: bool) -> None:
        for number, part in enumerate(parts):
            try:
                await self._patiently(asked, part, private or asked.private, number)
            except DeliveryError as error:
                log.warning("An answer on Slack was not delivered: %s", error)
                return

    async def _patiently(self, asked: Asked, part: Part, private: bool, number: int) -> None:
        """Wait where Slack says so: then nothing was posted, and asking again is safe."""
        for attempt in range(ATTEMPTS):
            try:
                return await self._once(asked, part, private, number)
            except DeliveryError as error:
                wait = error.retry_after
                if wait is None or wait > LONGEST_WAIT or attempt == ATTEMPTS - 1:
                    raise
                await asyncio.sleep(wait)
        return None

    async def _once(self, asked: Asked, part: Part, private: bool, number: int) -> None:
        if asked.response_url and not asked.thread and number < BY_RESPONSE:
            replace = asked.replace and private and number == 0
            if await self._respond(asked.response_url, part, private, replace):
                return
        address = asked.command.address
        if private and asked.command.chat_kind is not ChatKind.PRIVATE:
            await in_line(self.line, address.native_id, partial(self._whisper, asked, part))
        else:
            place = Address(address.platform, address.native_id, asked.thread)
            request = partial(post, self._client, place, part)
            await in_line(self.line, address.native_id, request)

    async def _respond(self, url: str, part: Part, private: bool, replace: bool) -> bool:
        """True when Slack took it; a used or expired URL is a certain no."""
        body = {
            **message(part),
            "response_type": "ephemeral" if private else "in_channel",
            "replace_original": replace,
        }
        try:
            answer = await webhook(self._settings, url).send_dict(body)
        except CALL_ERRORS as error:
            raise delivery_error(error) from error
        if answer.status_code == 429:
            wait = answer.headers.get("Retry-After") or "1"
            raise DeliveryError("Slack asks to wait.", retry_after=float(wait))
        if answer.status_code >= 500:
            raise DeliveryError("Slack gave no clear answer.", unknown=True)
        return answer.status_code < 400

    async def _whisper(self, asked: Asked, part: Part) -> None:
        try:
            await self._client.chat_postEphemeral(
                channel=asked.command.address.native_id,
                user=asked.command.person.id,
                thread_ts=asked.thread,
                **message(part),
            )
        except CALL_ERRORS as error:
            raise delivery_error(error) from error
