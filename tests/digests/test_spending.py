"""What a model may cost: counted before each question, never passed, told once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from digests import (
    Article,
    Budget,
    Database,
    EndpointSettings,
    Newsroom,
    SummaryError,
    Topic,
    language_model,
    together,
    usage,
)
from digests.spending import BudgetError, Spending
from tests.digests.newsdesk import NOW, draft, query
from tests.servers.model import KEY, MODEL, Asked, ModelServer, Raw, model_server, points

DAY = timedelta(days=1)
TEXT = "The old harbour bridge will close for repairs in May. Ferries carry people until June."


def spending(
    database: Database, budget: Budget, now: datetime = NOW, told: list[str] | None = None
) -> Spending:
    async def tell(line: str) -> None:
        if told is not None:
            told.append(line)

    return Spending(database, budget, lambda: now, tell)


def article(number: int) -> Article:
    return Article(
        id=number,
        title="Bridge",
        text=f"The old harbour bridge number {number} will close for repairs in May.",
        outlet="Post",
        url=None,
        author=None,
        published=NOW,
        first_seen=NOW,
        language="en",
    )


def honest(asked: Asked) -> dict[str, Any]:
    return points((asked.sentences[1], [1]))


async def test_the_worst_case_is_counted_before_the_question(any_database: Database) -> None:
    kept = spending(any_database, Budget(price_in=2.0, price_out=10.0))
    reserved = await kept.reserve(1_000, 500)
    (day,) = await usage(any_database, NOW)
    assert (day.tokens_in, day.tokens_out, day.cost) == (1_000, 500, pytest.approx(0.007))
    await kept.settle(reserved, (100, 50))
    (day,) = await usage(any_database, NOW)
    assert (day.questions, day.tokens_in, day.tokens_out) == (1, 100, 50)
    assert day.cost == pytest.approx(0.0007)


@pytest.mark.parametrize(
    "budget",
    [
        Budget(daily_tokens=1_500),
        Budget(monthly_tokens=1_500),
        Budget(daily_money=0.0015, price_in=1.0, price_out=1.0),
        Budget(monthly_money=0.0015, price_in=1.0, price_out=1.0),
    ],
)
async def test_many_at_once_never_pass_a_cap(any_database: Database, budget: Budget) -> None:
    kept = spending(any_database, budget)
    asked = [kept.reserve(300, 100) for _ in range(12)]
    results = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(one, BudgetError) for one in results) == 9
    (day,) = await usage(any_database, NOW)
    assert day.tokens_in + day.tokens_out == 1_200


async def test_a_new_day_and_a_new_month_begin_at_nothing(database: Database) -> None:
    budget = Budget(daily_tokens=1_000, monthly_tokens=1_800)
    last = datetime(2026, 3, 30, 12, tzinfo=UTC)
    await spending(database, budget, last).reserve(900, 100)
    with pytest.raises(BudgetError, match="today"):
        await spending(database, budget, last).reserve(1, 0)
    await spending(database, budget, last + DAY).reserve(700, 0)
    with pytest.raises(BudgetError, match="this month"):
        await spending(database, budget, last + DAY).reserve(200, 0)
    await spending(database, budget, last + 2 * DAY).reserve(900, 100)
    assert together(await usage(database, last + DAY), "2026-03").tokens_in == 1_600


async def test_the_owner_is_told_once_for_each_cap_that_is_reached(any_database: Database) -> None:
    told: list[str] = []
    budget = Budget(daily_tokens=10)
    for now in (NOW, NOW, NOW + DAY):
        with pytest.raises(BudgetError):
            await spending(any_database, budget, now, told).reserve(20, 0)
    assert len(told) == 2
    assert "budget for today" in told[0]
    assert "digestbot usage" in told[0]
    assert [day.capped for day in await usage(any_database, NOW)] == ["day", "day"]


def newsroom(database: Database) -> Newsroom:
    return Newsroom(database, [Topic(name="all", title="Everything")])


def settings(server: ModelServer) -> EndpointSettings:
    return EndpointSettings(base_url=server.url, model=MODEL, api_key=KEY, timeout_seconds=5)


async def test_a_cap_of_zero_asks_nothing_and_still_tells_the_news(database: Database) -> None:
    room = newsroom(database)
    await room.take_in([draft("Bridge", TEXT)], NOW)
    async with (
        model_server(honest) as server,
        language_model(
            database, settings(server), Budget(daily_tokens=0), lambda: NOW
        ) as summariser,
    ):
        room.use_summariser(summariser)
        digest = await room.digest(query(), NOW)
    assert server.asked == []
    assert [point.written for point in digest.stories[0].points] == [False, False]
    assert digest.note is not None
    assert "budget for today is used up" in digest.note


async def test_what_the_endpoint_charges_never_passes_the_cap(database: Database) -> None:
    budget = Budget(daily_tokens=20_000)
    charged = 0

    def script(asked: Asked) -> dict[str, Any]:
        nonlocal charged
        answer = honest(asked)
        charged += len((asked.instructions + asked.text).encode()) // 4 + 60
        return answer

    async with (
        model_server(script) as server,
        language_model(database, settings(server), budget, lambda: NOW) as summariser,
    ):
        asked = [summariser.summarise([article(n)], (), 4) for n in range(60)]
        results = await asyncio.gather(*asked, return_exceptions=True)
    assert 0 < len(server.asked) < 60
    assert any(isinstance(one, BudgetError) for one in results)
    assert charged <= 20_000
    (day,) = await usage(database, NOW)
    assert day.tokens_in + day.tokens_out <= 20_000


async def test_a_question_whose_fate_is_unknown_stays_counted(database: Database) -> None:
    async with model_server(lambda _: Raw(delay=1)) as server:
        hasty = replace(settings(server), timeout_seconds=0.2)
        async with language_model(database, hasty, Budget(), lambda: NOW) as summariser:
            with pytest.raises(SummaryError, match="in time"):
                await summariser.summarise([article(1)], (), 4)
    (day,) = await usage(database, NOW)
    assert day.tokens_out == 4 * 160
    assert day.tokens_in > 1_000


async def test_answers_that_nobody_asked_for_in_months_are_forgotten(database: Database) -> None:
    later, now = NOW + timedelta(days=91), [NOW]
    async with model_server(honest) as server:
        async with language_model(
            database, settings(server), Budget(), lambda: now[0]
        ) as summariser:
            await summariser.summarise([article(1)], (), 4)
            await summariser.summarise([article(1)], (), 4)
            assert len(server.asked) == 1
            now[0] = later
            await summariser.summarise([article(2)], (), 4)
            await summariser.summarise([article(1)], (), 4)
        assert len(server.asked) == 3
