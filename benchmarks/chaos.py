"""kill -9 and injected faults over a few thousand messages: is anything lost or repeated?

The bot is a real process on a SQLite file; it talks to the strict loopback Bot API, with the real
rate limits on, and is killed again and again. Faults: connection dropped before and after the
message was taken, 502 before and after, answers cut short, answers later than the client waits,
429. At the end each chat must show each part, in order; a part may stand there twice only where its
own request had an unclear answer, or was under way when the process was killed (one part a chat).

    python -m benchmarks.chaos --chats 700 --kills 200

Last line: JSON with `kills`, `faults`, `lost`, `repeated`, `repeated_outside_flight`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from aiohttp import web

from benchmarks.round import OneDigest, database_in, desk_of, fill, platform_of, utc_now
from bot.model import DeliveryState
from bot.store import BotStore
from tests.servers.telegram import TOKEN, Fault, RateLimits, TelegramServer
from tests.servers.telegram.server import Planned

STORIES = 3
FAULTS = {
    Fault.DROP_BEFORE: 3,
    Fault.DROP_AFTER: 3,
    Fault.HTML_502: 2,
    Fault.HTML_502_AFTER: 2,
    Fault.CUT_JSON: 2,
    Fault.SLOW_AFTER: 1,
    Fault.RETRY_AFTER: 4,
}
UNCLEAR = {Fault.DROP_AFTER, Fault.HTML_502_AFTER, Fault.CUT_JSON, Fault.SLOW_AFTER}
CALL_SECONDS = 10.0  # a loaded server is slow; only a fault may be slower than this
DONE = 42


@dataclass
class Arrival:
    """One message that stands in a chat."""

    at: float
    text: str
    unclear: bool


class Saboteur(TelegramServer):
    """Breaks a share of the calls and keeps a diary."""

    def __init__(self, share: float) -> None:
        super().__init__(TOKEN, limits=RateLimits())
        self.share = share
        self.faults = 0
        self.diary: dict[int, list[Arrival]] = {}
        self._fault: ContextVar[Fault | None] = ContextVar("fault", default=None)

    def _next_fault(self, method: str, params: dict[str, Any]) -> Planned | None:
        self._fault.set(None)
        if method.lower() != "sendmessage" or random.random() > self.share:
            return None
        fault = random.choices(list(FAULTS), list(FAULTS.values()))[0]
        self._fault.set(fault)
        self.faults += 1
        value = CALL_SECONDS * 1.5 if fault is Fault.SLOW_AFTER else 2
        return Planned(method, fault, 1, value, None)

    async def _answer(self, method: str, params: dict[str, Any]) -> web.Response:
        answer = await super()._answer(method, params)
        if method.lower() == "sendmessage" and answer.status == 200:
            shown = self.messages[-1]
            arrival = Arrival(time.monotonic(), shown.text, self._fault.get() in UNCLEAR)
            self.diary.setdefault(shown.chat, []).append(arrival)
        return answer


@dataclass
class Verdict:
    """What the chats show at the end.

    `in_flight` counts, for each chat and part number, how often its request was under way when the
    process was killed: the ledger says `sending` then.
    """

    lost: int = 0
    repeated: int = 0
    repeated_outside_flight: int = 0
    messages: int = 0
    kills: int = 0
    in_flight: Counter[tuple[int, int]] = field(default_factory=Counter)

    def judge(self, chat: int, arrivals: list[Arrival], expected: list[str]) -> None:
        self.messages += len(arrivals)
        for number, text in enumerate(expected, 1):
            copies = [arrival for arrival in arrivals if arrival.text == text]
            self.lost += not copies
            again = max(0, len(copies) - 1)
            self.repeated += again
            excused = self.in_flight[chat, number] + sum(copy.unclear for copy in copies)
            self.repeated_outside_flight += max(0, again - excused)
        order = [text for text, _ in groupby(arrival.text for arrival in arrivals)]
        if order != expected:  # a part came again after another one
            self.repeated_outside_flight += max(1, len(order) - len(expected))


async def deliver(folder: Path, base_url: str) -> None:
    """The life of one bot process: from a start after a crash until nothing is open."""
    database = database_in(folder)
    store = BotStore(database)
    platform = platform_of(TOKEN, base_url, per_second=30, call=CALL_SECONDS)
    await platform._open()
    desk = desk_of(store, platform, OneDigest(STORIES))
    await desk.recover(utc_now())
    while True:
        await desk.tick(utc_now())
        queue = await store.queue()
        if queue.open == 0 and await store.delivery_counts():
            return
        await asyncio.sleep(0.05)


def child(folder: Path, base_url: str) -> int:
    """Fork a process that delivers; returns its id. What it imports is warm already."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        asyncio.run(deliver(folder, base_url))
        status = DONE
    finally:
        os._exit(status)


