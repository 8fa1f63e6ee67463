"""The App Home: the person's settings and what channels get, published anew whenever they look or
press."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot import say
from bot.model import Part
from bot.platforms.slack.errors import CALL_ERRORS, delivery_error
from bot.platforms.slack.pages import Block

MOST = 100  # blocks of a home view

log = logging.getLogger(__name__)


def view(own: Sequence[Part], channels: Sequence[Part] = ()) -> Block:
    """The person's own settings, and what the channels of the workspace get below them."""
    below = [_header(say.home_of_channels()), *_blocks(channels)] if channels else []
    above = [_header(say.home_of_person()), *_blocks(own)]
    return {"type": "home", "blocks": [*above[: MOST - len(below)], *below][:MOST]}


def _header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": False}}


def _blocks(parts: Sequence[Part]) -> list[Block]:
    return [block for part in parts for block in part.payload["blocks"]]


async def publish(client: AsyncWebClient, user: str, shown: Block) -> None:
    try:
        await client.views_publish(user_id=user, view=shown)
    except CALL_ERRORS as error:
        log.warning("The App Home was not shown: %s", delivery_error(error))
