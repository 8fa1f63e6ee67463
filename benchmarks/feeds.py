"""Poll feeds on a loopback server, cold and unchanged, against the `reader` library.

`python -m benchmarks.feeds [--feeds 1000]`. Each side runs in a process of its own, one after the
other; CPU and peak memory count their children too. The last line is JSON with the ratios.
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
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
WORDS = "harbour bridge budget council ferry market school winter river station".split()  # noqa: SIM905


class Handler(BaseHTTPRequestHandler):
    """Twenty entries a feed; 304 for the feed's tag."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        tag = f'"{self.path}"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.end_headers()
            return
        body = feed(int(self.path.strip("/") or 0)).encode()
        self.send_response(200)
        for name, value in (
            ("ETag", tag),
            ("Content-Type", "application/rss+xml"),
            ("Content-Length", str(len(body))),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silent."""


def feed(number: int) -> str:
    items = "".join(
        f"<item><title>{WORDS[i % 10]} {number} {i}</title><guid>{number}-{i}</guid>"
        f"<link>http://f{number}.example/{i}</link>"
        f"<pubDate>Mon, 02 Mar 2026 0{i % 8}:00:00 GMT</pubDate><description>"
        + " ".join(f"{WORDS[(i * k + number) % 10]}{k * number % 97}" for k in range(80))
        + "</description></item>"
        for i in range(20)
    )
    return f"<rss version='2.0'><channel><title>Feed {number}</title>{items}</channel></rss>"


def ours(urls: list[str], folder: Path) -> list[float]:
    async def run() -> list[float]:
        from digests import STORE_TREE, Database, Fetcher, FetchPolicy, Newsroom, migrate
        from digests.store.feeds import FeedStore

        database = Database.open(f"sqlite:///{folder}/ours.db")
        await migrate(database, [STORE_TREE], NOW)
        for url in urls:
            await FeedStore(database).add({"url": url})
        async with Fetcher(FetchPolicy(allow_private=("127.0.0.0/8",))) as fetcher:
            room = Newsroom(database, [], fetcher=fetcher)
            times = []
            for now in (NOW, NOW + timedelta(days=2)):
                begin = time.perf_counter()
                await room.poll(now)
                times += [time.perf_counter() - begin, cpu()]
        await database.close()
        return times

    return asyncio.run(run())


def theirs(urls: list[str], folder: Path) -> list[float]:
    # reader imports `sgmllib`, which feedparser now brings under a name of its own.
    sys.modules.setdefault("sgmllib", import_module("feedparser_sgmllib"))
    from reader import make_reader

    reader = make_reader(str(folder / "theirs.db"))
    for url in urls:
        reader.add_feed(url)
    times = []
    for _ in range(2):
        begin = time.perf_counter()
        reader.update_feeds(workers=10)
        times += [time.perf_counter() - begin, cpu()]
    return times


def cpu() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(kind)[:2]) for kind in kinds)


def peak_mb() -> float:
    """Of this process and, as an upper bound, two workers as large as the largest child."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (own + 2 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def measure(side: Callable[[list[str], Path], list[float]], base: str, count: int) -> None:
    urls = [f"http://127.0.{n % 250}.{n // 250 + 1}:{base}/{n}" for n in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps([*side(urls, Path(folder)), peak_mb()]))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--side", choices=("ours", "theirs"), help=argparse.SUPPRESS)
    parser.add_argument("--port", default="")
    options = parser.parse_args()
    if options.side:
        measure({"ours": ours, "theirs": theirs}[options.side], options.port, options.feeds)
        return
    server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found = {}
    for side in ("ours", "theirs"):
        command = [
            sys.executable,
            "-m",
            "benchmarks.feeds",
            "--side",
            side,
            "--port",
            str(server.server_port),
            "--feeds",
            str(options.feeds),
        ]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found[side] = cold, cpu_cold, warm, _, peak = json.loads(done.stdout.splitlines()[-1])
        print(
            f"{side}: cold {options.feeds / cold:.1f} feeds/s ({cpu_cold:.1f} CPU s), "
            f"unchanged {options.feeds / warm:.1f} feeds/s, peak {peak:.0f} MB"
        )
    a, b = found["ours"], found["theirs"]
    print(
        json.dumps(
            {
                "cold_ratio": round(b[0] / a[0], 2),
                "cold_cpu_ratio": round(b[1] / a[1], 2),
                "unchanged_ratio": round(b[2] / a[2], 2),
                "memory_ratio": round(a[4] / b[4], 2),
            }
        )
    )


if __name__ == "__main__":
    main()
