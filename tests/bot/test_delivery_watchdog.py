"""The owner hears of a silence once, and once when it is over."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.delivery.watchdog import Watchdog, platform_trouble, read_owner
from bot.errors import DeliveryError
from bot.model import Address, PlatformHealth
from bot.store import BOT_TREE, BotStore
from digests import Database, migrate
from tests.bot.paper_round import DAY, NOW, SECOND, PaperRound
from tests.fakes import FakePlatform

OWNER = Address("telegram", "owner")


class Patient(FakePlatform):
    """A platform whose health the test sets."""

    state = PlatformHealth(connected=True, last_contact=NOW)

    def health(self) -> PlatformHealth:
        return self.state

    def silent_since(self, moment: datetime) -> None:
        self.state = PlatformHealth(connected=True, last_contact=moment)


@pytest.fixture
async def store(any_database_url: str) -> AsyncIterator[BotStore]:
    database = Database.open(any_database_url)
    await migrate(database, [BOT_TREE], NOW)
    yield BotStore(database)
    await database.close()


async def test_a_silence_is_told_once_and_its_end_once(store: BotStore) -> None:
    platform = Patient()
    watchdog = Watchdog(store, {"telegram": platform}, OWNER)
    for minute in (1, 5, 6, 7):
        await watchdog.tick(NOW + timedelta(minutes=minute))
    await Watchdog(store, {"telegram": platform}, OWNER).tick(NOW + timedelta(minutes=8))
    platform.silent_since(NOW + timedelta(minutes=9))
    for minute in (9, 10):
        await watchdog.tick(NOW + timedelta(minutes=minute))
    told = platform.texts("owner")
    assert len(told) == 2
    assert "for 5 minutes" in told[0]
    assert told[1].startswith("Over again")


async def test_an_owner_who_is_out_of_reach_is_told_later(store: BotStore) -> None:
    platform = Patient()
    platform.before["owner"].append(DeliveryError("no connection"))
    watchdog = Watchdog(store, {"telegram": platform}, OWNER)
    for minute in (5, 6, 7):
        await watchdog.tick(NOW + timedelta(minutes=minute))
    assert len(platform.texts("owner")) == 1


async def test_without_an_owner_it_goes_to_the_log(store: BotStore) -> None:
    platform = Patient()
    await Watchdog(store, {"telegram": platform}, None).tick(NOW + timedelta(minutes=5))
    assert platform.messages == []
    assert set(await store.alarms()) == {"telegram"}


async def test_deliveries_that_stand_still_are_told(store: BotStore) -> None:
    platform = Patient()
    paper = PaperRound(store, platform=platform)
    paper.newsroom.fact("Stuck.", NOW - SECOND)
    await paper.reader()
    await paper.desk.prepare(NOW)
    late = NOW + timedelta(hours=3)
    platform.silent_since(late)
    await Watchdog(store, {"telegram": platform}, OWNER).tick(late)
    assert platform.texts("owner") == ["1 deliveries wait, the oldest since 25 November 08:00 UTC."]


async def test_old_deliveries_are_forgotten_with_their_content(store: BotStore) -> None:
    paper = PaperRound(store)
    paper.newsroom.fact("Old.", NOW - SECOND)
    await paper.reader()
    await paper.desk.tick(NOW)
    assert await store.forget_deliveries(NOW - DAY) == 0
    assert await store.forget_deliveries(NOW + DAY) == 1
    assert await store.deliveries() == []
    assert await store.content(1) == {}


def test_a_problem_is_told_in_its_own_words() -> None:
    health = PlatformHealth(connected=False, problem="the token is refused")
    assert platform_trouble("slack", health, NOW) == "slack: the token is refused"


def test_the_owner_is_an_address_or_nobody() -> None:
    assert read_owner("slack:U1") == Address("slack", "U1")
    assert read_owner(None) is read_owner("nonsense") is None
