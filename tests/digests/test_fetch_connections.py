"""The HTTP client below fetching: connections, answers, and waits that come to an end."""

from __future__ import annotations

import asyncio
import time

import pytest

from digests import Fetcher, FetchPolicy
from digests.ingest.answer import Answer, BrokenExchangeError
from digests.ingest.network import _target
from digests.ingest.turns import Turns
from digests.ingest.watch import Watch
from tests.servers.raw import OK, serving

POLICY = FetchPolicy(allow_private=("127.0.0.0/8", "::1/128"), timeout_seconds=5.0)


async def test_a_connection_is_used_again_for_the_next_feed_of_a_host() -> None:
    async with serving(OK, OK, OK) as server, Fetcher(POLICY) as fetcher:
        bodies = [(await fetcher.fetch(f"{server.url}/{n}")).body for n in range(3)]
    assert (bodies, server.connections) == ([b"hi"] * 3, 1)


async def test_a_kept_connection_that_the_server_has_closed_is_made_anew() -> None:
    async with serving(OK, None, OK) as server, Fetcher(POLICY) as fetcher:
        bodies = [(await fetcher.fetch(f"{server.url}/{n}")).body for n in range(2)]
    assert (bodies, server.connections) == ([b"hi"] * 2, 2)


async def test_what_comes_behind_an_answer_is_never_taken_for_the_next_one() -> None:
    surplus = OK + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlies"
    async with serving(surplus, OK) as server, Fetcher(POLICY) as fetcher:
        bodies = [(await fetcher.fetch(f"{server.url}/{n}")).body for n in range(2)]
    assert (bodies, server.connections) == ([b"hi"] * 2, 2)


async def test_an_address_is_asked_as_browsers_write_it() -> None:
    async with serving(OK) as server, Fetcher(POLICY) as fetcher:
        await fetcher.fetch(f"{server.url}/новини?q=ä|b#part")
    head = server.heads[0]
    assert head.startswith("GET /%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8?q=%C3%A4%7Cb HTTP/1.1\r\n")
    assert f"Host: {server.url.removeprefix('http://')}\r\n" in head


@pytest.mark.parametrize(
    ("wire", "outcome"),
    [
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
         "unexpected-status"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi", "bad-response"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 9_000 + b"\r\n\r\n", "bad-response"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000, "bad-response"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 3_000, "bad-response"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 700 + b"\r\n", "bad-response"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n", "truncated"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "broken-connection"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_has_its_outcome(wire: bytes, outcome: str) -> None:
    answer = Answer()
    with pytest.raises(BrokenExchangeError) as caught:
        answer.feed(wire)
        answer.end()
    assert caught.value.outcome == outcome


def test_an_answer_may_come_byte_by_byte_and_after_others_that_only_say_go_on() -> None:
    answer = Answer()
    for byte in b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" + OK:
        answer.feed(bytes([byte]))
    assert (answer.status, answer.complete, answer.keeps) == (200, True, True)
    assert answer.take() == b"hi"
    assert "Link" not in answer.headers


async def test_turns_are_given_in_order_and_a_cancelled_wait_loses_none() -> None:
    turns: Turns[str] = Turns(1)
    came: list[int] = []

    async def come(number: int) -> None:
        await turns.enter("host")
        came.append(number)
        await asyncio.sleep(0)
        turns.leave("host")

    await turns.enter("host")
    waiting = [asyncio.create_task(come(number)) for number in range(4)]
    await asyncio.sleep(0)
    waiting[0].cancel()  # it waits
    turns.leave("host")
    waiting[1].cancel()  # it was let in a moment ago
    await asyncio.gather(*waiting, return_exceptions=True)
    await asyncio.wait_for(turns.enter("host"), 1)
    assert came == [2, 3]


async def test_a_limit_ends_its_block_and_not_while_it_is_paused() -> None:
    watch = Watch()
    with pytest.raises(TimeoutError), watch.within(0.01):
        await asyncio.sleep(10)
    with watch.within(0.2) as limit:
        limit.pause()
        await asyncio.sleep(0.6)
        limit.go_on()
    begun = time.monotonic()
    with pytest.raises(TimeoutError), watch.within(0.01), watch.within(30):
        await asyncio.sleep(10)
    assert time.monotonic() - begun < 5


async def test_a_block_that_somebody_else_cancels_is_cancelled() -> None:
    async def block() -> None:
        with Watch().within(30):
            await asyncio.sleep(10)

    task = asyncio.create_task(block())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize(
    ("url", "peer", "first", "host"),
    [
        ("http://a.example", (False, "a.example", 80), "/", "a.example"),
        ("https://a.example:443/b?c=d&e", (True, "a.example", 443), "/b?c=d&e", "a.example"),
        ("http://a.example:8080/B/~c;d=1", (False, "a.example", 8080), "/B/~c;d=1",
         "a.example:8080"),
        ("https://A.example/a/../b%2Fc", (True, "a.example", 443), "/b%2Fc", "a.example"),
        ("http://straße.example/ü", (False, "xn--strae-oqa.example", 80), "/%C3%BC",
         "xn--strae-oqa.example"),
        ("http://[2001:db8::1]:81/a", (False, "2001:db8::1", 81), "/a", "[2001:db8::1]:81"),
        ("http://a.example/a#b", (False, "a.example", 80), "/a", "a.example"),
    ],
)  # fmt: skip
def test_who_is_asked_and_for_what(
    url: str, peer: tuple[bool, str, int], first: str, host: str
) -> None:
    found, head = _target(url)
    assert (found, head.split("\r\n")) == (peer, [f"GET {first} HTTP/1.1", f"Host: {host}"])