def storm(folder: Path, base_url: str, kills: int) -> Verdict:
    """Start and kill, until everything is delivered."""
    verdict = Verdict()
    while True:
        pid = child(folder, base_url)
        patience = random.uniform(0.1, 1.2) if verdict.kills < kills else float("inf")
        status = _wait(pid, patience)
        if status == DONE:
            return verdict
        if status is None:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            verdict.kills += 1
            verdict.in_flight.update(sending(folder))
            if verdict.kills % 25 == 0:
                print(f"{verdict.kills} kills", file=sys.stderr, flush=True)


def _wait(pid: int, patience: float) -> int | None:
    """The exit status, or None when the patience was over first."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    return None


def sending(folder: Path) -> list[tuple[int, int]]:
    """Chat and part number of every request that was under way when the process died."""
    query = """SELECT chats.native_id, parts.number FROM parts
        JOIN deliveries ON deliveries.id = parts.delivery
        JOIN chats ON chats.id = deliveries.chat WHERE parts.state = 'sending'"""
    with closing(sqlite3.connect(folder / "bench.db")) as connection:
        return [(int(chat), number) for chat, number in connection.execute(query)]


def serve(pipe: Any, share: float, chats: list[int]) -> None:
    """The server's process; it sends its address, and at the end its diary."""

    async def run() -> None:
        async with Saboteur(share) as server:
            for number in chats:
                server.private(number)
            pipe.send(server.base_url)
            await asyncio.to_thread(pipe.recv)
            pipe.send((server.diary, server.faults, server.gate.refused, server.gate.impatient))

    asyncio.run(run())


def main() -> None:
    import multiprocessing

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--chats", type=int, default=700)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--faults", type=float, default=0.08, help="share of calls that break")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    random.seed(given.seed)
    chats = [1000 + number for number in range(given.chats)]
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs, given.faults, chats))
    server.start()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        expected = prepare(folder, chats)
        began = time.monotonic()
        verdict = storm(folder, ours.recv(), given.kills)
        seconds = time.monotonic() - began
        states = asyncio.run(counts(folder))
    ours.send("end")
    diary, faults, refused, impatient = ours.recv()
    server.join()
    for chat in chats:
        verdict.judge(chat, diary.get(chat, []), expected)
    print(f"{verdict.messages} messages to {len(chats)} chats in {seconds:.0f} s; states: {states}")
    worst = sum(verdict.in_flight.values()) / max(1, verdict.kills)
    print(f"requests under way at a kill: {worst:.1f} on average")
    print(f"the server refused {refused} calls for their rate, {impatient} during a wait")
    figures = {
        "kills": verdict.kills,
        "faults": faults,
        "lost": verdict.lost,
        "repeated": verdict.repeated,
        "repeated_outside_flight": verdict.repeated_outside_flight,
    }
    print(json.dumps(figures))


def prepare(folder: Path, chats: list[int]) -> list[str]:
    """Fill the database in a process of its own; returns the texts each chat must show."""

    async def run() -> None:
        database = database_in(folder)
        await fill(database, chats)
        await database.close()

    asyncio.run(run())
    return asyncio.run(expected_parts())


async def expected_parts() -> list[str]:
    """What one undisturbed chat shows after the same digest."""
    async with TelegramServer() as server:
        server.private(1)
        with tempfile.TemporaryDirectory() as name:
            database = database_in(Path(name))
            await fill(database, [1])
            platform = platform_of(TOKEN, server.base_url, per_second=30)
            await platform._open()
            await desk_of(BotStore(database), platform, OneDigest(STORIES)).tick(utc_now())
            await platform.stop()
            await database.close()
        return [shown.text for shown in server.visible(1)]


async def counts(folder: Path) -> dict[DeliveryState, int]:
    database = database_in(folder)
    found = await BotStore(database).delivery_counts()
    await database.close()
    return found


if __name__ == "__main__":
    main()
