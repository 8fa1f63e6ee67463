"""Keeping house: what is old goes, and backups are made."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.backup import is_due, make_backup
from bot.config import Config
from bot.store import BotStore
from digests import Database, Newsroom, StoreError, forget_stories, vacuum_sqlite

log = logging.getLogger(__name__)

UPDATES_KEPT = timedelta(days=2)  # an update comes again for a day at most


class Upkeep:
    """Give `keep_house` and `back_up` to the clock. `config` may be replaced while they run."""

    def __init__(
        self,
        config: Config,
        database: Database,
        newsroom: Newsroom,
        tell: Callable[[str], Awaitable[object]],
    ) -> None:
        self.config = config
        self._database = database
        self._store = BotStore(database)
        self._newsroom = newsroom
        self._tell = tell
        self._backup_fails = False

    async def keep_house(self, now: datetime) -> None:
        """Forget what can't be needed any more, and give its room back."""
        kept = self.config.retention
        deliveries_end = now - timedelta(days=kept.deliveries_days)
        await self._store.forget_updates(now - UPDATES_KEPT)
        await self._store.forget_deliveries(deliveries_end)
        await self._newsroom.forget_entries(deliveries_end)
        articles_end = now - timedelta(days=kept.articles_days)
        await self._store.forget_reached(articles_end)
        await self._newsroom.forget_arrivals(articles_end)
        forgotten = await forget_stories(self._database, articles_end)
        if forgotten:
            log.info("Forgot %s stories that are older than [retention] says", forgotten)
        file = self._database.file
        if file is not None and await asyncio.to_thread(vacuum_sqlite, file):
            log.info("Gave free room in the database back to the disk")

    async def back_up(self, now: datetime) -> None:
        """Make a backup when one is due; the owner is told once when it fails, once when it works.

        A backup that fails is tried again at the next tick.
        """
        wanted = self.config.backup
        every = timedelta(hours=wanted.every_hours)
        if wanted.folder is None or not await asyncio.to_thread(is_due, wanted.folder, every, now):
            return
        try:
            made = await make_backup(self._database, wanted.folder, wanted.keep, now)
        except (OSError, StoreError) as error:
            await self._say_once(True, f"No backup could be made in {wanted.folder}: {error}")
            return
        log.info("The backup is %s", made)
        await self._say_once(False, f"Backups are made again: {made.name}.")

    async def _say_once(self, fails: bool, line: str) -> None:
        if fails == self._backup_fails:
            return
        self._backup_fails = fails
        log.log(logging.ERROR if fails else logging.INFO, "%s", line)
        await self._tell(line)
