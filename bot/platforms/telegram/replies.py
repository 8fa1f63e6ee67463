"""Send parts: a new message, a message edited in place, an answer to a person."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from telegram import Bot, Message, MessageEntity
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, TelegramError

from bot.errors import ChatMoved, DeliveryError
from bot.model import Address, Part, Receipt
from bot.platforms import Line
from bot.platforms.answering import in_line
from bot.platforms.telegram.calls import UNREADABLE, call
from bot.platforms.telegram.errors import NOT_MODIFIED, told, translated

log = logging.getLogger(__name__)
NO_PREVIEW = {"is_disabled": True}
CAN_NOT_EDIT = ("message to edit not found", "can't be edited", "message_id_invalid")
LOOKS = {MessageEntity.BOLD, MessageEntity.ITALIC, MessageEntity.TEXT_LINK}
TRIES = 4
LONGEST_WAIT = 30.0  # seconds that an answer to a person may wait

Moved = Callable[[Address, Address], Awaitable[None]]


async def send_part(bot: Bot, address: Address, part: Part, read: float = 20) -> Receipt:
    """One call, whose answer may take `read` seconds.

    Raises:
        DeliveryError, ChatMoved: and nothing else.
    """
    place = {
        "chat_id": _chat_id(address),
        "message_thread_id": address.thread,
        "disable_notification": part.payload.get("silent"),
    }
    try:
        sent = await call(bot, "sendMessage", {**place, **_arguments(part)}, read)
        return Receipt(message_id=str(sent["message_id"]))
    except (TelegramError, *UNREADABLE) as error:
        raise translated(error, address) from error


async def edit_part(bot: Bot, address: Address, message: int, part: Part) -> Receipt | None:
    """Put the part in the place of a message; None where that message can't be edited any more.

    Raises:
        DeliveryError, ChatMoved: and nothing else.
    """
    try:
        place = {"chat_id": _chat_id(address), "message_id": message}
        await call(bot, "editMessageText", {**place, **_arguments(part)})
    except BadRequest as error:
        text = str(error).lower()
        if any(sign in text for sign in CAN_NOT_EDIT):
            return None
        if NOT_MODIFIED not in text:
            raise translated(error, address) from error
    except (TelegramError, *UNREADABLE) as error:
        raise translated(error, address) from error
    return Receipt(message_id=str(message))


def _chat_id(address: Address) -> int | str:
    return address.native_id if address.native_id.startswith("@") else int(address.native_id)


def _arguments(part: Part) -> dict[str, Any]:
    """A part with an empty payload is its plain text."""
    markup = part.payload.get("html")
    return {
        "text": markup or part.text,
        "parse_mode": ParseMode.HTML if markup else None,
        "link_preview_options": NO_PREVIEW,
        "reply_markup": _keyboard(part.payload.get("buttons")),
    }


def _keyboard(rows: Sequence[Sequence[Any]] | None) -> dict[str, Any] | None:
    if not rows:
        return None
    keys = [
        [{"text": button["text"], "callback_data": button["data"]} for button in row]
        for row in rows
    ]
    return {"inline_keyboard": keys}


class Answers:
    """Sends the parts of one reply in order. Unlike a delivery, nothing is kept: what can't be
    delivered now is logged, and the person asks again. They wait in `line`, if there is one."""

    def __init__(self, bot: Bot, moved: Moved) -> None:
        self.line: Line | None = None
        self._bot = bot
        self._moved = moved

    async def give(self, address: Address, parts: Sequence[Part], in_place: int | None) -> None:
        """With `in_place`, the first part takes the place of that message."""
        for part in parts:
            try:
                address = await self._persist(address, part, in_place)
            except DeliveryError as error:
                log.warning("An answer to %s was not delivered: %s", address.native_id, error)
                return
            in_place = None

    async def _persist(self, address: Address, part: Part, in_place: int | None) -> Address:
        """Try again while it is certain that nothing arrived; returns where the chat is now."""
        for tried in range(1, TRIES + 1):
            try:
                await self._once(address, part, in_place)
                return address
            except ChatMoved as move:
                await self._moved(address, move.new_address)
                address, in_place = move.new_address, None
            except DeliveryError as error:
                wait = error.retry_after if error.retry_after is not None else float(tried)
                if error.markup and part.payload.get("html"):
                    log.error("Telegram refused our markup, sending plain text: %s", error)
                    part = Part(text=part.text, payload={})
                elif error.permanent or error.unknown or wait > LONGEST_WAIT or tried == TRIES:
                    raise
                else:
                    await asyncio.sleep(wait)
        raise DeliveryError(f"Given up after {TRIES} tries.")

    async def _once(self, address: Address, part: Part, in_place: int | None) -> None:
        chat = address.native_id
        group = chat.startswith(("-", "@"))
        if in_place is not None:
            edit = partial(edit_part, self._bot, address, in_place, part)
            if await in_line(self.line, chat, edit, group=group):
                return
        await in_line(self.line, chat, partial(send_part, self._bot, address, part), group=group)


async def show_typing(bot: Bot, address: Address, after: float) -> None:
    """Show that we work on it, again and again until cancelled; Telegram shows it for 5 s."""
    await asyncio.sleep(after)
    while True:
        try:
            await bot.send_chat_action(
                _chat_id(address),
                ChatAction.TYPING,
                message_thread_id=int(address.thread) if address.thread else None,
            )
        except TelegramError as error:
            log.debug("No typing sign: %s", told(error))
        await asyncio.sleep(4.5)


def replaceable(message: object) -> bool:
    """Whether any answer may take the place of the message: a menu may be replaced, a digest (the
    only thing with looks) stays readable."""
    looks = {entity.type for entity in message.entities} if isinstance(message, Message) else LOOKS
    return not LOOKS & looks
