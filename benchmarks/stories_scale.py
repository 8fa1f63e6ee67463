"""How taking in gets slower as the store grows: `python -m benchmarks.stories_scale [--sizes N,N]`.

Made-up articles (2,000 a day, words as frequent as in real text, a third of the articles about a
running event) go through the real intake into a SQLite file. At each size the next articles are
timed. The last line is JSON: articles a second by size, `throughput_1m_to_10k`, peak memory in MB
by size.

Only the mass between 100,000 and the last 60,000 articles of a larger size is written straight into
the tables (articles, keys, stories, index of words, counts of words), each a story of its own, for
what assigning and finding copies search holds hardly anything that is more than a month old.
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
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate, islice
from pathlib import Path

from digests import STORE_TREE, ArticleDraft, Database, Newsroom, migrate
from digests.intake import to_article
from digests.store.assigning import (
    NewIds,
    next_batch,
    save_story_count,
    save_words,
    told_words,
)
from digests.store.batch import Batch
from digests.store.database import Transaction
from digests.stories.keys import keys_of

SIZES = "1000,10000,100000,1000000"
TIMED = 2_000
A_DAY = 2_000
YOUNG = 60_000
AT_ONCE = 1_000
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


async def run(sizes: Sequence[int]) -> dict[str, object]:
    curve: dict[str, float] = {}
    memory: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/scale.db")
        await migrate(database, [STORE_TREE], START)
        newsroom, articles, stored = Newsroom(database, []), Writer().articles(), 0
        for size in sizes:
            if size - stored > 2 * YOUNG:
                mass = islice(articles, size - stored - YOUNG)
                stored += await database.write_in_thread(partial(write_mass, mass))
            stored += await fill(newsroom, articles, size - stored)
            began = time.process_time()
            stored += await fill(newsroom, articles, TIMED)
            curve[str(size)] = round(TIMED / (time.process_time() - began), 1)
            memory[str(size)] = peak_memory()
            print(f"{size:>9,} stored: {curve[str(size)]:,.0f} articles a second", flush=True)
        counts = await newsroom.counts()
        await database.close()
        file = Path(folder) / "scale.db"
        megabytes = round(file.stat().st_size / 1e6, 1)
    ratio = curve["1000000"] / curve["10000"] if {"1000000", "10000"} <= curve.keys() else None
    return {
        "throughput_1m_to_10k": round(ratio, 3) if ratio else None,
        "articles_per_cpu_second": curve,
        "stories": counts.stories,
        "peak_memory_mb": memory,
        "database_mb": megabytes,
    }


def write_mass(drafts: Iterator[ArticleDraft], connection: Transaction) -> int:
    """Articles that nothing is compared with any more, by the writers of the intake."""
    ids, stories = NewIds(connection, "articles"), NewIds(connection, "stories")
    told: Counter[str] = Counter()
    written, batch = 0, Batch()
    while part := list(islice(drafts, AT_ONCE)):
        for draft in part:
            story, words = stories.draw(), list(dict.fromkeys(draft.text.rstrip(".").split()))
            article = to_article(draft, ids.draw(), draft.published or START)
            batch.begin_story(story, article)
            batch.add(article, story, keys_of(draft), words)
            told.update(words)
        batch.flush(connection)
        written += len(part)
    known = told_words(connection, told)
    save_words(connection, {word: count + known.get(word, 0) for word, count in told.items()})
    save_story_count(connection, next_batch(connection)[1] + written)
    return written


def peak_memory() -> float:
    """Megabytes that the process has needed at most so far."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


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
    arguments.add_argument(
        "--sizes", default="1000,10000,100000,1000000", help="what to measure at"
    )
    sizes = sorted(int(size) for size in arguments.parse_args().sizes.split(","))
    result = asyncio.run(run(sizes))
    json.dump(result, sys.stdout)
    print()


if __name__ == "__main__":
    main()
