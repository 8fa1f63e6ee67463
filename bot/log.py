"""Logging: one set-up for our lines and the libraries', as text or JSON, without any secret."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable
from typing import Any

# Tokens as the services write them: Telegram's stand in URLs, Slack's begin with xoxb or xapp.
TOKENS = re.compile(r"(?<![\w-])(?:bot)?\d{5,}:[\w-]{20,}|xox[a-z]-[\w-]+|xapp-[\w-]+")
MASK = "[secret]"
NOISY = (
    "alembic",
    "httpx",
    "httpx2",
    "openai",
    "httpcore",
    "apscheduler",
    "slack_bolt",
    "slack_sdk",
    "telegram",
    "aiosqlite",
    "python_multipart",
    "uvicorn",
)


def mask(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without tokens and without the given secrets."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, MASK)
    return TOKENS.sub(MASK, text)


def is_worth_reading(record: logging.LogRecord) -> bool:
    """Of libraries only warnings: their own lines name every URL, and Telegram's holds the token.

    Asked of each record, for some libraries set the levels of their loggers themselves.
    """
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] not in NOISY


def set_up_logging(level: str, form: str, secrets: Iterable[str] = ()) -> None:
    """Send everything to stderr, masked. `level` is a name of `logging`; `form` text or json."""
    import structlog

    known = tuple(secrets)
    shared: list[Any] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )

    def draw(logger: Any, name: str, event: Any) -> str:
        return mask(str(renderer(logger, name, event)), known)

    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(is_worth_reading)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, draw],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
