"""How long people wait for /latest and /search while 100,000 digests are fanned out and built.

Made-up articles (see `stories_scale`) up to now, 2,000 a day, and a topic that takes two in a
hundred of them; 100,000 chats subscribed to it. While all of them are due again and again, people
ask a few times a second, each time another one, and beside them `SELECT 1` goes the same way to the
database. The answer counts from the moment at which it was due to be asked until it could leave.

    python -m benchmarks.latency [--sizes 10000 100000] [--chats 100000]

Last line: JSON: `latest_p99_ratio_sqlite`, `latest_p99_ratio_postgresql` at the largest size (p99
of /latest to p99 of SELECT 1; aim: 5), `curve_KIND` with milliseconds and ratios for each size.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from itertools import count, islice
from typing import Any

from sqlalchemy import text

from benchmarks import crowd
from benchmarks.crowd import Latencies, utc_now
from benchmarks.fanout import all_due_again, platforms
from benchmarks.round import OneDigest
from benchmarks.stories_scale import A_DAY, Writer
from bot.commands import Desk, DeskSettings
from bot.delivery.builder import Builder
from bot.model import Address, ChatKind, Command, Person
from bot.store import BotStore
from digests import ArticleDraft, Database, Newsroom, Topic

TOPIC = Topic(name=crowd.TOPIC, title="The harbour", words=("w300q", "w301q"))
ASKED_A_SECOND = 3
SECONDS = 40
BATCH = 1_000


def articles(number: int) -> Iterator[ArticleDraft]:
    """So many, the last one of now."""
    began = utc_now() - timedelta(days=number / A_DAY)
    for at, draft in enumerate(islice(Writer().articles(), number)):
        yield replace(draft, published=began + timedelta(days=at / A_DAY))


def stock(url: str, number: int, chats: int) -> None:
    """Chats and articles; runs in a process of its own."""
    crowd.crowd(url, chats)
    asyncio.run(_take_in(url, number))


async def _take_in(url: str, number: int) -> None:
    database, drafts, began = Database.open(url), articles(number), time.monotonic()
    newsroom, taken = Newsroom(database, [TOPIC]), 0
    while part := list(islice(drafts, BATCH)):
        await newsroom.take_in(part, part[-1].published or utc_now())
        taken += len(part)
        if taken % (20 * BATCH) == 0:
            speed = taken / (time.monotonic() - began)
            print(f"{taken} articles, {speed:.0f} a second", file=sys.stderr, flush=True)
    await newsroom.close()
    crowd.vacuum(database)
    await database.close()


class People:
    """Ask the desk, each time another one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._numbers = count(1)
        newsroom, store = Newsroom(database, [TOPIC]), BotStore(database)
        self._desk = Desk(newsroom, store, platforms(), DeskSettings())

    async def latest(self) -> None:
        await self._ask("latest", "")

    async def search(self) -> None:
        await self._ask("search", f"w{random.randrange(50, 3000)}q")

    async def select_1(self) -> None:
        async with self._database.read() as connection:
            await connection.execute(text("SELECT 1"))

    async def _ask(self, name: str, argument: str) -> None:
        number = next(self._numbers)
        command = Command(
            name=name,
            argument=argument,
            address=Address("telegram", str(number)),
            chat_kind=ChatKind.PRIVATE,
            person=Person(id=str(number)),
            received=utc_now(),
        )
        assert await self._desk.handle(command)


async def measure(url: str) -> dict[str, Any]:
    database = Database.open(url)
    people, found = People(database), dict[str, Latencies]()
    questions = {"latest": people.latest, "search": people.search, "select_1": people.select_1}
    for question in questions.values():
        await question()  # what is loaded at the first use is loaded now
    fanning_out = asyncio.create_task(fan_out_for_ever(database))
    async with AsyncExitStack() as stack:
        for name, question in questions.items():
            asking = crowd.asked(question, ASKED_A_SECOND)
            found[name] = await stack.enter_async_context(asking)
        await asyncio.sleep(SECONDS)
    fanning_out.cancel()
    await asyncio.gather(fanning_out, return_exceptions=True)
    await database.close()
    ours = {
        f"{name}_p{share}_ms": each.ms(share / 100)
        for name, each in found.items()
        for share in (50, 99)
    }
    one = found["select_1"]
    ratios = {
        f"{name}_p{share}_ratio": round(
            found[name].percentile(share / 100) / one.percentile(share / 100), 1
        )
        for name in ("latest", "search")
        for share in (50, 99)
    }
    return {
        **ours,
        **ratios,
        "answers": len(found["latest"].seconds),
        "failed": found["latest"].failed + found["search"].failed,
    }


async def fan_out_for_ever(database: Database) -> None:
    store = BotStore(database)
    while True:
        now = utc_now()
        await store.fan_out(now)
        await Builder(OneDigest(3), store, platforms()).build(now)
        await all_due_again(database)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--chats", type=int, default=100_000)
    given = parser.parse_args()
    figures: dict[str, Any] = {}
    for kind in crowd.kinds():
        curve: dict[int, dict[str, Any]] = {}
        for size in sorted(given.sizes):
            with crowd.fresh(kind) as url:
                crowd.apart(stock, url, size, given.chats)
                curve[size] = asyncio.run(measure(url))
            print(f"{kind}, {size} articles: {curve[size]}", flush=True)
        figures[f"latest_p99_ratio_{kind}"] = curve[max(curve)]["latest_p99_ratio"]
        figures[f"curve_{kind}"] = curve
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
