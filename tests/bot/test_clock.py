"""The clock that wakes the ticks."""

import asyncio
from datetime import UTC, datetime

from bot.clock import Clock


async def test_each_tick_is_called_again_and_again() -> None:
    calls: list[datetime] = []
    enough = asyncio.Event()

    async def tick(now: datetime) -> None:
        calls.append(now)
        if len(calls) == 3:
            enough.set()

    clock = Clock({"tick": tick}, every={"tick": 0.01})
    clock.start()
    await asyncio.wait_for(enough.wait(), 20)
    clock.stop()
    assert all(call.tzinfo is UTC for call in calls)


async def test_a_tick_that_fails_is_called_again_and_others_go_on() -> None:
    failed, other = asyncio.Event(), asyncio.Event()
    count = 0

    async def failing(now: datetime) -> None:
        nonlocal count
        count += 1
        if count == 2:
            failed.set()
        raise RuntimeError("a bug")

    async def good(now: datetime) -> None:
        other.set()

    clock = Clock({"failing": failing, "good": good}, every={"failing": 0.01, "good": 0.01})
    clock.start()
    await asyncio.wait_for(asyncio.gather(failed.wait(), other.wait()), 20)
    clock.stop()
    assert set(clock.ticked) == {"good"}


async def test_a_long_tick_is_never_called_twice_at_once() -> None:
    inside, most, calls = 0, 0, 0
    enough = asyncio.Event()

    async def slow(now: datetime) -> None:
        nonlocal inside, most, calls
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0.05)
        inside -= 1
        calls += 1
        if calls == 3:
            enough.set()

    clock = Clock({"slow": slow}, every={"slow": 0.01})
    clock.start()
    await asyncio.wait_for(enough.wait(), 20)
    clock.stop()
    assert most == 1


async def test_stopping_twice_or_before_the_start_is_harmless() -> None:
    clock = Clock({})
    clock.stop()
    clock.start()
    clock.stop()
    clock.stop()
