"""How taking in gets slower as the store grows: `python -m benchmarks.stories_scale [--sizes N,N]`.

Made-up articles (2,000 a day, words as frequent as in real text, a third of the articles about a
running event) go through the real intake into a SQLite file. Each size is measured in a process of
its own, which opens the file, takes in the last articles up to the size, so that it remembers what
it would after days, and is timed over the next ones, made before. What stands in the file before
that is written by another process. The last line is JSON: articles per CPU second by size,
`throughput_1m_to_10k`, the peak of resident memory by size and `memory_1m_to_10k`.

Only the mass before the last 32,000 articles of a large size is written straight into the tables
(articles, keys, stories, index of words, counts of words, and runs where they are still kept), each
a story of its own, for what assigning searches holds nothing that came more than 15 days ago.
"""

from __future__ import annotations

import argparse
import asyncio
import bisect
import json
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from itertools import accumulate, count, islice
from pathlib import Path
from typing import TypedDict, TypeVar

from digests import STORE_TREE, ArticleDraft, Database, Newsroom, migrate
from digests.copying import DAY, site_of
from digests.preparing import to_article
from digests.store.assigning import (
    NewIds,
    next_batch,
    save_story_count,
    save_words,
    told_words,
)
from digests.store.batch import Batch
from digests.store.copies import save_runs
from digests.store.database import Transaction
from digests.store.outgrown import PERIODS
from digests.stories.copies import PERIOD, period_of, shape_of
from digests.stories.keys import keys_of

Result = TypeVar("Result")
SIZES = "1000,10000,100000,1000000"
TIMED = 2_000
A_DAY = 2_000
YOUNG = 32_000
WARM = 10_000  # taken in by the process that is measured, before it is timed
AT_ONCE = 1_000
MASS_AT_ONCE = 50_000  # in one transaction
START = datetime(2020, 1, 1, tzinfo=UTC)
SUMS = list(accumulate(1 / (rank + 10) for rank in range(60_000)))


class Measured(TypedDict):
    """Articles per CPU second; megabytes: resident at most, and proportional at the end."""

    rate: float
    peak: float
    proportional: float
    stories: int


class Writer:
    """Writes articles of about 60 words: general ones, and those of a few events. An article is
    known by its number alone, so that any process can go on from any of them.
    """

    def articles(self, begin: int = 0) -> Iterator[ArticleDraft]:
        for number in count(begin):
            yield self._article(number, START + timedelta(days=1) * (number / A_DAY))

    def _article(self, number: int, published: datetime) -> ArticleDraft:
        chance, newest = random.Random(number), number // 30
        told = chance.random() < 1 / 3
        event = event_words(chance.randint(max(0, newest - 400), newest))
        words = chance.sample(event if told else draw(chance, 25), 14) + draw(chance, 46)
        return ArticleDraft(
            title=" ".join(words[:9]),
            text=" ".join(words) + f" report {number}.",
            outlet=f"Outlet {number % 40}",
            url=f"https://outlet{number % 40}.example/{number}",
            published=published,
            language="en",
        )


@lru_cache(maxsize=500)
def event_words(event: int) -> list[str]:
    return draw(random.Random(f"event {event}"), 25)


def draw(chance: random.Random, number: int) -> list[str]:
    top = SUMS[-1]
    return [f"w{bisect.bisect(SUMS, chance.random() * top)}q" for _ in range(number)]


def run(sizes: Sequence[int], file: Path) -> dict[str, object]:
    measured: dict[str, Measured] = {}
    stored = 0
    for size in sizes:
        begin = max(stored, size - WARM)
        elsewhere(partial(prepare, file, stored, begin))
        measured[str(size)] = elsewhere(partial(measure, file, begin, size))
        stored = size + TIMED
        print(f"{size:>9,} stored: {measured[str(size)]}", flush=True)
    return {
        "throughput_1m_to_10k": ratio({size: one["rate"] for size, one in measured.items()}),
        "articles_per_cpu_second": {size: one["rate"] for size, one in measured.items()},
        "memory_1m_to_10k": ratio({size: one["peak"] for size, one in measured.items()}),
        "peak_memory_mb": {size: one["peak"] for size, one in measured.items()},
        "proportional_memory_mb": {size: one["proportional"] for size, one in measured.items()},
        "stories": max((one["stories"] for one in measured.values()), default=0),
        "database_mb": round(file.stat().st_size / 1e6, 1),
    }


