"""How taking in gets slower as the store grows: `python -m benchmarks.stories_scale [--most N]`.

Made-up articles (2,000 a day, words as frequent as in real text, a third of the articles about a
running event) go through the real intake into a SQLite file. At each size the next articles are
timed. The last line is JSON: articles a second by size, `throughput_1m_to_10k`, peak memory in MB.
"""

from __future__ import annotations

import argparse
import asyncio
import bisect
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path

from digests import STORE_TREE, ArticleDraft, Database, Newsroom, migrate

SIZES = (1_000, 10_000, 100_000, 1_000_000)
TIMED = 2_000
A_DAY = 2_000
START = datetime(2020, 1, 1, tzinfo=UTC)


class Writer:
    """Writes articles of about 60 words: general ones, and those of a few events."""

    def __init__(self) -> None:
        self._random = random.Random(7)
        self._sums = list(accumulate(1 / (rank + 10) for rank in range(60_000)))
        self._events: list[list[str]] = []

    def articles(self) -> Iterator[ArticleDraft]:
        number = 0
        while True:
            published = START + timedelta(days=1) * (number / A_DAY)
            yield self._article(number, published)
            number += 1

    def _article(self, number: int, published: datetime) -> ArticleDraft:
        if number % 30 == 0:
            self._events = [*self._events[-400:], self._words(25)]
        told = self._random.random() < 1 / 3
        theme = self._random.choice(self._events) if told else self._words(25)
        words = self._random.sample(theme, 14) + self._words(46)
        return ArticleDraft(
            title=" ".join(words[:9]),
            text=" ".join(words) + f" report {number}.",
            outlet=f"Outlet {number % 40}",
            url=f"https://outlet{number % 40}.example/{number}",
            published=published,
            language="en",
        )

    def _words(self, number: int) -> list[str]:
        top = self._sums[-1]
        return [
            f"w{bisect.bisect(self._sums, self._random.random() * top)}q" for _ in range(number)
        ]


async def run(most: int) -> dict[str, object]:
    curve: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/scale.db")
        await migrate(database, [STORE_TREE], START)
        newsroom, articles, stored = Newsroom(database, []), Writer().articles(), 0
        for size in [size for size in SIZES if size <= most]:
            stored += await fill(newsroom, articles, size - stored)
            began = time.process_time()
            stored += await fill(newsroom, articles, TIMED)
            curve[str(size)] = round(TIMED / (time.process_time() - began), 1)
            print(f"{size:>9,} stored: {curve[str(size)]:,.0f} articles a second", flush=True)
        counts = await newsroom.counts()
        await database.close()
        file = Path(folder) / "scale.db"
        megabytes = round(file.stat().st_size / 1e6, 1)
    ratio = curve["1000000"] / curve["10000"] if "1000000" in curve else None
    memory = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    return {
        "throughput_1m_to_10k": round(ratio, 3) if ratio else None,
        "articles_per_cpu_second": curve,
        "stories": counts.stories,
        "peak_memory_mb": memory,
        "database_mb": megabytes,
    }


async def fill(newsroom: Newsroom, articles: Iterator[ArticleDraft], number: int) -> int:
    taken = 0
    while part := list(islice(articles, min(1_000, number - taken))):
        await newsroom.take_in(part, part[-1].published or START)
        taken += len(part)
        if taken >= number:
            break
    return taken


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--most", type=int, default=SIZES[-1], help="largest size to go to")
    result = asyncio.run(run(arguments.parse_args().most))
    json.dump(result, sys.stdout)
    print()


if __name__ == "__main__":
    main()
