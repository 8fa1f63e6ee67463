"""One budget of a token for several processes: the decision, and processes on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from bot.delivery import Pacer
from bot.delivery.budget import Budget, TooLong
from bot.delivery.shares import waits
from bot.errors import Held
from bot.model import Limits
from bot.store import BOT_TREE, BotStore, TurnTaken
from digests import STORE_TREE, Database, StoreError, migrate
from tests.conftest import NOW

TELEGRAM = Limits(per_second=30, chat_interval=1.0, group_per_minute=20)
SLACK = Limits(chat_interval=1.0)


def under_way(number: int, *, reply: bool = False) -> list[TurnTaken]:
    return [TurnTaken(f"w{n}", False, reply, begun=99.9) for n in range(number)]


def ended(number: int, at: float, chat: str = "") -> list[TurnTaken]:
    return [TurnTaken(chat or f"e{at}.{n}", False, False, 0.0, at) for n in range(number)]


def ask(chat: str = "me", *, reply: bool = False, in_group: bool = False) -> list[TurnTaken]:
    return [TurnTaken(chat, in_group, reply)]


def test_what_is_under_way_and_what_ended_within_a_second_counts() -> None:
    assert waits(TELEGRAM, ask(reply=True), under_way(20) + ended(9, 99.5), 100) == [0]
    [wait] = waits(TELEGRAM, ask(reply=True), under_way(20) + ended(10, 99.5), 100)
    assert wait == pytest.approx(0.5)
    assert waits(TELEGRAM, ask(reply=True), under_way(20) + ended(10, 98.9), 100) == [0]
    assert 0 < waits(TELEGRAM, ask(reply=True), under_way(30), 100)[0] < 0.1


def test_many_that_ask_at_once_get_no_more_than_is_left_and_answers_go_first() -> None:
    asked = [*ask("a"), *ask("b"), *ask("c", reply=True)]
    assert [wait <= 0 for wait in waits(TELEGRAM, asked, ended(29, 99.5), 100)] == [
        False,
        False,
        True,
    ]


def test_digests_leave_a_tenth_to_answers_while_people_ask_and_one_else() -> None:
    assert waits(TELEGRAM, ask(), ended(28, 99.5), 100) == [0]
    assert waits(TELEGRAM, ask(), ended(29, 99.5), 100)[0] > 0
    asked_lately = [TurnTaken("p", False, True, 0.0, 60.0)]
    assert waits(TELEGRAM, ask(), ended(26, 99.5) + asked_lately, 100) == [0]
    assert waits(TELEGRAM, ask(), ended(27, 99.5) + asked_lately, 100)[0] > 0
    small = Limits(per_second=5)
    assert waits(small, ask(), ended(4, 99.5), 100) == [0]


def test_a_chat_rests_for_a_second_and_a_group_has_twenty_a_minute() -> None:
    for limits in (TELEGRAM, SLACK):
        [wait] = waits(limits, ask("x", reply=True), ended(1, 99.7, "x"), 100)
        assert wait == pytest.approx(0.7)
        assert waits(limits, ask("y", reply=True), ended(1, 99.7, "x"), 100) == [0]
    minute = [TurnTaken("g", True, False, 0.0, 45.0 + n) for n in range(20)]
    [wait] = waits(TELEGRAM, ask("g", reply=True, in_group=True), minute, 100)
    assert wait == pytest.approx(5)
    assert waits(TELEGRAM, ask("g", in_group=True), minute[1:], 100) == [0]


def test_a_rate_below_one_counts_over_a_longer_time() -> None:
    slow = Limits(per_second=0.5)
    [wait] = waits(slow, ask(), ended(1, 99.0), 100)
    assert wait == pytest.approx(1.0)


@pytest.fixture
async def stores(postgresql_url: str) -> AsyncIterator[list[BotStore]]:
    """Of three processes."""
    opened = [Database.open(postgresql_url) for _ in range(3)]
    await migrate(opened[0], [STORE_TREE, BOT_TREE], NOW)
    yield [BotStore(database) for database in opened]
    for database in opened:
        await database.close()


async def test_processes_that_share_a_token_stay_within_its_second(stores: list[BotStore]) -> None:
    pacers, spans = [Pacer(TELEGRAM) for _ in stores], list[tuple[float, float]]()
    for pacer, store in zip(pacers, stores, strict=True):
        pacer.share(store, "telegram")

    async def request(pacer: Pacer, chat: str, reply: bool) -> None:
        async with pacer.turn(chat, reply=reply) as turn:
            await turn.leave()
            begun = time.monotonic()
            await asyncio.sleep(0.01)
            spans.append((begun, time.monotonic()))

    await asyncio.gather(
        *(request(pacers[n % 3], f"c{n}", reply=n % 3 == 2) for n in range(100)),
    )
    for _, end in spans:  # nowhere more than thirty that may have been seen within one second
        assert sum(begun < end + 1 and other > end for begun, other in spans) <= 30
    assert len(spans) == 100


async def test_a_chat_that_one_process_wrote_to_rests_for_all(stores: list[BotStore]) -> None:
    first, second = (Budget(store, "slack", lambda: SLACK) for store in stores[:2])
    number = await first.take("C1", in_group=True, reply=False)
    asked = asyncio.create_task(second.take("C1", in_group=True, reply=True))
    assert await asyncio.wait_for(second.take("C2", in_group=True, reply=True), 5)
    begun = time.monotonic()
    first.give(number)
    await first.close()
    await asyncio.wait_for(asked, 10)
    assert time.monotonic() - begun >= 1.0


async def test_a_digest_gives_way_where_a_group_had_its_minute(stores: list[BotStore]) -> None:
    limits = Limits(group_per_minute=1)
    first, second = (Budget(store, "telegram", lambda: limits) for store in stores[:2])
    first.give(await first.take("-5", in_group=True, reply=True))
    await first.close()
    with pytest.raises(TooLong) as long:
        await second.take("-5", in_group=True, reply=False)
    assert 50 < long.value.seconds <= 60
    pacer = Pacer(limits)
    pacer.budget = second
    async with pacer.turn("-5", group=True) as turn:
        with pytest.raises(Held):
            await turn.leave()
    assert pacer.rest_of("-5") > 50


async def test_a_token_that_was_told_to_wait_waits_in_every_process(stores: list[BotStore]) -> None:
    from datetime import UTC, datetime, timedelta

    await stores[0].wait("telegram", datetime.now(UTC) + timedelta(minutes=1), "told to")
    with pytest.raises(TooLong):
        await Budget(stores[1], "telegram", lambda: TELEGRAM).take("1", in_group=False, reply=False)


async def test_who_gives_up_waiting_gives_back_what_he_was_given(stores: list[BotStore]) -> None:
    budget = Budget(stores[0], "telegram", lambda: Limits(chat_interval=0.2))
    for _ in range(5):
        asked = asyncio.create_task(budget.take("1", in_group=False, reply=True))
        await asyncio.sleep(0)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
    assert await asyncio.wait_for(budget.take("1", in_group=False, reply=True), 10)


async def test_a_database_that_is_away_holds_a_request_back(
    stores: list[BotStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    budget, store = Budget(stores[0], "telegram", lambda: TELEGRAM), stores[0]
    number = await budget.take("1", in_group=False, reply=False)
    there, tried = store.take_turns, 0

    async def away(*_: object) -> None:
        nonlocal tried
        tried += 1
        raise StoreError("away")

    monkeypatch.setattr("bot.delivery.budget.AWAY", (0.01, 0.01))
    monkeypatch.setattr(store, "take_turns", away)
    budget.give(number)
    with pytest.raises(Held):
        await budget.take("2", in_group=False, reply=False)
    assert tried == 3
    monkeypatch.setattr(store, "take_turns", there)
    assert await budget.take("1", in_group=False, reply=True)  # the end was kept and told
