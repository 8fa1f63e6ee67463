"""Groups and channels by what people call them: a name, an id, a link, a link to a topic."""

from __future__ import annotations

import logging
import re

from telegram import Bot, Chat
from telegram.error import TelegramError

from bot.model import Address, ChatKind, Place
from bot.platforms.telegram.calls import UNREADABLE, call
from bot.platforms.telegram.errors import told
from bot.platforms.telegram.incoming import NAME

log = logging.getLogger(__name__)

KINDS = {
    Chat.GROUP: ChatKind.GROUP,
    Chat.SUPERGROUP: ChatKind.GROUP,
    Chat.CHANNEL: ChatKind.CHANNEL,
}
LINK = re.compile(
    r"(?:https?://)?(?:t|telegram)\.me/(?:c/(?P<id>\d{5,13})|(?P<name>\w{4,32}))(?:/(?P<topic>\d{1,9}))?"
    r"(?:/\d+)?/?(?:\?.*)?",
    re.ASCII,
)
PRIVATE = "-100"  # stands before the number in a private link


async def find_place(bot: Bot, name: str) -> Place | None:
    """The place, and its topic where a link names one and it is a forum."""
    wanted, topic = read_place(name)
    if not wanted:
        return None
    try:
        chat = await call(bot, "getChat", {"chat_id": wanted})
        kind, number = KINDS.get(chat["type"]), str(chat["id"])
    except (TelegramError, *UNREADABLE) as error:
        log.info("Telegram does not know %r: %s", name[:80], told(error))
        return None
    if kind is None:
        return None
    thread = topic if chat.get("is_forum") else None
    return Place(
        address=Address(NAME, number, thread), kind=kind, title=str(chat.get("title") or "")
    )


def read_place(text: str) -> tuple[str, str | None]:
    """What getChat takes, and the number of a topic: `@name`, `-100123`, `t.me/name/17`.

    Topic 1 is the forum itself.
    """
    text = text.strip()
    if re.fullmatch(r"@\w{4,32}", text, re.ASCII) or re.fullmatch(r"-\d{1,15}", text, re.ASCII):
        return text, None
    found = LINK.fullmatch(text)
    if not found:
        return "", None
    topic = found["topic"] if found["topic"] not in (None, "1") else None
    return (f"{PRIVATE}{found['id']}" if found["id"] else f"@{found['name']}"), topic
