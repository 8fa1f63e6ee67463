"""What servers of the open web send, well or ill meant, and what becomes of it."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from dataclasses import replace

import pytest

from digests import Fetcher, FetchError, FetchPolicy
from digests.ingest.answer import Answer, BrokenExchangeError
from digests.ingest.exchange import BUFFERED, Exchange
from digests.ingest.inflate import STEP, Inflater
from digests.ingest.watch import Watch
from tests.servers.raw import OK, serving

POLICY = FetchPolicy(allow_private=("127.0.0.0/8",), timeout_seconds=5.0)
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "wire",
    [
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK,
        b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi",
        HEAD + b"Connection: Upgrade\r\nUpgrade: h2,h2c\r\nContent-Length: 2\r\n\r\nhi",
        CHUNKED + b'1;a=b;c="d"\r\nh\r\n1 \r\ni\r\n0;x\r\nX: y\r\n\r\n',
        b"HTTP/1.1 200\nContent-Length: 2\n\nhi",
        b"HTTP/1.1 200 \xc3\xa4\xff\r\nX:\xff\r\n folded\r\nContent-Length: 2\r\n\r\nhi",
    ],
)
async def test_an_honest_answer_is_read_and_the_next_comes_over_its_connection(
    wire: bytes,
) -> None:
    async with serving(wire, OK) as server, Fetcher(POLICY) as fetcher:
        bodies = [(await fetcher.fetch(server.url)).body for _ in range(2)]
    assert (bodies, server.connections) == ([b"hi", b"hi"], 1)


@pytest.mark.parametrize(
    ("wire", "closes"),
    [
        (b"HTTP/1.0 200 OK\r\n\r\nhi", True),
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\nhi", True),
        (HEAD + b"\r\nhi", True),
        (HEAD + b"Transfer-Encoding: identity\r\n\r\nhi", True),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", False),
        (HEAD + b"Connection: close\r\nContent-Length: 2\r\n\r\nhi", False),
        (OK + b"more", False),
        (OK + OK.replace(b"hi", b"no"), False),
    ],
)
async def test_an_answer_after_which_the_connection_ends_is_read_and_the_next_comes_anew(
    wire: bytes, closes: bool
) -> None:
    async with serving(wire, OK, closes=closes) as server, Fetcher(POLICY) as fetcher:
        bodies = [(await fetcher.fetch(server.url)).body for _ in range(2)]
    assert (bodies, server.connections) == ([b"hi", b"hi"], 2)


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
async def test_the_body_of_an_answer_that_has_none_is_not_the_next_answer(status: bytes) -> None:
    wire = b"HTTP/1.1 " + status + b"\r\nContent-Length: 40\r\n\r\n" + OK
    async with serving(wire, OK.replace(b"hi", b"ok")) as server, Fetcher(POLICY) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(server.url)
        assert (await fetcher.fetch(server.url)).body == b"ok"
    assert caught.value.outcome == "unexpected-status"


@pytest.mark.parametrize(
    ("wire", "outcome"),
    [
        (HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
         "bad-response"),
        (HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
         "bad-response"),
        (HEAD + b"Content-Length: 2, 3\r\n\r\nhi", "bad-response"),
        (HEAD + b"Content-Length: -2\r\n\r\nhi", "bad-response"),
        (HEAD + b"Content-Length: +2\r\n\r\nhi", "bad-response"),
        (HEAD + b"Content-Length: 99999999999999999999\r\n\r\nhi", "bad-response"),
        (HEAD + b"Content-Length : 9\r\n\r\nhi", "truncated"),
        (HEAD + b"Content-Length: 9\r\n\r\nhi", "truncated"),
        (HEAD + b"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n",
         "truncated"),
        (CHUNKED + b"ffffffffffffffffff\r\nhi", "bad-response"),
        (CHUNKED + b"-2\r\nhi", "bad-response"),
        (CHUNKED + b"1\r\nhi\r\n0\r\n\r\n", "bad-response"),
        (CHUNKED + b"2\r\nhi\r\n0\r\n", "truncated"),
        (CHUNKED + b"2\r\nhi\r\n0\r\n" + b"X: a\r\n" * 90_000, "bad-response"),
        (CHUNKED + b"2\r\nhi\r\n0\r\nX: " + b"a" * 500_000, "bad-response"),
        (CHUNKED + b"2;" + b"a" * 500_000, "bad-response"),
        (b"HTTP/1.1 099 Odd\r\n\r\n" + OK, "bad-response"),
        (b"HTTP/1.1 1000 Odd\r\n\r\n", "bad-response"),
        (b"HTTP/1.1 101 Odd\r\n\r\n" + OK, "unexpected-status"),
        (b"HTTP/1.1 200 " + b"a" * 100_000, "bad-response"),
        (b"ICY 200 OK\r\n\r\nhi", "bad-response"),
        (b"\x00\xff" * 50, "bad-response"),
        (b"GET / HTTP/1.1\r\n\r\n", "bad-response"),
        (HEAD + b"no header\r\n\r\nhi", "bad-response"),
        (HEAD + b"X: a\r Y: b\r\n\r\nhi", "bad-response"),
    ],
)  # fmt: skip
async def test_an_ill_answer_has_its_outcome_and_its_connection_is_not_used_again(
    wire: bytes, outcome: str
) -> None:
    async with serving(wire, OK, closes=True) as server, Fetcher(POLICY) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(server.url)
        assert (await fetcher.fetch(server.url)).body == b"hi"
    assert (caught.value.outcome, server.connections) == (outcome, 2)


async def test_a_trailer_changes_nothing_of_what_the_head_said() -> None:
    trailer = b'2\r\nhi\r\n0\r\nETag: "late"\r\nContent-Encoding: br\r\nLink: <b>\r\n\r\n'
    async with serving(CHUNKED + trailer) as server, Fetcher(POLICY) as fetcher:
        fetched = await fetcher.fetch(server.url)
    assert (fetched.body, fetched.links, fetched.validators.etag) == (b"hi", "", None)


async def test_a_body_that_falls_silent_before_its_end_is_never_whole() -> None:
    policy = replace(POLICY, silence_seconds=0.3)
    async with serving(HEAD + b"\r\nhalf", stays=True) as server, Fetcher(policy) as fetcher:
        with pytest.raises(FetchError, match="fell silent") as caught:
            await fetcher.fetch(server.url)
    assert caught.value.outcome == "timeout"


async def test_an_answer_that_broke_off_is_not_asked_for_again() -> None:
    async with serving(OK, b"HTTP/1.1 200", OK) as server, Fetcher(POLICY) as fetcher:
        await fetcher.fetch(server.url)
        server.closes = True
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(server.url)
    assert (caught.value.outcome, len(server.heads)) == ("broken-connection", 2)


async def test_a_request_that_no_new_connection_answers_is_not_repeated() -> None:
    async with serving(OK, None, None, OK) as server, Fetcher(POLICY) as fetcher:
        await fetcher.fetch(server.url)
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(server.url)
    assert (caught.value.outcome, len(server.heads)) == ("broken-connection", 3)


class Pipe(asyncio.Transport):
    """A transport that only remembers."""

    def __init__(self) -> None:
        super().__init__()
        self.reads = True
        self.aborted = False

    def write(self, data: object) -> None:
        """Nobody is there."""

    def pause_reading(self) -> None:
        self.reads = False

    def resume_reading(self) -> None:
        self.reads = True

    def abort(self) -> None:
        self.aborted = True


def connected() -> tuple[Exchange, Pipe]:
    exchange, pipe = Exchange(Watch()), Pipe()
    exchange.connection_made(pipe)
    return exchange, pipe


async def asked(exchange: Exchange, wire: bytes) -> Answer:
    asking = asyncio.create_task(exchange.ask(b"GET", 5.0))
    await asyncio.sleep(0)
    exchange.data_received(wire)
    return await asyncio.wait_for(asking, 1)


async def test_a_connection_is_read_on_when_its_answer_was_whole_but_not_taken() -> None:
    exchange, pipe = connected()
    size = BUFFERED + 1
    await asked(exchange, HEAD + b"Content-Length: %d\r\n\r\n" % size + b"a" * size)
    assert not pipe.reads
    assert exchange.finished()
    assert pipe.reads


async def test_a_connection_that_ends_or_speaks_before_it_is_asked_breaks_at_once() -> None:
    for speaks in (True, False):
        exchange, pipe = connected()
        if speaks:
            exchange.data_received(OK)
            assert pipe.aborted
        exchange.connection_lost(None)
        with pytest.raises(BrokenExchangeError, match="the connection broke"):
            await asyncio.wait_for(exchange.ask(b"GET", 5.0), 1)


@pytest.mark.parametrize(
    ("error", "outcome"), [(ConnectionResetError(), "truncated"), (None, None)]
)
async def test_a_body_without_a_length_is_whole_at_an_end_and_not_when_it_is_reset(
    error: Exception | None, outcome: str | None
) -> None:
    exchange, _ = connected()
    await asked(exchange, HEAD + b"\r\nhi")
    exchange.connection_lost(error)
    assert await exchange.more() == b"hi"
    if outcome is None:
        assert await exchange.more() == b""
    else:
        with pytest.raises(BrokenExchangeError) as caught:
            await exchange.more()
        assert caught.value.outcome == outcome


def inflated(encoding: str, *chunks: bytes) -> bytes:
    inflater = Inflater(encoding, 10_000_000)
    for chunk in chunks:
        list(inflater.feed(chunk))
    return inflater.finish()


def test_gzip_members_are_all_read_wherever_the_network_parts_them() -> None:
    first, second = gzip.compress(b"one"), gzip.compress(b"two")
    whole = first + second + b"\x00padding"
    for cut in range(len(whole)):
        assert inflated("gzip", whole[:cut], whole[cut:]) == b"onetwo", cut


def test_a_body_of_thousands_of_gzip_members_is_refused() -> None:
    with pytest.raises(ValueError, match="too many pieces"):
        inflated("gzip", gzip.compress(b"") * 2_000)


def test_a_long_run_is_inflated_to_its_end_though_all_of_it_was_taken_in() -> None:
    for size in range(STEP - 10, STEP + 300):
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        assert len(inflated("deflate", packer.compress(b"a" * size) + packer.flush())) == size
