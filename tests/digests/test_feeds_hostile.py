"""Every case of the hostile server has its named outcome, and no case spoils another."""

from __future__ import annotations

from digests import Fetcher, FetchPolicy, check_feeds
from tests.servers.web import CASES, hostile

POLICY = FetchPolicy(allow_private=("127.0.0.0/8",), timeout_seconds=8.0, per_host=10)


async def test_every_hostile_answer_has_its_named_outcome() -> None:
    async with hostile() as address, Fetcher(POLICY) as fetcher:
        urls = [f"{address}/{name}" for name in CASES]
        found = {check.url.rpartition("/")[2]: check async for check in check_feeds(urls, fetcher)}
    outcomes = {name: (check.outcome, check.entries) for name, check in found.items()}
    assert outcomes == {name: (case.outcome, case.entries) for name, case in CASES.items()}
    assert len(CASES) >= 40
