"""The App Home: the person's settings, published anew whenever they look or press."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot.model import Part
from bot.platforms.slack.errors import CALL_ERRORS, delivery_error
from bot.platforms.slack.pages import Block

MOST = 100  # blocks of a home view

log = logging.getLogger(__name__)


def view(parts: Sequence[Part]) -> Block:
    blocks = [block for part in parts for block in part.payload["blocks"]]
    title = {"type": "plain_text", "text": "Your digests", "emoji": False}
    return {"type": "home", "blocks": [{"type": "header", "text": title}, *blocks][:MOST]}


async def publish(client: AsyncWebClient, user: str, parts: Sequence[Part]) -> None:
    try:
        await client.views_publish(user_id=user, view=view(parts))
    except CALL_ERRORS as error:
        log.warning("The App Home was not shown: %s", delivery_error(error))