def ratio(curve: dict[str, float]) -> float | None:
    if not {"1000000", "10000"} <= curve.keys():
        return None
    return round(curve["1000000"] / curve["10000"], 3)


def elsewhere(work: Callable[[], Result]) -> Result:
    """Do it in a new process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(work).result()


def prepare(file: Path, stored: int, until: int) -> None:
    """Fill the file with the articles from one number up to another."""

    async def work() -> None:
        database = Database.open(f"sqlite:///{file}")
        await migrate(database, [STORE_TREE], START)
        articles, mass = Writer().articles(stored), max(0, until - stored - YOUNG)
        kept = START + timedelta(days=until / A_DAY - (PERIODS + 1) * PERIOD)
        for done in range(0, mass, MASS_AT_ONCE):
            part = islice(articles, min(MASS_AT_ONCE, mass - done))
            await database.write_in_thread(partial(write_mass, part, kept=kept))
        await fill(Newsroom(database, []), articles, until - stored - mass)
        await database.close()

    asyncio.run(work())


def measure(file: Path, stored: int, size: int) -> Measured:
    """Take in up to the size, then measure over the next articles."""

    async def work() -> Measured:
        database = Database.open(f"sqlite:///{file}")
        newsroom, articles = Newsroom(database, []), Writer().articles(stored)
        await fill(newsroom, articles, size - stored)
        timed = list(islice(articles, TIMED))
        began = time.process_time()
        await fill(newsroom, iter(timed), TIMED)
        rate = round(TIMED / (time.process_time() - began), 1)
        peak, proportional = memory("status", "VmHWM"), memory("smaps_rollup", "Pss")
        stories = (await newsroom.counts()).stories
        await database.close()
        return Measured(rate=rate, peak=peak, proportional=proportional, stories=stories)

    return asyncio.run(work())


def write_mass(
    drafts: Iterator[ArticleDraft], connection: Transaction, kept: datetime | None = None
) -> int:
    """Articles that nothing is compared with any more, by the writers of the intake; runs of those
    that were published after `kept` are written too.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA cache_size = -400000")  # KB: its keys come in any order
    ids, stories = NewIds(connection, "articles"), NewIds(connection, "stories")
    told: Counter[str] = Counter()
    written, batch = 0, Batch()
    while part := list(islice(drafts, AT_ONCE)):
        runs: list[tuple[int, int, int]] = []
        for draft in part:
            story, words = stories.draw(), list(dict.fromkeys(draft.text.rstrip(".").split()))
            article = to_article(draft, ids.draw(), draft.published or START)
            batch.begin_story(story, article)
            batch.add(article, story, keys_of(draft), words)
            told.update(words)
            if kept and article.published > kept:
                day = article.published.timestamp() / DAY
                sample = shape_of(draft.title, draft.text, site_of(draft), day).sample
                runs += [(period_of(day), run, article.id) for run in sample]
        batch.flush(connection)
        save_runs(connection, runs)
        written += len(part)
    known = told_words(connection, told)
    save_words(connection, {word: count + known.get(word, 0) for word, count in told.items()})
    save_story_count(connection, next_batch(connection)[1] + written)
    return written


def memory(file: str, name: str) -> float:
    """Megabytes of this process, by a line of a file that Linux keeps about it."""
    lines = (Path("/proc/self") / file).read_text(encoding="utf-8").splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024, 1)


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
    arguments.add_argument("--sizes", default=SIZES, help="what to measure at")
    sizes = sorted(int(size) for size in arguments.parse_args().sizes.split(","))
    with tempfile.TemporaryDirectory() as folder:
        result = run(sizes, Path(folder) / "scale.db")
    json.dump(result, sys.stdout)
    print()


if __name__ == "__main__":
    main()
