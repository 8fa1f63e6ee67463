"""The bot as a process, with stored articles, on loopback services."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import BotStore
from digests import Database
from tests.acceptance.fleet import Fleet
from tests.acceptance.process import ROOT, Process
from tests.servers.feed_site import FeedSite, feed_site
from tests.servers.slack import APP_TOKEN as SLACK_APP_TOKEN
from tests.servers.slack import BOT_TOKEN as SLACK_BOT_TOKEN
from tests.servers.slack import SlackServer
from tests.servers.telegram import TelegramServer

SEEDS = ROOT / "seeds" / "articles"
_seeded: list[bytes] = []


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


@pytest.fixture
async def bot(
    tmp_path: Path, telegram: TelegramServer, slack: SlackServer
) -> AsyncIterator[Process]:
    """On both platforms, with the seeds imported, at the loudest log level; not started yet."""
    process = Process(
        tmp_path,
        {
            "DIGESTBOT_TELEGRAM__TOKEN": telegram.token,
            "DIGESTBOT_TELEGRAM__BASE_URL": telegram.base_url,
            "DIGESTBOT_TELEGRAM__BASE_FILE_URL": telegram.base_file_url,
            "DIGESTBOT_SLACK__BOT_TOKEN": SLACK_BOT_TOKEN,
            "DIGESTBOT_SLACK__APP_TOKEN": SLACK_APP_TOKEN,
            "DIGESTBOT_SLACK__BASE_URL": slack.base_url,
            "DIGESTBOT_LOG__LEVEL": "DEBUG",
        },
    )
    if not _seeded:  # made once, for it takes seconds
        status, _, said = await process.run("import", str(SEEDS))
        assert status == 0, said
        _seeded.append((tmp_path / "digestbot.db").read_bytes())
    (tmp_path / "digestbot.db").write_bytes(_seeded[0])
    yield process
    if process.alive:
        await process.stop(signal.SIGKILL)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[BotStore]:
    """The running bot's own tables, read and moved from outside as a clock would."""
    database = Database.open(f"sqlite:///{tmp_path}/digestbot.db")
    yield BotStore(database)
    await database.close()


@pytest.fixture
async def site() -> AsyncIterator[FeedSite]:
    """With one article in `/feed.xml`."""
    async with feed_site() as found:
        found.news("/feed.xml", ["ferry is late"])
        yield found


@pytest.fixture
async def shared(postgresql_url: str) -> AsyncIterator[BotStore]:
    """The tables of several processes; they make them when they start."""
    database = Database.open(postgresql_url)
    yield BotStore(database)
    await database.close()


@pytest.fixture
async def fleet(
    tmp_path: Path, postgresql_url: str, telegram: TelegramServer, site: FeedSite
) -> AsyncIterator[Fleet]:
    """Several processes on Telegram, that poll the site's feed."""
    pytest.importorskip("procrastinate", reason="the cluster extra is not installed")
    config = f'[[feeds]]\nurl = "{site.url}/feed.xml"\n[fetch]\nallow_private = ["127.0.0.0/8"]\n'
    found = Fleet(
        tmp_path,
        postgresql_url,
        config,
        {
            "DIGESTBOT_TELEGRAM__TOKEN": telegram.token,
            "DIGESTBOT_TELEGRAM__BASE_URL": telegram.base_url,
            "DIGESTBOT_TELEGRAM__BASE_FILE_URL": telegram.base_file_url,
        },
    )
    yield found
    await found.close()
