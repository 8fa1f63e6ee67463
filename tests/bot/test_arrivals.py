"""The running bot polls, takes in what arrived, watches it, and gives up what is too old."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.ticks import RunningBot
from bot.app.upkeep import Upkeep
from bot.cli.status import Status, lines
from bot.config import Config
from bot.store import BOT_TREE
from digests import STORE_TREE, Arrivals, Counts, Database, Fetcher, FetchPolicy, Newsroom, migrate
from digests.store.arrivals import Arrival, add_arrivals, refuse_arrival
from digests.store.database import Transaction
from tests.bot.newsdesk import BRIDGE, LIBRARY
from tests.conftest import NOW
from tests.servers.feed_site import feed_site

DAY = timedelta(days=1)


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[RunningBot]:
    """Wired, on SQLite, on no platform; its clock does not run."""
    url = f"sqlite:///{tmp_path}/digestbot.db"
    database = Database.open(url)
    await migrate(database, [STORE_TREE, BOT_TREE], NOW)
    async with Fetcher(FetchPolicy(allow_private=("127.0.0.0/8",))) as fetcher:
        newsroom = Newsroom(database, [], fetcher=fetcher)
        yield RunningBot(Config(database_url=url), database, newsroom, {})
        await newsroom.close()
    await database.close()


async def counted(bot: RunningBot) -> tuple[int, int]:
    """Articles, and what waits."""
    return (await bot.newsroom.counts()).articles, (await bot.newsroom.arrivals()).waiting


async def test_one_tick_polls_and_another_takes_in(bot: RunningBot) -> None:
    async with feed_site() as site:
        await bot.newsroom.keep_feed(site.news("/feed", ["bridge", "budget"]), "", NOW)
        await bot.clock.tick("feeds")
    assert await counted(bot) == (0, 2)
    await bot.clock.tick("arrivals")
    assert await counted(bot) == (2, 0)
    assert "arrivals" in bot.clock.ticked


async def test_the_watchdog_looks_at_what_waits(bot: RunningBot) -> None:
    await bot.store.database.write_in_thread(lambda it: add_arrivals(it, {1: [BRIDGE]}, NOW))
    await bot.watchdog.tick(NOW + DAY)
    assert "1 entries of feeds wait to be taken in" in bot.watchdog.troubles["arrivals"]
    assert any("taken in" in trouble for trouble in bot.signs().troubles)
    await bot.take_in_arrivals(NOW + DAY)
    await bot.watchdog.tick(NOW + DAY)
    assert "arrivals" not in bot.watchdog.troubles


async def test_what_could_not_be_taken_in_goes_with_old_articles(bot: RunningBot) -> None:
    def refuse(connection: Transaction) -> None:
        add_arrivals(connection, {1: [BRIDGE, LIBRARY]}, NOW)
        first = Arrival(1, NOW, BRIDGE, 0)
        refuse_arrival(connection, first, NOW, "a fault of ours")

    await bot.store.database.write_in_thread(refuse)
    upkeep = Upkeep(Config(), bot.store.database, bot.newsroom, bot.watchdog.tell)
    await upkeep.keep_house(NOW + DAY)
    assert await bot.newsroom.arrivals() == Arrivals(1, NOW, 1, "a fault of ours")
    await upkeep.keep_house(NOW + 5_000 * DAY)
    assert await bot.newsroom.arrivals() == Arrivals(1, NOW)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Arrivals(), "Arrivals: 0 wait to be taken in"),
        (Arrivals(3, NOW, 2, "a fault"), "Arrivals: 3 wait to be taken in, 2 can't be"),
    ],
)
def test_the_status_says_what_waits(found: Arrivals, said: str) -> None:
    assert said in lines(Status(Counts(0, 0), found, (), {}, {}, None))
