"""Fan-out works on sets, in chunks: whoever is in one chunk with others gets what is their own."""

from collections.abc import AsyncIterator
from datetime import time, timedelta

import pytest

from bot.errors import DeliveryError
from bot.model import ChatKind, DeliveryState
from bot.schedule import next_due
from bot.store import BOT_TREE, BotStore
from digests import Database, migrate
from tests.bot.paper_round import DAY, NOW, SECOND, PaperRound

ZONES = ("UTC", "Europe/Kyiv", "America/New_York", "Asia/Kathmandu")


@pytest.fixture(params=[2, 10_000], ids=["small chunks", "one chunk"])
async def paper(
    any_database_url: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[PaperRound]:
    monkeypatch.setattr("bot.store.fanout.CHUNK", request.param)
    database = Database.open(any_database_url)
    await migrate(database, [BOT_TREE], NOW)
    yield PaperRound(BotStore(database))
    await database.close()


async def test_each_is_due_again_in_its_own_zone_at_its_own_times(paper: PaperRound) -> None:
    readers = []
    for number in range(8):
        zone, at = ZONES[number % 4], time(8 + number % 3)
        chat, _ = await paper.reader(str(number), times=(at,))
        await paper.store.set_zone(chat.id, zone)
        readers.append((chat, zone, at))
    assert await paper.store.fan_out(NOW) == 8
    assert await paper.store.fan_out(NOW + SECOND) == 0
    for chat, zone, at in readers:
        assert (await paper.order(chat)).next_due == next_due([at], zone, NOW)
    assert await paper.store.delivery_counts() == {DeliveryState.PENDING: 8}


async def test_who_is_away_or_sleeps_gets_nothing_and_holds_up_nobody(paper: PaperRound) -> None:
    away, _ = await paper.reader("away")
    sleeps, _ = await paper.reader("sleeps")
    awake, _ = await paper.reader("awake")
    later, _ = await paper.reader("later", due=NOW + DAY)
    await paper.store.pause_chat(away.id, "blocked", NOW)
    await paper.store.set_quiet(sleeps.id, (time(7), time(9)))
    assert await paper.store.fan_out(NOW) == 1
    assert (await paper.order(away)).next_due == NOW
    assert (await paper.order(sleeps)).next_due == NOW + timedelta(hours=1)
    assert (await paper.order(awake)).next_due == NOW + DAY
    assert (await paper.order(later)).next_due == NOW + DAY
    assert [report.address.native_id for report in await paper.store.deliveries()] == ["awake"]


async def test_open_deliveries_beside_new_ones(paper: PaperRound) -> None:
    """One that did not leave is made anew, one that is half sent is let finish first."""
    paper.platform.split = True
    for number in (1, 2):
        paper.newsroom.fact(f"Fact {number}.", NOW - SECOND)
    waits, _ = await paper.reader("waits")
    half, _ = await paper.reader("half")
    paper.platform.before["waits"].append(DeliveryError("wait", retry_after=2 * 86_400))

    async def then() -> None:
        paper.platform.before["half"].append(DeliveryError("wait", retry_after=2 * 86_400))

    paper.platform.after["half"].append(then)
    await paper.desk.tick(NOW)
    new, _ = await paper.reader("new", due=NOW + DAY, kind=ChatKind.GROUP)
    assert await paper.store.fan_out(NOW + DAY) == 2
    assert (await paper.order(waits)).next_due == NOW + 2 * DAY
    assert (await paper.order(half)).next_due == NOW + DAY
    assert (await paper.order(new)).next_due == NOW + 2 * DAY
    [renewed] = await paper.store.last_deliveries(waits.id)
    assert (renewed.due, renewed.parts) == (NOW, 0)
    [begun] = await paper.store.last_deliveries(half.id)
    assert (begun.sent, begun.parts) == (1, 2)
