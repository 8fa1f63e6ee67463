"""The running parts, and what the clock asks of them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from bot.app.newsroom import fetch_policy, sync_feeds, topics_of
from bot.app.reload import Reloader
from bot.app.upkeep import Upkeep
from bot.clock import Clock
from bot.commands import Desk, DeskSettings
from bot.config import Config
from bot.delivery import DeliveryDesk, Watchdog, read_owner, tick_troubles
from bot.health import BEAT_SECONDS, Signs, default_path, write_beat
from bot.platforms import Platform
from bot.store import BotStore
from bot.wording import use_templates
from digests import Database, Newsroom, PollReport, take_inbox

log = logging.getLogger(__name__)

POLL_SECONDS = 10  # each asks the store what is due; feeds know their own pace
ARRIVALS_SECONDS = 2
ARRIVALS_AT_ONCE = 2_000  # some seconds of work, so that a tick comes to its end
WATCH_SECONDS = 30
HOUSEKEEPING_SECONDS = 3600
BACKUP_SECONDS = 60
RELOAD_SECONDS = 2
TOPICS_SECONDS = 30
EVERY = {
    "feeds": POLL_SECONDS,
    "arrivals": ARRIVALS_SECONDS,
    "inbox": POLL_SECONDS,
    "sign of life": BEAT_SECONDS,
    "watchdog": WATCH_SECONDS,
    "housekeeping": HOUSEKEEPING_SECONDS,
    "backup": BACKUP_SECONDS,
    "configuration": RELOAD_SECONDS,
    "topics": TOPICS_SECONDS,
}


class RunningBot:
    """The running parts, wired once."""

    def __init__(
        self,
        config: Config,
        database: Database,
        newsroom: Newsroom,
        platforms: Mapping[str, Platform],
        source: Path | None = None,
    ) -> None:
        self.store = store = BotStore(database)
        self.platforms = platforms
        self.listening = dict(platforms)  # less where other processes listen
        self.newsroom = newsroom
        self.desk = Desk(newsroom, store, platforms, DeskSettings.of(config))
        self.deliveries = DeliveryDesk(newsroom, store, platforms, config.delivery)
        self.deliveries.drafting.desks = config.editors
        self.watchdog = Watchdog(
            store, platforms, read_owner(config.delivery.owner), self.deliveries.concerns
        )
        self.watchdog.language = config.language
        self.watchdog.listening = self.listening
        self.watchdog.arrivals = newsroom.arrivals
        self.watchdog.contact = newsroom.contact
        self.watchdog.others = lambda now: tick_troubles(self.clock.ticked, self.clock.started, now)
        self.upkeep = Upkeep(config, database, newsroom, self.watchdog.tell)
        self.reloader = Reloader(source, config, self.apply, self.watchdog.tell)
        self.clock = Clock(
            {
                **self.deliveries.ticks,
                "feeds": self.poll,
                "arrivals": self.take_in_arrivals,
                "inbox": self.take_inbox,
                "sign of life": self.beat,
                "watchdog": self.watchdog.tick,
                "housekeeping": self.upkeep.keep_house,
                "backup": self.upkeep.back_up,
                "configuration": self.reloader.look,
                "topics": self.load_topics,
            },
            every=EVERY,
        )
        self._ingest = config.ingest
        self._beat_fails = False
        self._last_fetch: datetime | None = None  # by this process
        self.beat_path = config.health_file or default_path(config.sqlite_file)

    async def beat(self, now: datetime) -> None:
        health = {name: platform.health() for name, platform in self.listening.items()}
        try:
            write_beat(self.beat_path, health, self.signs(), now)
            self._beat_fails = False
        except OSError as error:
            if not self._beat_fails:  # said once, not every few seconds
                log.error("%s: %s; set health_file to a place that can be written", *_where(error))
            self._beat_fails = True

    def signs(self) -> Signs:
        """What the bot knows of itself besides its platforms."""
        platforms, queue = self.platforms, self.watchdog.queue
        return Signs(
            ticked=self.clock.ticked.get("prepare"),
            last_fetch=max(
                (at for at in (self._last_fetch, self.watchdog.feeds.last_fetch) if at),
                default=None,
            ),
            last_sent=queue.last_sent if queue else None,
            oldest_due=queue.oldest if queue else None,
            troubles=tuple(
                trouble for name, trouble in self.watchdog.troubles.items() if name not in platforms
            ),
        )

    async def poll(self, now: datetime) -> None:
        """A feed that dies or comes back is told once, in the log and to the owner."""
        await self.note_poll(await self.newsroom.poll(now), now)

    async def note_poll(self, report: PollReport, now: datetime) -> None:
        if report.polled:
            self._last_fetch = now
        told = [f"The feed {feed.url} fails: {feed.last_error}" for feed in report.died]
        told += [f"The feed {feed.url} works again." for feed in report.recovered]
        for line in told:
            log.warning("%s", line)
            await self.watchdog.tell(line)

    async def take_in_arrivals(self, now: datetime) -> bool:
        """Some of what polls stored, also before a crash; whether there is more."""
        return (await self.newsroom.take_in_arrivals(now, ARRIVALS_AT_ONCE)).more

    async def load_topics(self, _now: datetime) -> None:
        """Topics that were edited on the page of another process."""
        await self.newsroom.load_topics()

    async def take_inbox(self, now: datetime) -> None:
        if self._ingest.inbox is None:
            return
        most = int(self._ingest.max_file_megabytes * 1_000_000)
        for read in await take_inbox(
            self._ingest.inbox, self.newsroom.take_in, now, max_bytes=most
        ):
            log.info("From the inbox: %s: %s", read.path.name, read.error or "taken in")

    async def apply(self, config: Config, now: datetime) -> None:
        """Let what may change at once follow a new configuration."""
        use_templates(config.templates.by_platform())
        self.newsroom.set_topics(topics_of(config))
        self.newsroom.use(fetch_policy(config), timedelta(minutes=config.ingest.poll_minutes))
        await sync_feeds(self.newsroom, config, now)
        self.desk.use(DeskSettings.of(config))
        self.deliveries.use(config.delivery)
        self.deliveries.drafting.desks = config.editors
        self.watchdog.owner = read_owner(config.delivery.owner)
        self.watchdog.language = config.language
        self.upkeep.config = config
        self._ingest = config.ingest
        logging.getLogger().setLevel(config.log.level)


def _where(error: OSError) -> tuple[object, object]:
    return error.filename, error.strerror
