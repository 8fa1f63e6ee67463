"""The owner hears of a silence once, and once when it is over."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.delivery import tick_troubles
from bot.delivery.signs import platform_trouble
from bot.delivery.watchdog import Watchdog, read_owner
from bot.errors import DeliveryError
from bot.model import Address, PlatformHealth
from bot.store import BOT_TREE, BotStore
from bot.store.tables import deliveries, renditions
from digests import Arrivals, Database, migrate
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
    assert platform.texts("owner") == ["1 deliveries wait, the oldest since 2026-11-25 08:00 UTC."]


async def test_old_deliveries_are_forgotten_with_their_content(store: BotStore) -> None:
    paper = PaperRound(store)
    paper.newsroom.fact("Old.", NOW - SECOND)
    await paper.reader()
    await paper.desk.tick(NOW)
    assert await store.forget_deliveries(NOW - DAY) == 0
    assert await store.forget_deliveries(NOW + DAY) == 1
    assert await store.deliveries() == []
    assert await store.content(1) == {}


async def test_forgetting_goes_on_behind_what_must_stay(
    store: BotStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few rows at a time, of which the first are all still under way or in use."""
    monkeypatch.setattr("bot.store.upkeep.CHUNK", 2)
    paper = PaperRound(store)
    paper.newsroom.fact("Old.", NOW - SECOND)
    for name in "abcde":
        await paper.reader(name)
    await paper.desk.tick(NOW)
    async with store.database.write() as connection:
        held = update(deliveries).where(deliveries.c.id.in_([1, 2, 4]))
        await connection.execute(held.values(state="sending"))
        row = dict((await connection.execute(select(renditions))).mappings().one())
        for _ in range(5):
            await connection.execute(
                insert(renditions).values({name: it for name, it in row.items() if name != "id"})
            )
        await connection.execute(insert(renditions).values({**row, "id": 9, "created": NOW + DAY}))
    assert await store.forget_deliveries(NOW + SECOND) == 2
    assert [one.id for one in await store.deliveries()] == [4, 2, 1]
    async with store.database.read() as connection:
        kept = list((await connection.execute(select(renditions.c.id))).scalars())
    assert kept == [1, 9]


async def test_a_chat_that_is_away_says_nothing_about_the_bot(store: BotStore) -> None:
    """Half of a digest was sent; the rest waits for the chat, not for us."""
    platform = Patient(split=True)
    paper = PaperRound(store, platform=platform)
    for number in (1, 2):
        paper.newsroom.fact(f"Half {number}.", NOW - SECOND)
    await paper.reader()

    async def block() -> None:
        platform.before["1"].append(DeliveryError("blocked", permanent=True, gone=True))

    platform.after["1"].append(block)
    await paper.desk.tick(NOW)
    late = NOW + timedelta(hours=5)
    platform.silent_since(late)
    assert (await store.queue()).open == 1
    await Watchdog(store, {"telegram": platform}, OWNER).tick(late)
    assert platform.texts("owner") == []


async def test_the_end_of_a_silence_is_told_even_when_the_first_try_fails(store: BotStore) -> None:
    platform = Patient()
    watchdog = Watchdog(store, {"telegram": platform}, OWNER)
    await watchdog.tick(NOW + timedelta(minutes=5))
    platform.silent_since(NOW + timedelta(minutes=9))
    platform.before["owner"].append(DeliveryError("no connection"))
    for minute in (9, 10, 11):
        await watchdog.tick(NOW + timedelta(minutes=minute))
    assert [text.startswith("Over again") for text in platform.texts("owner")] == [False, True]


async def test_feeds_that_all_fail_are_told_once_and_once_when_one_works(store: BotStore) -> None:
    platform, found = Patient(), (NOW, None)

    async def contact() -> tuple[datetime | None, datetime | None]:
        return found

    watchdog = Watchdog(store, {"telegram": platform}, OWNER)
    watchdog.contact = contact
    failing = NOW, NOW + timedelta(minutes=10)
    works = NOW + timedelta(minutes=90), None
    for minutes, signs in ((0, found), (69, failing), (75, failing), (80, failing), (95, works)):
        now, found = NOW + timedelta(minutes=minutes), signs
        platform.silent_since(now)
        await watchdog.tick(now)
    told = platform.texts("owner")
    assert len(told) == 2
    assert "No feed could be fetched for 75 minutes" in told[0]
    assert told[1].startswith("Over again")


async def test_of_several_processes_one_tells_what_all_share_and_each_its_own_contact(
    store: BotStore,
) -> None:
    platform, late = Patient(), NOW + timedelta(minutes=90)

    async def contact() -> tuple[datetime | None, datetime | None]:
        return NOW, NOW

    first, second = (Watchdog(store, {"telegram": platform}, OWNER) for _ in range(2))
    for watchdog in (first, second):
        watchdog.contact = contact
    first.listening, second.sees_all = {}, lambda: False
    platform.silent_since(NOW)
    await second.tick(late)
    assert [text.split()[0] for text in platform.texts("owner")] == ["Nothing"]
    await first.tick(late)
    await first.tick(late)
    await second.tick(late)
    assert "No feed could be fetched for 90 minutes" in platform.texts("owner")[1]
    first.sees_all, second.sees_all = second.sees_all, first.sees_all  # the seat is another's now
    await first.tick(late)
    await second.tick(late)
    assert len(platform.texts("owner")) == 2


