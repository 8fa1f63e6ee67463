"""A digest to 10,000 chats through a loopback Bot API that keeps Telegram's limits.

1. Limits on, 30 messages in any second: which share of the allowed rate leaves, and how many calls
   are refused (aim: 97 % and none).
2. Limits off: messages a second of CPU time of this process, ledger on, beside plain
   python-telegram-bot's `send_message` in a gather loop, in the same run. The server is a process
   of its own.

    python -m benchmarks.broadcast [--chats 10000] [--lifted 2000]

Last line: JSON with `rate_share`, `refused`, `lifted_ratio`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.round import OneDigest, database_in, desk_of, fill, platform_of, utc_now
from bot.model import DeliveryState
from bot.store import BotStore
from digests import DigestQuery, Period
from tests.servers.telegram import TOKEN, RateLimits, TelegramServer

RATE = 30
LIFTED = 1_000_000.0
AT_ONCE = 50
SENTENCES = 3  # a digest of one short message


Work = Callable[[str], Coroutine[Any, Any, tuple[float, float]]]
"""Works against the server at this address; returns its seconds and its CPU seconds."""


@dataclass(frozen=True)
class Run:
    """What one broadcast cost; `arrived` messages stand in the chats."""

    seconds: float
    cpu: float
    arrived: int
    refused: int


def serve(pipe: Any, chats: list[int], limited: bool) -> None:
    """The server's process: sends its address, at the end what arrived and what was refused."""

    async def run() -> None:
        async with TelegramServer(TOKEN, limits=RateLimits(RATE) if limited else None) as server:
            for number in chats:
                server.private(number)
            pipe.send(server.base_url)
            await asyncio.to_thread(pipe.recv)
            pipe.send((len({shown.chat for shown in server.messages}), server.gate.refused))

    asyncio.run(run())


def measured(chats: list[int], limited: bool, work: Work) -> Run:
    """Run `work` against a fresh server; see `Work`."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs, chats, limited))
    server.start()
    base_url = ours.recv()
    seconds, cpu = asyncio.run(work(base_url))
    ours.send("end")
    arrived, refused = ours.recv()
    server.join()
    return Run(seconds, cpu, arrived, refused)


def with_ledger(chats: list[int], rate: float) -> Work:
    """Our own way: rows, claims, receipts, pacing."""

    async def work(base_url: str) -> tuple[float, float]:
        with tempfile.TemporaryDirectory() as name:
            database = database_in(Path(name))
            await fill(database, chats)
            store = BotStore(database)
            platform = platform_of(TOKEN, base_url, rate)
            await platform.check()
            desk = desk_of(store, platform, OneDigest(1, SENTENCES))
            await desk.prepare(utc_now())
            began, cpu = time.perf_counter(), time.process_time()
            await desk.post(utc_now())
            spent = time.perf_counter() - began, time.process_time() - cpu
            assert await store.delivery_counts() == {DeliveryState.SENT: len(chats)}
            await platform.stop()
            await database.close()
        return spent

    return work


def plain(chats: list[int], text: str) -> Work:
    """The library alone: `send_message` for everybody, some at a time, nothing written down."""

    async def work(base_url: str) -> tuple[float, float]:
        from telegram import Bot
        from telegram.request import HTTPXRequest

        bot = Bot(TOKEN, base_url=base_url, request=HTTPXRequest(connection_pool_size=AT_ONCE))
        await bot.initialize()
        gate = asyncio.Semaphore(AT_ONCE)

        async def send(chat: int) -> None:
            async with gate:
                await bot.send_message(chat, text, parse_mode="HTML")

        began, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(send(chat) for chat in chats))
        spent = time.perf_counter() - began, time.process_time() - cpu
        await bot.shutdown()
        return spent

    return work


def digest_text() -> str:
    """The very message that the digest becomes."""
    now = utc_now()
    query = DigestQuery(topic="harbour", period=Period(start=now, end=now))
    digest = asyncio.run(OneDigest(1, SENTENCES).digest(query, now))
    [part] = platform_of(TOKEN, "http://127.0.0.1:1/bot", 1).render(digest)
    return str(part.payload["html"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--chats", type=int, default=10_000)
    parser.add_argument("--lifted", type=int, default=2_000)
    given = parser.parse_args()
    lifted = list(range(1, given.lifted + 1))
    ours = measured(lifted, False, with_ledger(lifted, LIFTED))
    theirs = measured(lifted, False, plain(lifted, digest_text()))
    for name, run in (("with ledger", ours), ("plain library", theirs)):
        print(
            f"{name}: {run.arrived} messages, {run.arrived / run.cpu:.0f} a CPU second, "
            f"{run.arrived / run.seconds:.0f} a second",
            flush=True,
        )
    chats = list(range(1, given.chats + 1))
    print(f"{len(chats)} chats at {RATE} a second: {len(chats) / RATE / 60:.1f} min …", flush=True)
    limited = measured(chats, True, with_ledger(chats, RATE))
    print(
        f"limited: {limited.arrived} messages in {limited.seconds:.1f} s, {limited.cpu:.1f} s CPU",
        file=sys.stderr,
    )
    figures = {
        "rate_share": round(limited.arrived / limited.seconds / RATE, 4),
        "refused": limited.refused,
        "lifted_ratio": round((ours.arrived / ours.cpu) / (theirs.arrived / theirs.cpu), 2),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
