"""Who may change what a group or channel gets: asked live, remembered for moments."""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot, ChatMember
from telegram.error import TelegramError

from bot.model import Address
from bot.platforms.telegram.errors import told

log = logging.getLogger(__name__)
MOST = 5_000


class Admins:
    """`seconds` is how long an answer holds."""

    def __init__(self, bot: Bot, seconds: float) -> None:
        self._bot = bot
        self._seconds = seconds
        self._known: dict[tuple[str, str], tuple[float, bool]] = {}

    async def holds(self, address: Address, person: str) -> bool:
        """True for admins, for the chat itself (an anonymous admin, the author of a channel post)
        and for everybody in their own private chat. Without an answer from Telegram: False."""
        if person == address.native_id:
            return True
        if not person.isdecimal():
            return False  # another channel that speaks in this group
        key, now = (address.native_id, person), asyncio.get_running_loop().time()
        until, known = self._known.get(key, (0.0, False))
        if now < until:
            return known
        try:
            member = await self._bot.get_chat_member(int(address.native_id), int(person))
        except TelegramError as error:
            log.warning("Telegram does not say who is an admin: %s", told(error))
            return False
        if len(self._known) >= MOST:
            self._known.clear()
        admin = member.status in {ChatMember.ADMINISTRATOR, ChatMember.OWNER}
        self._known[key] = (now + self._seconds, admin)
        return admin
