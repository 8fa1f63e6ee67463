"""One token, one budget: posters and answerers together stay within a strict platform's limits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.store import BotStore
from tests.acceptance.fleet import Fleet, eventually, free_port, ready, subscribe, taken_in
from tests.servers.balancer import Balancer
from tests.servers.telegram import RateLimits, TelegramServer

RATE = 6  # a second: so few that a busy machine can try to pass them
TOLD, ASKING = 60, 30


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    """As strict as the real one, but slower."""
    async with TelegramServer(limits=RateLimits(per_second=RATE)) as server:
        yield server


async def test_posters_and_answerers_of_one_token_are_never_refused(
    fleet: Fleet, telegram: TelegramServer, shared: BotStore
) -> None:
    async with Balancer() as balancer:
        fleet.environ |= {
            "DIGESTBOT_TELEGRAM__WEBHOOK_URL": f"{balancer.url}/telegram",
            "DIGESTBOT_TELEGRAM__WEBHOOK_SECRET": "hook-5b1f90c2",
            "DIGESTBOT_DELIVERY__TELEGRAM_PER_SECOND": str(RATE),
        }
        balancer.ports = [free_port(), free_port()]
        answering = [
            await fleet.start("answer", telegram__webhook_listen=f"127.0.0.1:{port}")
            for port in balancer.ports
        ]
        others = [await fleet.start(role) for role in ("ingest", "post", "post")]
        await ready([*answering, *others])
        await taken_in(shared)
        told = [telegram.private(1000 + number) for number in range(TOLD)]
        asking = [telegram.private(5000 + number) for number in range(ASKING)]
        await subscribe(shared, [chat.id for chat in told])
        digest = await fleet.start("digest")
        await eventually(lambda: any(telegram.visible(chat) for chat in told), *others, digest)
        for chat in asking:
            telegram.say(chat, "/help")
            await asyncio.sleep(0.05)
        await eventually(
            lambda: all(telegram.visible(chat) for chat in [*told, *asking]), *fleet.started
        )
        for process in fleet.started:
            assert await process.stop() == 0, process.log
    assert telegram.gate.refused == 0
    assert {len(telegram.visible(chat)) for chat in [*told, *asking]} == {1}
    assert len(balancer.taken) == 2 and min(balancer.taken.values()) >= ASKING // 4
