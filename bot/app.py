"""The only file that knows every concrete class: it builds the bot, starts it and stops it."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime, timedelta

from bot.clock import Clock, utc_now
from bot.commands import Desk, DeskSettings
from bot.commands.registry import COMMANDS
from bot.commands.spec import Who, menu
from bot.config import Config, secret, starter_topics
from bot.delivery import DeliveryDesk, Watchdog, read_owner
from bot.errors import ConfigError, PlatformError
from bot.health import BEAT_SECONDS, default_path, write_beat
from bot.platforms import ForOneProcess, Platform
from bot.store import BOT_TREE, BotStore
from bot.store.lock import only_instance
from digests import (
    STORE_TREE,
    Database,
    Feed,
    Fetcher,
    FetchPolicy,
    Newsroom,
    Topic,
    migrate,
    take_inbox,
)

log = logging.getLogger(__name__)

NO_PLATFORM = (
    "No platform is set up: give DIGESTBOT_TELEGRAM__TOKEN, or DIGESTBOT_SLACK__BOT_TOKEN and "
    "DIGESTBOT_SLACK__APP_TOKEN, in the environment or in config.toml; the README says how to get "
    "one, and `digestbot demo` runs without any."
)
HALF_SLACK = (
    "Slack needs two tokens: slack.bot_token (xoxb-…) and slack.app_token (xapp-…); one is "
    "missing. Over HTTP, slack.signing_secret takes the place of slack.app_token."
)
POLL_SECONDS = 10  # each asks the store what is due; feeds know their own pace
WATCH_SECONDS = 30
HOUSEKEEPING_SECONDS = 3600
FINISH_SECONDS = 2
DELIVERIES_KEPT = timedelta(days=90)
UPDATES_KEPT = timedelta(days=2)
SECRETS = ("telegram.token", "slack.bot_token", "slack.app_token", "slack.signing_secret")


def topics_of(config: Config) -> tuple[Topic, ...]:
    """The topics that people can subscribe to."""
    return tuple(entry.topic() for entry in config.topics or starter_topics())


def secrets_of(config: Config) -> dict[str, str]:
    """Every secret that is set, by its key.

    Raises:
        ConfigError: a secret's file can't be read.
    """
    found = {}
    for key in SECRETS:
        table, name = key.split(".")
        part = getattr(config, table)
        value = secret(getattr(part, name), getattr(part, f"{name}_file"), key)
        if value:
            found[key] = value
    return found


def platforms_of(config: Config) -> tuple[Platform, ...]:
    """The platforms whose tokens are set; empty when none is.

    Raises:
        ConfigError: Slack has one token of two, or a secret's file can't be read.
    """
    secrets = secrets_of(config)
    built: list[Platform] = []
    if token := secrets.get("telegram.token"):
        from bot.platforms.telegram import TelegramPlatform, TelegramSettings

        built.append(
            TelegramPlatform(
                TelegramSettings(
                    token=token,
                    base_url=config.telegram.base_url,
                    base_file_url=config.telegram.base_file_url,
                    per_second=config.delivery.telegram_per_second,
                    menu=menu(COMMANDS),
                    group_menu=menu([spec for spec in COMMANDS if spec.who is Who.ANYONE]),
                )
            )
        )
    if tokens := {key for key in secrets if key.startswith("slack.")}:
        if len(tokens) == 1 or "slack.bot_token" not in tokens:
            raise ConfigError(HALF_SLACK)
        from bot.platforms.slack import SlackPlatform, SlackSettings

        built.append(
            SlackPlatform(
                SlackSettings(
                    bot_token=secrets["slack.bot_token"],
                    app_token=secrets.get("slack.app_token", ""),
                    signing_secret=secrets.get("slack.signing_secret", ""),
                    listen=config.slack.listen,
                    base_url=config.slack.base_url,
                )
            )
        )
    return tuple(built)


@asynccontextmanager
async def opened(config: Config, now: datetime) -> AsyncIterator[Database]:
    """The database, migrated."""
    database = Database.open(config.database_url)
    try:
        report = await migrate(database, (STORE_TREE, BOT_TREE), now)
        if report.backup:
            log.info("The database was updated; a copy from before is %s", report.backup)
        yield database
    finally:
        await database.close()


def fetcher_of(config: Config) -> Fetcher:
    """Nothing is connected before the first fetch."""
    return Fetcher(
        FetchPolicy(
            allow_private=config.fetch.allow_private,
            timeout_seconds=config.fetch.timeout_seconds,
            max_bytes=int(config.fetch.max_megabytes * 1_000_000),
        )
    )


@asynccontextmanager
async def opened_newsroom(config: Config, now: datetime) -> AsyncIterator[Newsroom]:
    """A newsroom on the configured database, for one command of the command line."""
    async with opened(config, now) as database, fetcher_of(config) as fetcher:
        yield Newsroom(database, topics_of(config), fetcher=fetcher)


async def sync_feeds(newsroom: Newsroom, config: Config, now: datetime) -> None:
    """Poll what the configuration says, beside what people added."""
    wanted = [Feed(id=0, **entry.model_dump()) for entry in config.feeds]
    await newsroom.sync_feeds(wanted, now)


async def run(config: Config) -> None:
    """Run until SIGTERM or SIGINT; a second signal does not hurry it.

    Raises:
        ConfigError: no platform is set up.
        PlatformError: a token is refused, or another process uses it.
        StoreError: the database can't be used.
    """
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
        await stack.enter_async_context(only_instance(database))
        fetcher = await stack.enter_async_context(fetcher_of(config))
        newsroom = Newsroom(database, topics_of(config), fetcher=fetcher)
        newsroom.poll_interval = timedelta(minutes=config.ingest.poll_minutes)
        await sync_feeds(newsroom, config, utc_now())
        await _serve(_Bot(config, database, newsroom, platforms), stop)


class _Bot:
    """The running parts, wired once."""

    def __init__(
        self,
        config: Config,
        database: Database,
        newsroom: Newsroom,
        platforms: Mapping[str, Platform],
    ) -> None:
        self.store = store = BotStore(database)
        self.platforms = platforms
        self.newsroom = newsroom
        self.desk = Desk(newsroom, store, platforms, DeskSettings.of(config))
        self.deliveries = DeliveryDesk(newsroom, store, platforms, config.delivery)
        self.watchdog = Watchdog(store, platforms, read_owner(config.delivery.owner))
        self.clock = Clock(
            {
                **self.deliveries.ticks,
                "feeds": self.poll,
                "inbox": self.take_inbox,
                "sign of life": self.beat,
                "watchdog": self.watchdog.tick,
                "housekeeping": self.keep_house,
            },
            every={
                "feeds": POLL_SECONDS,
                "inbox": POLL_SECONDS,
                "sign of life": BEAT_SECONDS,
                "watchdog": WATCH_SECONDS,
                "housekeeping": HOUSEKEEPING_SECONDS,
            },
        )
        self._inbox = config.ingest.inbox
        self._max_bytes = int(config.ingest.max_file_megabytes * 1_000_000)
        self._beat_fails = False
        self._beat_path = config.health_file or default_path(config.sqlite_file)

    async def beat(self, now: datetime) -> None:
        health = {name: platform.health() for name, platform in self.platforms.items()}
        try:
            write_beat(self._beat_path, health, self.clock.ticked.get("prepare"), now)
            self._beat_fails = False
        except OSError as error:
            if not self._beat_fails:  # said once, not every few seconds
                log.error("%s: %s; set health_file to a place that can be written", *_where(error))
            self._beat_fails = True

    async def poll(self, now: datetime) -> None:
        """A feed that dies or comes back is told once, in the log and to the owner."""
        report = await self.newsroom.poll(now)
        told = [f"The feed {feed.url} fails: {feed.last_error}" for feed in report.died]
        told += [f"The feed {feed.url} works again." for feed in report.recovered]
        for line in told:
            log.warning("%s", line)
            await self.watchdog.tell(line)

    async def take_inbox(self, now: datetime) -> None:
        if self._inbox is None:
            return
        for read in await take_inbox(
            self._inbox, self.newsroom.take_in, now, max_bytes=self._max_bytes
        ):
            log.info("From the inbox: %s: %s", read.path.name, read.error or "taken in")

    async def keep_house(self, now: datetime) -> None:
        """Forget what can't be needed: an update comes again for a day at most."""
        await self.store.forget_updates(now - UPDATES_KEPT)
        await self.store.forget_deliveries(now - DELIVERIES_KEPT)
        await self.newsroom.forget_entries(now - DELIVERIES_KEPT)


def _where(error: OSError) -> tuple[object, object]:
    return error.filename, error.strerror


async def _serve(bot: _Bot, stop: asyncio.Event) -> None:
    """Start everything, wait, and stop in the other order; what is in hand is finished or kept."""
    try:
        await bot.deliveries.recover(utc_now())
        for platform in bot.platforms.values():
            await platform.start(bot.desk.handle)
        bot.clock.start()
        log.info("Running on %s", " and ".join(bot.platforms))
        await _until_stopped(bot.platforms.values(), stop)
        log.info("Stopping")
    finally:
        bot.clock.stop()
        await bot.deliveries.stop()
        await bot.clock.finish(FINISH_SECONDS)
        await asyncio.gather(*(platform.stop() for platform in bot.platforms.values()))
        await bot.newsroom.close()


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