async def test_entries_that_are_not_taken_in_are_told_once_and_once_when_they_are(
    store: BotStore,
) -> None:
    platform = Patient()
    watchdog = Watchdog(store, {"telegram": platform}, OWNER)
    found = Arrivals(7, NOW)

    async def arrivals() -> Arrivals:
        return found

    watchdog.arrivals = arrivals
    for minute in (10, 29, 31, 40, 50):
        if minute == 50:
            found = Arrivals(3, NOW + timedelta(minutes=45))
        platform.silent_since(NOW + timedelta(minutes=minute))
        await watchdog.tick(NOW + timedelta(minutes=minute))
    waiting = "7 entries of feeds wait to be taken in, the oldest since 2026-11-25 08:00 UTC."
    assert platform.texts("owner") == [waiting, f"Over again: {waiting}"]


async def test_entries_that_find_a_fault_in_us_are_told(store: BotStore) -> None:
    platform = Patient()
    watchdog = Watchdog(store, {"telegram": platform}, OWNER)

    async def arrivals() -> Arrivals:
        return Arrivals(refused=2, error="a fault of ours (KeyError: 1)")

    watchdog.arrivals = arrivals
    for _ in range(2):
        await watchdog.tick(NOW)
    assert platform.texts("owner") == [
        "Entries of feeds can't be taken in: a fault of ours (KeyError: 1); the log says which."
    ]


async def test_work_that_came_to_a_stop_is_told(store: BotStore) -> None:
    platform = Patient()
    watchdog = Watchdog(store, {"telegram": platform}, OWNER)
    ticked = {"prepare": NOW, "feeds": NOW}
    watchdog.others = lambda now: tick_troubles(ticked, NOW, now)
    for minute in (4, 6, 7):
        platform.silent_since(NOW + timedelta(minutes=minute))
        await watchdog.tick(NOW + timedelta(minutes=minute))
    assert watchdog.troubles == {
        "tick prepare": "“prepare” came to no end for 7 minutes; the log says why."
    }
    ticked["prepare"] = NOW + timedelta(minutes=8)
    platform.silent_since(NOW + timedelta(minutes=8))
    await watchdog.tick(NOW + timedelta(minutes=8))
    assert [text.split()[0] for text in platform.texts("owner")] == ["“prepare”", "Over"]


async def test_the_owner_hears_once_of_a_message_that_went_as_plain_text(store: BotStore) -> None:
    platform = Patient()
    paper = PaperRound(store, platform=platform)
    paper.newsroom.fact("Odd.", NOW - SECOND)
    for reader in ("1", "2"):
        await paper.reader(reader)
        refused = DeliveryError("can't parse", permanent=True, markup=True)
        platform.before[reader].append(refused)
    await paper.desk.tick(NOW)
    watchdog = Watchdog(store, {"telegram": platform}, OWNER, paper.desk.concerns)
    await watchdog.tick(NOW)
    await watchdog.tick(NOW + SECOND)
    assert [message.plain for message in platform.messages if message.address != OWNER] == [
        True
    ] * 2
    [told] = platform.texts("owner")
    assert "plain text" in told and "can't parse" in told


async def test_the_owner_hears_of_digests_that_did_not_arrive(store: BotStore) -> None:
    platform = Patient()
    paper = PaperRound(store, platform=platform)
    paper.newsroom.fact("Refused.", NOW - SECOND)
    watchdog = Watchdog(store, {"telegram": platform}, OWNER, paper.desk.concerns)
    for number, reader in enumerate(("1", "2", "3")):
        await paper.reader(reader, due=NOW + number * timedelta(minutes=10))
        platform.before[reader].append(DeliveryError("too strange.", permanent=True))
    for minutes in (0, 10, 20, 70):
        now = NOW + timedelta(minutes=minutes)
        platform.silent_since(now)
        await paper.desk.tick(now)
        await watchdog.tick(now)
    told = platform.texts("owner")
    assert [line.partition(" did")[0] for line in told] == ["1 digest", "2 digests"]
    assert "too strange" in told[0] and "deliveries --failed" in told[0]


def test_a_problem_is_told_in_its_own_words() -> None:
    health = PlatformHealth(connected=False, problem="the token is refused")
    assert platform_trouble("slack", health, NOW) == "slack: the token is refused"


def test_the_owner_is_an_address_or_nobody() -> None:
    assert read_owner("slack:U1") == Address("slack", "U1")
    assert read_owner(None) is read_owner("nonsense") is None


@pytest.mark.parametrize(
    ("known", "told"), [("de", "Seit 5 min ist von telegram"), ("", "Od 5 min nic nie")]
)
async def test_the_owner_is_told_in_the_language_of_their_chat_or_of_the_configuration(
    store: BotStore, known: str, told: str
) -> None:
    platform = Patient()
    if known:
        await store.chat(OWNER, NOW, language=known)
    watchdog = Watchdog(store, {"telegram": platform}, OWNER)
    watchdog.language = "pl"
    await watchdog.tick(NOW + timedelta(minutes=5))
    assert [text[: len(told)] for text in platform.texts("owner")] == [told]
    assert "Nothing was heard" in (await store.alarms())["telegram"]
