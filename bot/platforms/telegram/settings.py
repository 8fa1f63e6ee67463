"""What an operator decides for Telegram."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauses:
    """Seconds. `poll` is how long one call waits for updates; `retry` and `longest_retry` are the
    waits between calls that fail; `probation` is how long a newly started bot takes a conflict
    for the sign that another process was here first; `press` is the longest wait before a pressed
    button stops to spin."""

    poll: float = 25
    retry: float = 1
    longest_retry: float = 30
    probation: float = 20
    call: float = 20
    connect: float = 5
    typing_after: float = 1
    press: float = 2
    admins: float = 30
    stop: float = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """Names and descriptions of the commands that Telegram offers when someone types a slash.
    `group` is for people in groups who are no admins; empty: the same as for everyone."""

    everyone: Sequence[tuple[str, str]] = ()
    group: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSettings:
    """`menus` are by the language of the client ("": for whoever has no menu of their own);
    `per_second` is for the poster. With `webhook_url`, Telegram calls us there
    (we listen on `webhook_listen`, "host:port") instead of being polled."""

    token: str = field(repr=False)
    base_url: str = "https://api.telegram.org/bot"
    base_file_url: str = "https://api.telegram.org/file/bot"
    per_second: float = 30
    menus: Mapping[str, Menu] = field(default_factory=dict)
    webhook_url: str | None = None
    webhook_listen: str = "127.0.0.1:8443"
    webhook_secret: str | None = field(default=None, repr=False)
    pauses: Pauses = field(default_factory=Pauses)
    clock: Callable[[], datetime] = utc_now
