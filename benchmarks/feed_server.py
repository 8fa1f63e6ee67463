"""A fast loopback server of made-up feeds, in a process of its own, that counts what it is asked.

`python -m benchmarks.feed_server COUNT|FOLDER`: `/N` is the Nth feed; whoever knows its tag gets a
304. `/counts` gives the number of bodies and of 304s since the last time it was asked.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import sys
from itertools import accumulate
from pathlib import Path

ENTRIES = 20
EXCERPT, FULL = 30, 450  # words of an entry
FULL_TEXT = 0.3  # share of the feeds that give whole articles
VOCABULARY = 60_000
FREQUENT = (
    "the of to and a in for is on that by this with i you it not or be are from at as your all "
    "have new more an was we will can about if my has but our one other do no they he up may what "
    "which their out use any there see only so his when who also now get first"
)


class Feeds(asyncio.Protocol):
    """One connection; keeps it open between requests."""

    counts: dict[str, int] = {"body": 0, "unchanged": 0}  # noqa: RUF012 - of the whole process
    bodies: dict[int, bytes] = {}  # noqa: RUF012

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._waiting = b""

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while b"\r\n\r\n" in self._waiting:
            head, _, self._waiting = self._waiting.partition(b"\r\n\r\n")
            self._transport.write(self._answer(head))

    def _answer(self, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1].strip(b"/")
        if path == b"counts":
            counted, Feeds.counts = json.dumps(self.counts).encode(), {"body": 0, "unchanged": 0}
            return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(counted), counted)
        if b'"tag-%s"' % path in head:
            self.counts["unchanged"] += 1
            return b'HTTP/1.1 304 Not Modified\r\nETag: "tag-%s"\r\n\r\n' % path
        self.counts["body"] += 1
        body = self.bodies[int(path)]
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
            b'ETag: "tag-%s"\r\nContent-Length: %d\r\n\r\n%s' % (path, len(body), body)
        )


def words() -> tuple[list[str], list[float]]:
    """Made-up words, and how often each is used: as in a language, a few make most of a text."""
    chance = random.Random(1)
    sounds = [a + b for a in "bdfgklmnprstvw" for b in ("a", "e", "i", "o", "u", "er", "an", "or")]
    made = [
        "".join(chance.choices(sounds, k=chance.choice((1, 2, 2, 3)))) for _ in range(VOCABULARY)
    ]
    made = [*FREQUENT.split(), *made][:VOCABULARY]
    return made, list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))


def feed(number: int, vocabulary: tuple[list[str], list[float]]) -> bytes:
    """The same feed for the same number.

    Sizes are those of 66 feeds of real sites: 22 entries of 2.2 kB on average, most of them
    excerpts of some 30 words, the others whole articles in HTML.
    """
    chance = random.Random(number)
    known, weights = vocabulary
    length = FULL if chance.random() < FULL_TEXT else EXCERPT

    def some(count: int) -> str:
        return " ".join(chance.choices(known, cum_weights=weights, k=count))

    def paragraphs() -> str:
        return "".join(
            f'<p class="wp-block-paragraph">{some(10).capitalize()} <a href="/{some(1)}" '
            f'rel="noopener" target="_blank">{some(3)}</a>, <em>{some(2)}</em> {some(15)}.</p>\n'
            for _ in range(length // 30)
        )

    def entry(item: int) -> str:
        link = f"http://site{number}.example/{item}"
        return (
            f"<item><title>{some(8).capitalize()}</title><link>{link}</link>"
            f'<guid isPermaLink="false">{link}?p={number}</guid>'
            f"<pubDate>Mon, 02 Mar 2026 0{item % 8}:00:00 GMT</pubDate>"
            f"<dc:creator><![CDATA[{some(2).title()}]]></dc:creator>"
            + "".join(f"<category><![CDATA[{some(1)}]]></category>" for _ in range(4))
            + f"<description><![CDATA[{paragraphs()}]]></description></item>\n"
        )

    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>Feed {number}</title><link>http://site{number}.example/</link>"
        f"<language>en</language>{''.join(map(entry, range(ENTRIES)))}</channel></rss>"
    ).encode()


def stored(folder: Path) -> list[bytes]:
    """The feeds of a folder, `*.gz` or plain, without what describes them."""
    paths = (path for path in sorted(folder.iterdir()) if path.suffix not in (".json", ".md"))
    bodies = [path.read_bytes() for path in paths if path.is_file()]
    return [gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body for body in bodies]


async def serve(of: str) -> None:
    """Until the standard input ends; says its port in the first line."""
    if of.isdigit():
        vocabulary = words()
        bodies = [feed(number, vocabulary) for number in range(int(of))]
    else:
        bodies = stored(Path(of))
    Feeds.bodies = dict(enumerate(bodies))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Feeds, "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
