"""Give the answer to where the question came from."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How one part is given: to the asker alone, in place of a message, as which part."""

    private: bool
    edits: bool
    number: int


class Answers:
    """A slash command and a button bring a response_url: it reaches even where the bot is no
    member, and has limits of its own. Everything else is posted, in `line` if there is one."""

    def __init__(self, client: AsyncWebClient, settings: SlackSettings) -> None:
        self.line: Line | None = None
        self._client = client
        self._settings = settings

    async def give(self, asked: Asked, parts: Sequence[Part], private: bool, place: bool) -> None:
        """`place`: the first part takes the place of the message whose button was pressed. One
        that a whole channel reads stays as it is: the presser alone gets an answer below it."""
        alone = asked.command.chat_kind is ChatKind.PRIVATE
        private = private or asked.private or (place and not alone)
        edits = asked.pressed and ((asked.ephemeral and private) or (place and alone))
        for number, part in enumerate(parts):
            try:
                manner = Manner(private=private, edits=edits and number == 0, number=number)
                await self._patiently(asked, part, manner)
            except DeliveryError as error:
                log.warning("An answer on Slack was not delivered: %s", error)
                return

    async def _patiently(self, asked: Asked, part: Part, manner: Manner) -> None:
        """Wait where Slack says so: then nothing was posted, and asking again is safe."""
        for attempt in range(ATTEMPTS):
            try:
                return await self._once(asked, part, manner)
            except DeliveryError as error:
                wait = error.retry_after
                if wait is None or wait > LONGEST_WAIT or attempt == ATTEMPTS - 1:
                    raise
                await asyncio.sleep(wait)
        return None

    async def _once(self, asked: Asked, part: Part, manner: Manner) -> None:
        here = manner.edits or (not asked.thread and manner.number < BY_RESPONSE)
        if asked.response_url and here and await self._respond(asked, part, manner):
            return
        address = asked.command.address
        if manner.private and asked.command.chat_kind is not ChatKind.PRIVATE:
            await in_line(self.line, address.native_id, partial(self._whisper, asked, part))
        else:
            place = Address(address.platform, address.native_id, asked.thread)
            request = partial(post, self._client, place, part)
            await in_line(self.line, address.native_id, request)

    async def _respond(self, asked: Asked, part: Part, manner: Manner) -> bool:
        """True when Slack took it; a used or expired URL is a certain no."""
        seen_by_all = not manner.private or (manner.edits and not asked.ephemeral)
        body = {
            **message(part),
            "response_type": "in_channel" if seen_by_all else "ephemeral",
            "replace_original": manner.edits,
        }
        try:
            answer = await webhook(self._settings, asked.response_url).send_dict(body)
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
