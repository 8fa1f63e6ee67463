"""The web page beside the running bot, where the extra is installed."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.app.platforms import secrets_of
from bot.clock import utc_now
from bot.config import Config
from bot.health import problems
from bot.login import installed

if TYPE_CHECKING:
    from bot.app.ticks import RunningBot
    from bot.web.tools import Draw, WebSettings, WebTools

log = logging.getLogger(__name__)
NOT_INSTALLED = "There is no web page: for one, pip install 'digestbot[web]'."


@asynccontextmanager
async def web_page(bot: RunningBot, config: Config) -> AsyncIterator[None]:
    """The page as long as the block runs. When it can't be, a line says so and the bot goes on:
    people wait for their digests, not for the page.
    """
    if not config.web.enabled:
        yield
        return
    if not installed():
        log.info(NOT_INSTALLED)
        yield
        return
    from bot.web.app import build_app
    from bot.web.server import WebServer

    app = build_app(web_tools(bot, config))
    server = WebServer(app, config.web.host, config.web.port)
    try:
        await server.start()
        address = config.web.public_url or server.url
        log.info("The web page is at %s; it listens on %s", address, server.place)
    except OSError as error:
        log.error(
            "There is no web page: %s can't be listened on (%s); choose another web.listen",
            config.web.listen,
            error.strerror or error,
        )
    try:
        yield
    finally:
        await server.stop()


def web_settings(config: Config) -> WebSettings:
    """
    Raises:
        ConfigError: a token's file can't be read.
    """
    from bot.web.tools import WebSettings

    secrets = secrets_of(config)
    return WebSettings(
        public_url=config.web.public_url or "",
        needs_login=config.web.access == "login",
        intake_token=secrets.get("web.intake_token", ""),
        metrics_token=secrets.get("web.metrics_token", ""),
        max_bytes=int(config.web.max_megabytes * 1_000_000),
        zone=config.zone,
    )


def drawers() -> dict[str, Callable[[], Draw]]:
    """How to draw a digest for each platform that has a preview; loaded when it is asked for."""

    def telegram() -> Draw:
        from bot.platforms.telegram.render import render

        return render

    def slack() -> Draw:
        from bot.platforms.slack.render import render

        return render

    return {"telegram": telegram, "slack": slack}


def web_tools(bot: RunningBot, config: Config) -> WebTools:
    """
    Raises:
        ConfigError: a token's file can't be read.
    """
    from bot.web.tools import WebTools

    return WebTools(
        newsroom=bot.newsroom,
        store=bot.store,
        settings=web_settings(config),
        trouble=lambda now: problems(bot.beat_path, now),
        now=utc_now,
        draw=drawers(),
        with_editors=lambda: bot.deliveries.drafting.desks,
    )
