"""Whether the language model answers."""

from __future__ import annotations

from bot.app.model import endpoint_of
from bot.checks.finding import Finding
from bot.config import Config
from bot.errors import ConfigError
from digests import SummaryError, check_model


async def check_language_model(config: Config) -> list[Finding]:
    """One finding; none when no model is configured."""
    try:
        endpoint = endpoint_of(config)
        if endpoint is None:
            return []
        return [Finding("language model", True, await check_model(endpoint))]
    except (ConfigError, SummaryError) as error:
        return [Finding("language model", False, str(error))]
