"""Open a form in a window of its own, while Slack lets us."""

from __future__ import annotations

import logging

from slack_sdk.web.async_client import AsyncWebClient

from bot.model import Form
from bot.platforms.slack.errors import CALL_ERRORS, delivery_error
from bot.platforms.slack.incoming import Asked
from bot.platforms.slack.modal import modal

log = logging.getLogger(__name__)


async def open_form(client: AsyncWebClient, asked: Asked, form: Form) -> bool:
    """Whether it was opened: only a press or a slash command lets us, for three seconds."""
    if not asked.trigger_id:
        return False
    command = asked.command
    view = modal(form, command.address, command.chat_kind, home=asked.home)
    try:
        await client.views_open(trigger_id=asked.trigger_id, view=view)
    except CALL_ERRORS as error:
        log.info("A form was not shown: %s", delivery_error(error))
        return False
    return True
