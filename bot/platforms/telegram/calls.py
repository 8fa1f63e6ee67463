"""The calls that must not fail over an answer that is newer or odder than the library.

`Bot.send_message` and `Bot.get_updates` build objects of everything that Telegram says, and raise
a TypeError where a field is missing: a sent message would seem unsent, one update would take its
whole batch along. So the answers are read here, as far as we need them.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from telegram import Bot, Update

log = logging.getLogger(__name__)
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)


async def call(bot: Bot, method: str, arguments: Mapping[str, Any], read: float = 20) -> Any:
    """The answer's `result` as it came.

    Raises:
        TelegramError: refused, or no clear answer.
        UNREADABLE: an answer without a result.
    """
    return await bot._post(method, dict(arguments), read_timeout=read)


async def get_updates(
    bot: Bot, offset: int, seconds: int, late: float, kinds: Sequence[str]
) -> tuple[list[Update], int]:
    """The updates that can be read, and the offset that confirms them all. `late` is how many
    seconds the answer may take beyond the `seconds` that Telegram waits for news."""
    arguments = {"offset": offset or None, "timeout": seconds, "allowed_updates": list(kinds)}
    raw = await call(bot, "getUpdates", arguments, read=seconds + late)
    found = []
    for update in raw:
        offset = max(offset, update["update_id"] + 1)
        try:
            found.append(Update.de_json(update, bot))
        except UNREADABLE as error:
            log.warning("An update was passed over, for it can't be read: %r", error)
    return found, offset
