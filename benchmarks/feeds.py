"""Poll feeds on a loopback server, cold and unchanged, against the `reader` library.

`python -m benchmarks.feeds [--feeds 1000 | --folder FOLDER]`. Each side runs in a process of its
own, one after the other, each feed at a host of its own. A poll does the same on both sides: fetch,
read, store durably, know what is new. Taking in what arrived (copies, stories, search) is a step of
its own, which reader does not have: `assigned_ratio` holds our cold poll and that step together
against reader's cold poll alone.

CPU counts child processes; memory is the sum over the process and its children, shared pages in
shares (PSS), sampled while they poll. The server counts what it was asked, so that a side that
skips feeds is found out. The last line is JSON with the ratios, theirs by ours; memory is ours by
theirs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.feed_server import stored

if TYPE_CHECKING:
    from digests import Database

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
READER_THREADS = 10
SAMPLE_SECONDS = 0.1  # a look at the memory takes some milliseconds


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Seconds and CPU seconds of both passes and of taking in, peak memory in MB."""

    cold: float
    cold_cpu: float
    unchanged: float
    unchanged_cpu: float
    memory: float
    unchanged_memory: float
    after: float = 0.0
    after_cpu: float = 0.0
    after_memory: float = 0.0


class Pass:
    """Times one pass and checks at the server that every feed was asked as it should be; nothing
    is checked where nothing is `expected`.
    """

    def __init__(self, port: int, feeds: int, expected: str | None) -> None:
        self._port, self._feeds, self._expected = port, feeds, expected

    def __enter__(self) -> Pass:
        self.peak = 0.0
        self._done = threading.Event()
        self._sampler = threading.Thread(target=self._sample)
        self._sampler.start()
        self._begin, self._cpu = time.perf_counter(), cpu()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.seconds, self.cpu = time.perf_counter() - self._begin, cpu() - self._cpu
        self._done.set()
        self._sampler.join()
        if kind is None and self._expected:
            address = f"http://127.0.0.1:{self._port}/counts"
            counts = json.load(urllib.request.urlopen(address))
            # A feed that could not be read gives its body again.
            if sum(counts.values()) != self._feeds or not counts[self._expected]:
                raise SystemExit(
                    f"{self._feeds} feeds should have given {self._expected}: {counts}"
                )

    def _sample(self) -> None:
        while not self._done.wait(SAMPLE_SECONDS):
            self.peak = max(self.peak, memory_mb())


def ours(urls: list[str], folder: Path, port: int, unchanged_only: bool = False) -> Measured:
    async def run() -> Measured:
        from digests import Database, Feed, Fetcher, FetchPolicy, Newsroom

        database = Database.open(address_in(folder))
        async with Fetcher(FetchPolicy(allow_private=("127.0.0.0/8",))) as fetcher:
            room = Newsroom(database, [], fetcher=fetcher)
            await room.sync_feeds([Feed(id=0, url=url) for url in urls], NOW)
            if unchanged_only:
                await pretend_read(database)
            passes = []
            both = (("body", NOW), ("unchanged", NOW + timedelta(days=2)))
            for expected, now in both[unchanged_only:]:
                with Pass(port, len(urls), expected) as measured:
                    await room.poll(now)
                    await room.close()  # a child's CPU time is counted when it has ended
                passes.append(measured)
            with Pass(port, len(urls), None) as taking_in:
                await room.take_in_arrivals(NOW)
        await database.close()
        return result(passes[0], passes[-1], taking_in)

    return asyncio.run(run())


def address_in(folder: Path) -> str:
    return f"sqlite:///{folder}/ours.db"


async def made(folder: Path) -> None:
    """Make the database: a bot that runs has it, and no longer holds what makes it."""
    from digests import STORE_TREE, Database, migrate

    database = Database.open(address_in(folder))
    await migrate(database, [STORE_TREE], NOW)
    await database.close()


async def pretend_read(database: Database) -> None:
    """Give every feed the tag that the server knows it by."""
    from digests.store.feeds import FeedStore

    store = FeedStore(database)
    tags = {feed.id: {"etag": f'"tag-{feed.url.rpartition("/")[2]}"'} for feed in await store.all()}
    await store.record(tags, {}, NOW)


