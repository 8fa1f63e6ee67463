"""Running the bot until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Iterable
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from pathlib import Path

from bot.app.cluster import ALL, WITH_PAGE, check_role, joined, place
from bot.app.model import model_in_use
from bot.app.newsroom import fetcher_of, opened, sync_feeds, topics_of
from bot.app.platforms import platforms_of
from bot.app.ticks import RunningBot
from bot.app.web import web_page
from bot.clock import utc_now
from bot.config import Config
from bot.errors import ConfigError, PlatformError
from bot.platforms import ForOneProcess, Platform
from bot.wording import use_templates
from digests import Newsroom

log = logging.getLogger(__name__)

NO_PLATFORM = (
    "No platform is set up: give DIGESTBOT_TELEGRAM__TOKEN, or DIGESTBOT_SLACK__BOT_TOKEN and "
    "DIGESTBOT_SLACK__APP_TOKEN, in the environment or in config.toml; the README says how to get "
    "one, and `digestbot demo` runs without any."
)
# Ten seconds for everything: five for deliveries in flight, see `bot.delivery.poster`, one for what
# ticks, two and a half for answers in hand, see the platforms' `Pauses`.
FINISH_SECONDS = 1


async def run(config: Config, source: Path | None = None, role: str = ALL) -> None:
    """Run until SIGTERM or SIGINT; a second signal does not hurry it.

    `source` is the file that the configuration was named to come from; SIGHUP reads it again.
    `role` is what this process does, if it is one of several.

    Raises:
        ConfigError: no platform is set up, or the role can't be played.
        PlatformError: a token is refused, or another process uses it.
        StoreError: the database can't be used.
    """
    check_role(config, role)
    platforms = {platform.name: platform for platform in platforms_of(config)}
    if not platforms:
        raise ConfigError(NO_PLATFORM)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows: Ctrl-C arrives as KeyboardInterrupt
            loop.add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(opened(config, utc_now()))
        await stack.enter_async_context(place(config, database))
        fetcher = await stack.enter_async_context(fetcher_of(config))
        newsroom = Newsroom(database, topics_of(config), fetcher=fetcher)
        newsroom.poll_interval = timedelta(minutes=config.ingest.poll_minutes)
        await newsroom.load_topics()
        await sync_feeds(newsroom, config, utc_now())
        use_templates(config.templates.by_platform())
        bot = RunningBot(config, database, newsroom, platforms, source)
        if hasattr(signal, "SIGHUP"):  # Windows has none; there the file is watched
            loop.add_signal_handler(signal.SIGHUP, bot.reloader.ask)
        tell = bot.watchdog.tell
        await stack.enter_async_context(model_in_use(newsroom, database, config, tell))
        await stack.enter_async_context(joined(bot, config, role))
        if role in WITH_PAGE:
            await stack.enter_async_context(web_page(bot, config))
        await _serve(bot, stop)


async def _serve(bot: RunningBot, stop: asyncio.Event) -> None:
    """Start everything, wait, and stop in the other order; what is in hand is finished or kept."""
    try:
        await bot.deliveries.recover(utc_now())
        if await _started(bot, stop):
            bot.clock.start()
            log.info("Running on %s", " and ".join(bot.platforms))
            await _until_stopped(bot.listening.values(), stop)
        log.info("Stopping")
    finally:
        bot.clock.stop()
        await bot.deliveries.stop()
        await bot.clock.finish(FINISH_SECONDS)
        await asyncio.gather(*(platform.stop() for platform in bot.platforms.values()))
        await bot.newsroom.close()


async def _started(bot: RunningBot, stop: asyncio.Event) -> bool:
    """False when we are told to stop before every platform has started: one may hang.

    Raises:
        PlatformError: permanent: a token is refused.
    """

    async def start() -> None:
        for platform in bot.listening.values():
            await platform.start(bot.desk.handle)

    starting, stopped = asyncio.create_task(start()), asyncio.create_task(stop.wait())
    await asyncio.wait((starting, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not starting.done():
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        return False
    await starting
    return True


async def _until_stopped(platforms: Iterable[Platform], stop: asyncio.Event) -> None:
    """
    Raises:
        PlatformError: another process proves to hold a token.
    """
    stopped = asyncio.ensure_future(stop.wait())
    refusals = [
        asyncio.ensure_future(platform.refused())
        for platform in platforms
        if isinstance(platform, ForOneProcess)
    ]
    done, waiting = await asyncio.wait([stopped, *refusals], return_when=asyncio.FIRST_COMPLETED)
    for future in waiting:
        future.cancel()
    for refusal in refusals:
        if refusal in done:
            raise PlatformError(refusal.result(), permanent=True)
