"""`/healthz`, `/readyz` and `/metrics`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import time, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.model import Address, Order
from bot.store import BotStore
from digests import Arrivals, Database, Newsroom
from tests.bot.newsdesk import HOUR, NOW
from tests.bot.website import Site, bearer, open_site


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path) as opened:
        yield opened


async def test_the_process_is_alive_even_when_it_is_not_ready(site: Site) -> None:
    site.trouble = ["No contact with telegram: no answer.", "Deliveries stand still."]
    assert (await site.get("/healthz")).status_code == 200
    answer = await site.get("/readyz")
    assert answer.status_code == 503
    assert answer.text.splitlines() == site.trouble
    site.trouble = []
    assert (await site.get("/readyz")).status_code == 200


async def values(site: Site) -> dict[str, float]:
    """Each sample by its name and labels."""
    answer = await site.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            labels = ",".join(sample.labels.values())
            found[f"{sample.name} {labels}".strip()] = sample.value
    return found


async def test_the_metrics_count_what_there_is(site: Site) -> None:
    found = await values(site)
    assert found["digestbot_articles"] == 2
    assert found["digestbot_stories"] == 2
    assert found["digestbot_feeds active"] == 0
    assert found["digestbot_deliveries pending"] == 0
    assert found["digestbot_queue_age_seconds"] == 0
    assert found["digestbot_ready"] == 1
    site.trouble = ["Deliveries stand still."]
    assert (await values(site))["digestbot_ready"] == 0


async def test_the_metrics_tell_how_many_entries_wait_and_for_how_long(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = await values(site)
    assert found["digestbot_arrivals waiting"] == found["digestbot_arrivals_age_seconds"] == 0

    async def arrivals(_room: Newsroom) -> Arrivals:
        return Arrivals(5, NOW - HOUR, 2, "a fault of ours")

    monkeypatch.setattr(Newsroom, "arrivals", arrivals)
    found = await values(site)
    assert found["digestbot_arrivals waiting"] == 5
    assert found["digestbot_arrivals refused"] == 2
    assert found["digestbot_arrivals_age_seconds"] == 3600


async def due(site: Site, chats: int) -> None:
    """Deliveries that are due now."""
    for number in range(chats):
        chat = await site.store.chat(Address("terminal", str(number)), NOW)
        order = Order(topic="bridge", next_due=NOW, told_until=NOW - HOUR, times=(time(8),))
        await site.store.subscribe(chat, order, NOW)
    await site.store.fan_out(site.now)


async def finish(site: Site, after: timedelta, at_most: int = 100) -> None:
    """As if the deliveries had been sent so long after they were due."""
    from sqlalchemy import select, update

    from bot.store.tables import deliveries

    database: Database = site.store.database
    async with database.write() as connection:
        open_ones = select(deliveries.c.id).where(deliveries.c.state == "pending").limit(at_most)
        await connection.execute(
            update(deliveries)
            .where(deliveries.c.id.in_(open_ones))
            .values(state="sent", finished=NOW + after)
        )


async def test_the_queue_grows_old_while_nothing_is_delivered(site: Site) -> None:
    await due(site, 3)
    site.later(minutes=10)
    found = await values(site)
    assert found["digestbot_queue_deliveries"] == 3
    assert found["digestbot_queue_age_seconds"] == 600
    assert found["digestbot_deliveries pending"] == 3


async def test_each_latency_is_counted_once_however_often_it_is_asked(site: Site) -> None:
    await due(site, 3)
    await finish(site, timedelta(seconds=2), at_most=2)
    site.later(minutes=1)
    await values(site)
    await finish(site, timedelta(minutes=4))
    site.later(minutes=10)
    for _ in range(2):
        found = await values(site)
        assert found["digestbot_delivery_latency_seconds_bucket 1.0"] == 0
        assert found["digestbot_delivery_latency_seconds_bucket 2.5"] == 2
        assert found["digestbot_delivery_latency_seconds_bucket 300.0"] == 3
        assert found["digestbot_delivery_latency_seconds_bucket +Inf"] == 3
        assert found["digestbot_delivery_latency_seconds_count"] == 3
        assert found["digestbot_delivery_latency_seconds_sum"] == pytest.approx(244, abs=0.01)


async def test_metrics_ask_for_their_token_when_there_is_one(tmp_path: Path) -> None:
    async with open_site(tmp_path, metrics_token="scrape-me") as site:
        assert (await site.get("/metrics")).status_code == 401
        answer = await site.client.get("/metrics", headers=bearer("scrape-me"))
        assert answer.status_code == 200
        assert "scrape-me" not in answer.text


async def test_latencies_are_told_alike_on_both_databases(any_database: Database) -> None:
    from sqlalchemy import insert

    from bot.store import BOT_TREE
    from bot.store.tables import deliveries
    from digests import migrate

    await migrate(any_database, [BOT_TREE], NOW)
    store = BotStore(any_database)
    chat = await store.chat(Address("terminal", "1"), NOW)
    order = Order(topic="bridge", next_due=None, told_until=NOW)
    subscription = await store.subscribe(chat, order, NOW)
    took = (0.5, 3, 90, 7200)
    async with any_database.write() as connection:
        for number, seconds in enumerate(took):
            at = NOW + timedelta(minutes=number)
            row = {
                "subscription": subscription.id,
                "chat": chat.id,
                "platform": "terminal",
                "due": at,
                "told_until": at,
                "until": at,
                "state": "sent",
                "created": at,
                "finished": at + timedelta(seconds=seconds),
            }
            await connection.execute(insert(deliveries).values(row))
    found = await store.latencies(NOW, NOW + 24 * HOUR, (1, 60, 3600))
    assert found.counts == (1, 1, 1, 1)
    assert found.seconds == pytest.approx(sum(took), abs=0.01)
    days = await store.finished_between([NOW - HOUR, NOW + HOUR, NOW + 3 * HOUR])
    assert [sum(day.values()) for day in days] == [3, 1]
