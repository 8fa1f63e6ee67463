"""What an operator decides for Slack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauses:
    """Seconds. `retry` and `longest_retry` are the waits between attempts to connect; `ping` is
    how often the socket is tried, `watch` how often we look at it, and after `deaf` without an
    answer it is replaced; `ask` is the longest wait for who somebody is, `admins` and `people` are
    how long we remember that."""

    retry: float = 1
    longest_retry: float = 60
    connect: float = 10
    call: int = 30
    ask: float = 5
    ping: float = 10
    watch: float = 10
    deaf: float = 60
    admins: float = 60
    people: float = 3600
    stop: float = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """`base_url` ends with a slash. With a `signing_secret`, Slack calls us over HTTP on `listen`
    ("host:port", path /slack/events) instead of Socket Mode, and `app_token` is not needed. In
    `language` we speak to people before Slack can be asked for theirs."""

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    base_url: str = "https://slack.com/api/"
    signing_secret: str = field(default="", repr=False)
    listen: str = "127.0.0.1:3000"
    language: str = "en"
    pauses: Pauses = field(default_factory=Pauses)
    clock: Callable[[], datetime] = utc_now
