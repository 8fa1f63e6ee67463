"""Channels by what people call them: a name, an id, a link, a link to a message of a thread."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.model import Address, ChatKind, Place
from bot.platforms.slack.errors import CALL_ERRORS
from bot.platforms.slack.incoming import NAME, kind_of

LINK = re.compile(
    r"https?://\S+/archives/(?P<id>[CG]\w+)(?:/p(?P<seconds>\d{10})(?P<micro>\d{6}))?\S*"
)
PAGES = 20
A_PAGE = 200


async def find_place(client: AsyncWebClient, name: str) -> Place | None:
    """The channel, and the thread where a link names a message: digests go below it then."""
    wanted = name.strip()
    link = LINK.fullmatch(wanted)
    thread = f"{link['seconds']}.{link['micro']}" if link and link["seconds"] else None
    channel_id = link["id"] if link else wanted.lstrip("#")
    try:
        if re.fullmatch("[CG][A-Z0-9]{6,}", channel_id):
            found = (await client.conversations_info(channel=channel_id)).get("channel")
        else:
            found = await _by_name(client, channel_id.casefold())
    except CALL_ERRORS:
        return None
    if not isinstance(found, Mapping) or found.get("is_im") or found.get("is_archived"):
        return None
    number = str(found["id"])
    kind = ChatKind.GROUP if found.get("is_private") else kind_of(number)
    return Place(
        address=Address(NAME, number, thread), kind=kind, title=str(found.get("name") or "")
    )


async def _by_name(client: AsyncWebClient, name: str) -> Any:
    cursor = ""
    for _ in range(PAGES):
        answer = await client.conversations_list(
            types="public_channel,private_channel",
            exclude_archived=True,
            limit=A_PAGE,
            cursor=cursor,
        )
        for channel in answer.get("channels") or []:
            if channel.get("name") == name:
                return channel
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    return None
