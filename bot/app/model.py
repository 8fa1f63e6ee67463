"""The language model, if one is configured."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.app.platforms import secrets_of
from bot.clock import utc_now
from bot.config import Config
from digests import Budget, Database, EndpointSettings, Newsroom

Tell = Callable[[str], Awaitable[object]]


def endpoint_of(config: Config) -> EndpointSettings | None:
    """Where the model is; None when there is none.

    Raises:
        ConfigError: the file of the key can't be read.
    """
    model = config.model
    if not model.base_url or not model.model:
        return None
    return EndpointSettings(
        base_url=model.base_url,
        model=model.model,
        api_key=secrets_of(config).get("model.api_key", ""),
        timeout_seconds=model.timeout_seconds,
    )


def budget_of(config: Config) -> Budget:
    """What it may cost."""
    model = config.model
    return Budget(
        daily_tokens=model.daily_tokens,
        monthly_tokens=model.monthly_tokens,
        daily_money=model.daily_money,
        monthly_money=model.monthly_money,
        price_in=model.price_in,
        price_out=model.price_out,
    )


@asynccontextmanager
async def model_in_use(
    newsroom: Newsroom, database: Database, config: Config, tell: Tell | None = None
) -> AsyncIterator[None]:
    """The newsroom writes with the configured model; with none, everything stays built in.

    `tell` gets a line for the owner when a cap is reached.

    Raises:
        ConfigError, SummaryError: the key can't be read; the client library is not installed.
    """
    endpoint = endpoint_of(config)
    if endpoint is None:
        yield
        return
    from digests import language_model  # what checks a model takes megabytes

    async with language_model(database, endpoint, budget_of(config), utc_now, tell) as summariser:
        newsroom.use_summariser(summariser)
        yield
