"""What the library raises, in the words of the delivery desk.

The question behind every line is: can the message be in the chat? Only a connection that never
stood and a clear refusal mean no. Note that BadRequest is a NetworkError in this library.
"""

from __future__ import annotations

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.errors import ChatMoved, DeliveryError
from bot.log import mask
from bot.model import Address
from bot.platforms.telegram.http import NeverLeftError

# Refusals that hold for the chat and not for the text. Lower case, as parts of the answer.
CHAT_IS_GONE = (
    "chat not found",
    "need administrator rights",
    "not enough rights",
    "have no rights to send",
    "message thread not found",
    "topic_closed",
    "topic_deleted",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_admin_required",
    "peer_id_invalid",
    "user_is_blocked",
    "input_user_deactivated",
    "group chat was deactivated",
    "channel_private",
)
MARKUP_REFUSED = ("can't parse entities", "entities_too_long", "entity_bounds_invalid")
NOT_MODIFIED = "message is not modified"
REFUSED = (
    "Telegram refuses the bot's token; get a new one from @BotFather and put it into "
    "telegram.token."
)


def translated(error: Exception, address: Address) -> DeliveryError | ChatMoved:  # noqa: PLR0911
    """The one error that the caller may see."""
    if isinstance(error, ChatMigrated):
        return ChatMoved(Address(address.platform, str(error.new_chat_id)))
    if not isinstance(error, TelegramError) or isinstance(error.__cause__, TelegramError):
        # An answer that is not Telegram's (a proxy's page), or one that makes no sense.
        return DeliveryError(f"Telegram's answer can't be read: {told(error)}", unknown=True)
    if isinstance(error, RetryAfter):
        seconds = wait_of(error)
        return DeliveryError(f"Telegram asks to wait {seconds:.0f} s.", retry_after=seconds)
    if isinstance(error, InvalidToken):
        return DeliveryError(REFUSED, permanent=True, token=True)
    if isinstance(error, Forbidden):
        return DeliveryError(f"Telegram refuses: {told(error)}", permanent=True, gone=True)
    if isinstance(error, BadRequest):
        return _bad_request(error)
    return _network(error)


def _bad_request(error: BadRequest) -> DeliveryError:
    text = str(error).lower()
    return DeliveryError(
        f"Telegram refuses: {told(error)}",
        permanent=True,
        gone=any(sign in text for sign in CHAT_IS_GONE),
        markup=any(sign in text for sign in MARKUP_REFUSED),
    )


def _network(error: TelegramError) -> DeliveryError:
    if isinstance(error, NeverLeftError):
        return DeliveryError(f"Telegram can't be reached: {told(error)}")
    return DeliveryError(f"Telegram did not answer clearly: {told(error)}", unknown=True)


def wait_of(error: RetryAfter) -> float:
    """Seconds. The public attribute warns that it will change its type; this one has it."""
    return float(error._retry_after.total_seconds())


def told(error: Exception) -> str:
    """The error's own text in one line, without a token."""
    if isinstance(error, InvalidToken):
        return REFUSED  # the library's own text names the token
    lines = str(error).splitlines() or [""]
    return mask(lines[0][:200] or type(error).__name__)