def theirs(urls: list[str], folder: Path, port: int) -> Measured:
    # reader imports `sgmllib`, which feedparser now brings under a name of its own.
    sys.modules.setdefault("sgmllib", import_module("feedparser_sgmllib"))
    from reader import make_reader

    reader = make_reader(str(folder / "theirs.db"))
    for url in urls:
        reader.add_feed(url)
    passes = []
    for expected in ("body", "unchanged"):
        with Pass(port, len(urls), expected) as measured:
            # `scheduled` would skip every feed that was asked within the hour.
            reader.update_feeds(scheduled=False, workers=READER_THREADS)
        passes.append(measured)
    return result(*passes)


def result(cold: Pass, unchanged: Pass, after: Pass | None = None) -> Measured:
    return Measured(
        cold=cold.seconds,
        cold_cpu=cold.cpu,
        unchanged=unchanged.seconds,
        unchanged_cpu=unchanged.cpu,
        memory=max(cold.peak, unchanged.peak),
        unchanged_memory=unchanged.peak,
        after=after.seconds if after else 0.0,
        after_cpu=after.cpu if after else 0.0,
        after_memory=after.peak if after else 0.0,
    )


def cpu() -> float:
    """Seconds of this process and of the children that have ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(kind)[:2]) for kind in kinds)


def memory_mb() -> float:
    """What this process and its living children hold at the moment."""
    own = Path("/proc/self")
    children = " ".join(text_of(task / "children") for task in (own / "task").iterdir())
    return sum(resident_kb(pid) for pid in ("self", *children.split())) / 1024


def resident_kb(pid: str) -> int:
    """The share of a process: pages of libraries that others map too count in part."""
    lines = text_of(Path(f"/proc/{pid}/smaps_rollup")).split("\n")
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""  # it ended meanwhile


SIDES: dict[str, Callable[..., Measured]] = {
    "ours": ours,
    "theirs": theirs,
    "unchanged": partial(ours, unchanged_only=True),
}


def measure(side: Callable[[list[str], Path, int], Measured], port: int, count: int) -> Measured:
    urls = [f"http://127.0.{n // 250 + 1}.{n % 250 + 1}:{port}/{n}" for n in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "benchmarks.feeds", "--make", folder], check=True)
        return side(urls, Path(folder), port)


def in_its_own_process(side: str, port: int, feeds: int) -> Measured:
    command = [sys.executable, "-m", "benchmarks.feeds", "--side", side]
    command += ["--port", str(port), "--feeds", str(feeds)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found = Measured(**json.loads(done.stdout.splitlines()[-1]))
    print(
        f"{side}: cold {feeds / found.cold:.1f} feeds/s ({found.cold_cpu:.1f} CPU s), unchanged "
        f"{feeds / found.unchanged:.0f} feeds/s ({found.unchanged_cpu:.1f} CPU s), peak "
        f"{found.memory:.0f} MB, of the unchanged pass {found.unchanged_memory:.0f} MB; taking in "
        f"{found.after:.1f} s ({found.after_cpu:.1f} CPU s), peak {found.after_memory:.0f} MB"
    )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--folder", type=Path, help="serve its feeds, not made-up ones")
    parser.add_argument(
        "--side",
        choices=tuple(SIDES),
        help="measure one side alone; unchanged: ours, nothing but 304s",
    )
    parser.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        asyncio.run(made(options.make))
        return
    if options.port:
        print(json.dumps(asdict(measure(SIDES[options.side], options.port, options.feeds))))
        return
    if options.folder:
        options.feeds = len(stored(options.folder))
    of = str(options.folder or options.feeds)
    command = [sys.executable, "-m", "benchmarks.feed_server", of]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdin and server.stdout
    try:
        port = int(server.stdout.readline())
        if options.side:
            in_its_own_process(options.side, port, options.feeds)
            return
        a, b = (in_its_own_process(side, port, options.feeds) for side in ("ours", "theirs"))
    finally:
        server.stdin.close()
        server.wait()
    ratios = {
        "cold_ratio": b.cold / a.cold,
        "cold_cpu_ratio": b.cold_cpu / a.cold_cpu,
        "unchanged_ratio": b.unchanged / a.unchanged,
        "unchanged_cpu_ratio": b.unchanged_cpu / a.unchanged_cpu,
        "memory_ratio": a.memory / b.memory,
        "assigned_ratio": b.cold / (a.cold + a.after),
        "assigned_cpu_ratio": b.cold_cpu / (a.cold_cpu + a.after_cpu),
        "assigned_memory_ratio": max(a.memory, a.after_memory) / b.memory,
    }
    print(json.dumps({name: round(value, 2) for name, value in ratios.items()}))


if __name__ == "__main__":
    main()
