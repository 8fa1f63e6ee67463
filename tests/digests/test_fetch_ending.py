"""Whatever is begun comes to an end: in time, and with nothing left open."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digests import Fetcher, FetchError, FetchPolicy
from digests.ingest import kept
from digests.ingest.turns import Turns
from digests.ingest.watch import Watch
from tests.servers.raw import OK, Server, serving

POLICY = FetchPolicy(allow_private=("127.0.0.0/8",), timeout_seconds=5.0)
HEAD = b"HTTP/1.1 200 OK\r\n"
FDS = Path("/proc/self/fd")


async def until(true: Callable[[], bool]) -> None:
    """Wait for what the event loop has still to do."""
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.01)


def open_files() -> int:
    return len(list(FDS.iterdir())) if FDS.exists() else 0


async def dripping(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A server that is never silent, and never done."""
    writer.write(HEAD + b"\r\n")
    while not writer.is_closing():
        writer.write(b" ")
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("moves", [True, False])
async def test_one_deadline_covers_redirects_heads_and_bodies(moves: bool) -> None:
    async def move(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.3)
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1]
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: %sx\r\n\r\n" % path)
        writer.close()

    server = await asyncio.start_server(move if moves else dripping, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    policy = replace(POLICY, timeout_seconds=0.7, redirects=50)
    async with Fetcher(policy) as fetcher:
        with pytest.raises(FetchError, match="no complete answer") as caught:
            await asyncio.wait_for(fetcher.fetch(url), 4)
    server.close()
    assert caught.value.outcome == "timeout"
    assert bool(caught.value.redirects) is moves


async def test_a_thousand_cancelled_fetches_leave_no_connection_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def look_up(host: str, port: int, *_: Any) -> list[Any]:
        both = ("127.0.0.1", "127.0.0.1") if host == "two.example" else ("127.0.0.1",)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in both]

    monkeypatch.setattr("digests.ingest.dial.socket.getaddrinfo", look_up)
    policy = replace(POLICY, per_host=25, connections=100)
    answers = [HEAD + b"Content-Length: 99\r\n\r\nhalf"] * 2_000
    async with serving(*answers, stays=True) as server, Fetcher(policy) as fetcher:
        port = server.port
        urls = (server.url, f"https://127.0.0.1:{port}/", f"http://two.example:{port}/",
                f"http://one.example:{port}/")  # fmt: skip
        before, tasks = open_files(), len(asyncio.all_tasks())
        for steps in range(10):
            fetching = [asyncio.create_task(fetcher.fetch(urls[n % 4])) for n in range(100)]
            for _ in range(steps * 3):
                await asyncio.sleep(0)
            if steps > 7:
                await asyncio.sleep(0.1)
            for one in fetching:
                one.cancel()
            ends = await asyncio.gather(*fetching, return_exceptions=True)
            assert {type(end) for end in ends} == {asyncio.CancelledError}
            await until(lambda: server.open == 0)
        await until(lambda: (open_files(), len(asyncio.all_tasks())) <= (before + 2, tasks))
        assert not fetcher._network._turns._inside
        assert not fetcher._network._places._inside
    assert server.connections > 100


async def test_failed_fetches_leave_no_connection_open() -> None:
    async with serving(*[b"junk\r\n"] * 200, stays=True) as server, Fetcher(POLICY) as fetcher:
        before = open_files()
        for _ in range(100):
            with pytest.raises(FetchError):
                await fetcher.fetch(server.url)
        await until(lambda: server.open == 0 and open_files() <= before)


async def test_a_client_that_is_closed_keeps_nothing_open_not_even_what_was_under_way() -> None:
    async with serving(OK, OK, stays=True) as server:
        fetcher = Fetcher(POLICY)
        await fetcher.fetch(server.url)
        assert server.open == 1
        under_way = asyncio.create_task(fetcher.fetch(server.url))
        await asyncio.sleep(0)
        await fetcher.close()
        assert (await under_way).body == b"hi"
        await until(lambda: server.open == 0)
        assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_few_connections_are_kept_and_none_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 3)
    monkeypatch.setattr(kept, "SECONDS", 0.3)
    servers = [Server(*[OK] * 9, stays=True) for _ in range(6)]
    listening = [await asyncio.start_server(one.serve, "127.0.0.1", 0) for one in servers]
    async with Fetcher(POLICY) as fetcher:
        for one in listening:
            await fetcher.fetch(f"http://127.0.0.1:{one.sockets[0].getsockname()[1]}/")
        await until(lambda: [one.open for one in servers] == [0, 0, 0, 1, 1, 1])
        await until(lambda: not any(one.open for one in servers))
    for one in listening:
        one.close()


async def test_fewer_are_let_in_as_soon_as_fewer_may_be() -> None:
    turns: Turns[str] = Turns(2)
    await turns.enter("host")
    await turns.enter("host")
    waiting = asyncio.create_task(turns.enter("host"))
    await asyncio.sleep(0)
    turns.size = 1
    turns.leave("host")
    await asyncio.sleep(0)
    assert not waiting.done()
    turns.leave("host")
    await asyncio.wait_for(waiting, 1)


async def test_a_call_that_fails_does_not_stop_those_that_come_later() -> None:
    watch, called = Watch(), asyncio.Event()

    def fail() -> None:
        raise RuntimeError("on purpose")

    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    watch.call_in(0.0, fail)
    watch.call_in(0.3, called.set)
    await asyncio.wait_for(called.wait(), 3)


async def test_what_comes_over_the_wire_has_a_limit_of_its_own_whether_announced_or_not() -> None:
    policy = replace(POLICY, wire_bytes=1_000)
    chunk = b"3e8\r\n" + b"a" * 1_000 + b"\r\n"
    chunked = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    announced = HEAD + b"Content-Length: 1001\r\n\r\n"
    wires = (chunked + chunk + b"0\r\n\r\n", chunked + chunk * 2, announced)
    async with serving(*wires, stays=True) as server, Fetcher(policy) as fetcher:
        assert len((await fetcher.fetch(server.url)).body) == 1_000
        for _ in range(2):
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(server.url)
            assert caught.value.outcome == "too-large"
