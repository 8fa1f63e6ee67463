"""The newsroom on the configured database."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot.app.model import model_in_use
from bot.config import Config, starter_topics
from bot.store import BOT_TREE
from digests import STORE_TREE, Database, Feed, Fetcher, FetchPolicy, Newsroom, Topic, migrate

log = logging.getLogger(__name__)


def topics_of(config: Config) -> tuple[Topic, ...]:
    """The topics that people can subscribe to."""
    return tuple(entry.topic() for entry in config.topics or starter_topics())


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


def fetch_policy(config: Config) -> FetchPolicy:
    """What may be fetched, and how long and large it may be."""
    return FetchPolicy(
        allow_private=config.fetch.allow_private,
        timeout_seconds=config.fetch.timeout_seconds,
        max_bytes=int(config.fetch.max_megabytes * 1_000_000),
    )


def fetcher_of(config: Config) -> Fetcher:
    """Nothing is connected before the first fetch."""
    return Fetcher(fetch_policy(config))


@asynccontextmanager
async def opened_newsroom(config: Config, now: datetime) -> AsyncIterator[Newsroom]:
    """A newsroom on the configured database, for one command of the command line."""
    async with opened(config, now) as database, fetcher_of(config) as fetcher:
        newsroom = Newsroom(database, topics_of(config), fetcher=fetcher)
        await newsroom.load_topics()
        async with model_in_use(newsroom, database, config):
            yield newsroom


async def sync_feeds(newsroom: Newsroom, config: Config, now: datetime) -> None:
    """Poll what the configuration says, beside what people added."""
    wanted = [Feed(id=0, **entry.model_dump()) for entry in config.feeds]
    await newsroom.sync_feeds(wanted, now)
