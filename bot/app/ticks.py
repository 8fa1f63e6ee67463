"""The running parts, and what the clock asks of them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.commands import Desk, DeskSettings
from bot.config import Config
from bot.delivery import DeliveryDesk, Watchdog, read_owner
from bot.health import BEAT_SECONDS, default_path, write_beat
from bot.platforms import Platform
from bot.store import BotStore
from digests import Database, Newsroom, take_inbox

log = logging.getLogger(__name__)

POLL_SECONDS = 10  # each asks the store what is due; feeds know their own pace
WATCH_SECONDS = 30
HOUSEKEEPING_SECONDS = 3600
DELIVERIES_KEPT = timedelta(days=90)
UPDATES_KEPT = timedelta(days=2)


class RunningBot:
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
