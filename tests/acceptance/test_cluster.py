"""Several real processes on one PostgreSQL, against strict loopback services."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from functools import partial

import pytest

from bot.model import Address, Order
from bot.store import BotStore
from tests.acceptance.fleet import Fleet
from tests.acceptance.process import Process, until
from tests.acceptance.test_run import make_due
from tests.servers.feed_site import FeedSite
from tests.servers.telegram import TelegramServer

pytest.importorskip("procrastinate", reason="the cluster extra is not installed")
Start = Callable[[str], Awaitable[Process]]
CHATS = 150  # five seconds at the rate of a token
TAKE_OVER = 20  # seconds: a lease, a renewal and a start


@pytest.fixture
def start(fleet: Fleet) -> Start:
    """Starts a process with a role."""
    return fleet.start


async def test_each_role_does_its_part_of_one_delivery(
    start: Start, telegram: TelegramServer, shared: BotStore, site: FeedSite
) -> None:
    ann = telegram.private(100)
    answer = await start("answer")
    telegram.say(ann, "/subscribe news")
    await until(lambda: telegram.visible(ann), answer)
    assert site.asked == []
    ingest = await start("ingest")
    await until(lambda: "/feed.xml" in site.asked, ingest)
    async with asyncio.timeout(20):
        while not (await counted(shared)):
            await asyncio.sleep(0.1)
    before = len(telegram.visible(ann))
    await make_due(shared, Address("telegram", "100"))
    digest, post = await start("digest"), await start("post")
    await until(lambda: len(telegram.visible(ann)) > before, post)
    assert "ferry is late" in telegram.visible(ann)[-1].text
    for process in (answer, ingest, digest, post):
        assert await process.stop() == 0, process.log
        assert "ERROR" not in process.log, process.log
    assert len(telegram.visible(ann)) == before + 1


async def counted(store: BotStore) -> int:
    from sqlalchemy import text

    async with store.database.read() as connection:
        return int((await connection.execute(text("SELECT count(*) FROM articles"))).scalar_one())


async def test_a_killed_listener_is_followed_by_another_one(
    start: Start, telegram: TelegramServer
) -> None:
    ann = telegram.private(100)
    first = await start("all")
    telegram.say(ann, "/help")
    await until(lambda: telegram.visible(ann), first)
    second = await start("all")
    await until(lambda: "Running on" in second.log, second)
    assert "listen to telegram" not in second.log
    await first.stop(signal.SIGKILL)
    telegram.say(ann, "/topics")
    await until(lambda: len(telegram.visible(ann)) == 2, second, TAKE_OVER)
    assert await second.stop() == 0, second.log
    assert len(telegram.visible(ann)) == 2


async def test_posters_that_are_restarted_in_turn_lose_and_repeat_nothing(
    start: Start, telegram: TelegramServer, shared: BotStore
) -> None:
    now = datetime.now(UTC)
    chats = [telegram.private(1000 + number) for number in range(CHATS)]
    ingest = await start("ingest")
    await until(lambda: "Running on" in ingest.log, ingest)
    while not (await counted(shared)):
        await asyncio.sleep(0.1)
    for chat in chats:
        kept = await shared.chat(Address("telegram", str(chat.id)), now)
        order = Order(
            topic="news", times=(time(8),), next_due=now, told_until=now - timedelta(days=1)
        )
        await shared.subscribe(kept, order, now)

    def told() -> list[int]:
        return [len(telegram.visible(chat)) for chat in chats]

    def has(least: float) -> bool:
        return sum(told()) >= least

    posters = [await start("post"), await start("post")]
    digest = await start("digest")
    for share in (0.2, 0.5):
        await until(partial(has, share * CHATS), digest)
        assert await posters.pop(0).stop() == 0
        posters.append(await start("post"))
    await until(partial(has, CHATS), digest)
    await asyncio.sleep(1)
    assert told() == [1] * CHATS


@pytest.mark.parametrize(
    ("arguments", "environ", "said"),
    [
        (("--role", "post"), {}, "A role is for one of several processes"),
        ((), {"DIGESTBOT_CLUSTER__ENABLED": "true"}, "Several processes need PostgreSQL"),
    ],
)
async def test_what_can_not_be_shared_is_refused_in_one_line(
    bot: Process, arguments: tuple[str, ...], environ: dict[str, str], said: str
) -> None:
    bot.environ |= {"DIGESTBOT_LOG__LEVEL": "INFO", **environ}
    status, out, err = await bot.run("run", *arguments)
    assert status == 1
    assert out == ""
    assert said in err
    assert len(err.strip().splitlines()) == 1
