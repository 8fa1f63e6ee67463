"""What the sub-commands share: the configuration, and logging set up by it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.config import Config


def settings(path: Path | None, log_format: str | None = None) -> Config:
    """The configuration, with logging set up and its secrets masked.

    `log_format`, when given, wins over the configuration's.

    Raises:
        ConfigError: the configuration can't be used.
    """
    from bot.app import secrets_of
    from bot.config import load_config
    from bot.log import set_up_logging

    config = load_config(path)
    set_up_logging(config.log.level, log_format or config.log.format, secrets_of(config).values())
    return config
