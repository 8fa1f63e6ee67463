"""Errors of the paper round: one root; each text says in one sentence what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.model import Address


class BotError(Exception):
    """Root of everything that `bot` raises on purpose; `str(error)` is fit for a person."""


class ConfigError(BotError):
    """The configuration can't be used; the text names the key and says how to mend it."""


class CommandError(BotError):
    """A command can't be done as asked; the text is the reply."""


class PlatformError(BotError):
    """A platform can't start. `permanent`: only a person helps (a refused token)."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


class DeliveryError(BotError):
    """One part was not delivered, or nobody knows whether it was.

    Exactly one reading holds:
      * `unknown`: the request left and no clear answer came (time-out, closed, 5xx, broken JSON);
      * `permanent`: refused for good; `gone` says that the chat can't be written to (blocked,
        kicked, archived, rights lost), `token` that the bot itself is refused, `markup` that the
        platform could not read the formatting;
      * neither: certainly not delivered, try again, not before `retry_after` seconds if given.
        `everyone` says that the wait holds for the whole token and not for this chat alone.
    """

    def __init__(  # noqa: PLR0913 - one flag for each thing that the caller decides by
        self,
        message: str,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        unknown: bool = False,
        gone: bool = False,
        token: bool = False,
        markup: bool = False,
        everyone: bool = False,
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after
        self.unknown = unknown
        self.gone = gone
        self.token = token
        self.markup = markup
        self.everyone = everyone


class Held(BotError):  # noqa: N818 - nothing went wrong: the token was told to wait
    """A request that had its turn must not leave now."""


class ChatMoved(BotError):  # noqa: N818 - it reports a fact, not a fault
    """The chat has a new address (a Telegram group became a supergroup); send there once."""

    def __init__(self, new_address: Address) -> None:
        super().__init__(f"The chat moved to {new_address.native_id}.")
        self.new_address = new_address
