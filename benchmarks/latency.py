"""How long people wait for /latest and /search while 100,000 digests are fanned out and built.

Made-up articles (see `stock`) up to now, 2,000 a day, and a topic that takes two in a hundred of
them; 100,000 chats subscribed to it. They were told last at one of 24 hours, and each hundredth
subscribed since at a moment of its own. While all but these are due again and again, people ask
many times a second, each time another one and each command with a key of its own, and beside them
`SELECT 1` goes the same way to the database. The answer counts from the moment at which it was due
to be asked until it could leave.

    python -m benchmarks.latency [--sizes 10000 100000 1000000] [--chats 100000] [--keep FOLDER]
        [--seconds 60] [--kinds sqlite postgresql]

With `--keep` the articles are written once, into files of that folder and databases on the server,
and a later run begins at once; these databases are dropped by hand (their names begin with
`digestbot_bench_stock_`, or what BENCH_DATABASE_PREFIX says). A million articles take 1.2 GB in a
file and 1.9 GB on the server, twice each while they are measured.

Last line: JSON: `latest_p99_ratio_KIND` and `search_p99_ratio_KIND` at the largest size (p99 of the
answer to p99 of SELECT 1; aim: 5), `curve_KIND` with milliseconds and ratios for each size.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import count, cycle
from pathlib import Path
from typing import Any

from sqlalchemy import text

from benchmarks import crowd
from benchmarks.crowd import Latencies, utc_now
from benchmarks.fanout import all_due_again, platforms
from benchmarks.round import OneDigest
from benchmarks.stock import TOPIC, stocked
from bot.commands import Desk, DeskSettings
from bot.delivery.builder import Builder
from bot.model import Address, ChatKind, Command, Person
from bot.store import BotStore
from digests import Database, Newsroom

ASKED_A_SECOND = 8
SHARES = (50, 99)


class People:
    """Ask the desk, each time another chat. `behind` is how old the newest article is."""

    def __init__(self, database: Database, chats: int, behind: timedelta = timedelta()) -> None:
        self._database = database
        self._behind = behind
        self._keys = count(1)
        self._chats = cycle(random.sample(range(1, chats + 1), chats))
        newsroom, store = Newsroom(database, [TOPIC]), BotStore(database)
        self._desk = Desk(newsroom, store, platforms(), DeskSettings())

    async def latest(self) -> None:
        assert (await self._ask("latest", "")).digest

    async def search(self) -> None:
        assert (await self._ask("search", f"w{random.randrange(10, 3000)}q")).buttons

    async def select_1(self) -> None:
        await self._database.read_in_thread(lambda it: it.scalar(text("SELECT 1")))

    async def _ask(self, name: str, argument: str) -> Any:
        key, number = next(self._keys), next(self._chats)
        command = Command(
            name=name,
            argument=argument,
            address=Address("telegram", str(number)),
            chat_kind=ChatKind.PRIVATE,
            person=Person(id=str(number)),
            received=utc_now() - self._behind,
            key=f"{key}",
        )
        return await self._desk.handle(command)


async def people_of(database: Database, chats: int) -> People:
    """Subscribers, as if the newest article had come just now."""
    newest = (await Newsroom(database, []).edition()).changed or utc_now()
    await crowd.told_apart(database, chats, newest)
    return People(database, chats, utc_now() - newest)


async def measure(url: str, chats: int, seconds: float) -> dict[str, Any]:
    database = Database.open(url)
    people, found = await people_of(database, chats), dict[str, Latencies]()
    questions = {"latest": people.latest, "search": people.search, "select_1": people.select_1}
    for question in questions.values():
        await question()  # what is loaded at the first use is loaded now
    fanning_out = asyncio.create_task(fan_out_for_ever(database))
    async with AsyncExitStack() as stack:
        for name, question in questions.items():
            asking = crowd.asked(question, ASKED_A_SECOND)
            found[name] = await stack.enter_async_context(asking)
        await asyncio.sleep(seconds)
    fanning_out.cancel()
    await asyncio.gather(fanning_out, return_exceptions=True)
    await database.close()
    one = found["select_1"]
    milliseconds = {
        f"{name}_p{share}_ms": each.ms(share / 100)
        for name, each in found.items()
        for share in SHARES
    }
    ratios = {
        f"{name}_p{share}_ratio": round(
            found[name].percentile(share / 100) / one.percentile(share / 100), 1
        )
        for name in ("latest", "search")
        for share in SHARES
    }
    return {
        **milliseconds,
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
        await all_due_again(database, f"id % {crowd.NEWCOMER} > 0")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--chats", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60, help="of asking, each size and kind")
    parser.add_argument("--keep", type=Path, help="where the articles are written once")
    parser.add_argument("--kinds", nargs="+", default=crowd.kinds(), choices=crowd.KINDS)
    given = parser.parse_args()
    figures: dict[str, Any] = {}
    for kind in given.kinds:
        curve: dict[int, dict[str, Any]] = {}
        for size in sorted(given.sizes):
            with stocked(kind, size, given.chats, given.keep) as url:
                curve[size] = asyncio.run(measure(url, given.chats, given.seconds))
            print(f"{kind}, {size} articles: {curve[size]}", flush=True)
        for name in ("latest", "search"):
            figures[f"{name}_p99_ratio_{kind}"] = curve[max(curve)][f"{name}_p99_ratio"]
        figures[f"curve_{kind}"] = curve
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
