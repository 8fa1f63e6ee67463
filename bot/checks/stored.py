"""The database, and the feeds in it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from bot.app import opened, opened_newsroom
from bot.checks.finding import Finding
from digests import DigestsError, check_sqlite

if TYPE_CHECKING:
    from bot.config import Config

NAMED = 3


async def check_database(config: Config, now: datetime) -> Finding:
    """It opens, is of this version and whole."""
    try:
        async with opened(config, now) as database:
            if database.file:
                await asyncio.to_thread(check_sqlite, database.file)
            as_written = database.url.set(drivername=database.url.get_backend_name())
            return Finding("database", True, as_written.render_as_string(hide_password=True))
    except DigestsError as error:
        return Finding("database", False, str(error))
    except OSError as error:
        return Finding("database", False, f"{error.strerror} ({error.filename}).")


async def check_feeds(config: Config, now: datetime) -> Finding:
    """What the last polls said; nothing is fetched."""
    async with opened_newsroom(config, now) as newsroom:
        feeds = await newsroom.feeds()
    failing = [feed for feed in feeds if feed.failures]
    if not failing:
        known = len(feeds) or len(config.feeds)
        return Finding("feeds", True, f"{known}; none failed when it was last asked")
    named = "; ".join(f"{feed.url}: {feed.last_error}" for feed in failing[:NAMED])
    more = "" if len(failing) <= NAMED else " (`digestbot feeds list` shows all)"
    return Finding("feeds", False, f"{len(failing)} of {len(feeds)} fail: {named}{more}")
