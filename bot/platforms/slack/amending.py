"""A message that was sent, with one more line below it."""

from __future__ import annotations

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.model import Address, Part
from bot.platforms.slack.calls import message
from bot.platforms.slack.errors import CALL_ERRORS, code_of, delivery_error
from bot.platforms.slack.mrkdwn import clean, italic, one_line

MOST_BLOCKS = 50
LONGEST = 12_000  # characters of all blocks, as Slack counts them
CAN_NOT_EDIT = ("message_not_found", "cant_update_message", "edit_window_closed", "is_inactive")


def amended(part: Part, line: str) -> Part | None:
    """Pure. Above the buttons; None where the message has no room for it."""
    line = one_line(clean(line))
    text = f"{part.text}\n\n{line}"
    blocks: list[dict[str, Any]] = list(part.payload.get("blocks", ()))
    if not blocks:
        return Part(text=text, payload=part.payload)
    said = {"type": "context", "elements": [{"type": "mrkdwn", "text": italic(line)}]}
    at = len(blocks)
    while at and blocks[at - 1]["type"] == "actions":
        at -= 1
    blocks.insert(at, said)
    if len(blocks) > MOST_BLOCKS or len(str(blocks)) > LONGEST:
        return None
    return Part(text=text, payload={**part.payload, "blocks": blocks})


async def edit(client: AsyncWebClient, address: Address, message_id: str, part: Part) -> bool:
    """False where the message can't be edited any more.

    Raises:
        DeliveryError: and nothing else.
    """
    body = {**message(part), "channel": address.native_id, "ts": message_id}
    try:
        await client.chat_update(**body)
    except CALL_ERRORS as error:
        if code_of(error) in CAN_NOT_EDIT:
            return False
        raise delivery_error(error) from error
    return True
