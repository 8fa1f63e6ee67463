"""kill -9 and injected faults over a few thousand messages: is anything lost or repeated?

The bot is a real process on a SQLite file; it talks to the strict loopback Bot API, with the real
rate limits on, and is killed again and again. Faults: connection dropped before and after the
message was taken, 502 before and after, answers cut short or without a result, answers later than
the client waits, 429 alone and in storms. At the end each chat must show each part, in order; a
part may stand there twice only where its own request was under way when the process was killed
(one part a chat) or had an unclear answer. `chaos_history.py` keeps what became of each request.

    python -m benchmarks.chaos [--chats 1000] [--kills 200]

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
from pathlib import Path
from typing import Any

from benchmarks.chaos_history import PartKey, Verdict, Witnessed
from benchmarks.round import (
    OneDigest,
    database_in,
    desk_of,
    fill,
    platform_of,
    settings_of,
    utc_now,
)
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
    Fault.EMPTY_OK: 1,
    Fault.SLOW_AFTER: 1,
    Fault.RETRY_AFTER: 4,
}
STORM_SHARE = 0.05  # of the 429s: every call is refused for a while
STORM_SECONDS = 1.5
WAIT = 2  # seconds that a 429 asks for
CALL_SECONDS = 10.0  # a loaded server is slow; only a fault may be slower than this
DONE = 42


class Saboteur(TelegramServer):
    """Breaks a share of the calls, and counts what it broke."""

    def __init__(self, share: float) -> None:
        super().__init__(TOKEN, limits=RateLimits())
        self.share = share
        self.broken: Counter[str] = Counter()
        self._storm_until = 0.0

    def _next_fault(self, method: str, params: dict[str, Any]) -> Planned | None:
        if method.lower() != "sendmessage":
            return None
        if time.monotonic() < self._storm_until:
            return self._break(method, Fault.RETRY_AFTER, "429 in a storm")
        if random.random() > self.share:
            return None
        fault = random.choices(list(FAULTS), list(FAULTS.values()))[0]
        if fault is Fault.RETRY_AFTER and random.random() < STORM_SHARE:
            self._storm_until = time.monotonic() + STORM_SECONDS
        return self._break(method, fault, fault.value)

    def _break(self, method: str, fault: Fault, name: str) -> Planned:
        self.broken[name] += 1
        value = CALL_SECONDS * 1.5 if fault is Fault.SLOW_AFTER else WAIT
        return Planned(method, fault, 1, value, None)

    def diary(self) -> dict[int, list[str]]:
        """The texts of each chat in the order in which they came."""
        found: dict[int, list[str]] = {}
        for shown in self.messages:
            found.setdefault(shown.chat, []).append(shown.text)
        return found


async def deliver(folder: Path, base_url: str, notes: Path) -> None:
    """The life of one bot process: from a start after a crash until nothing is open."""
    database = database_in(folder)
    store = BotStore(database)
    platform = Witnessed(settings_of(TOKEN, base_url, per_second=30, call=CALL_SECONDS), notes)
    await platform._open()
    desk = desk_of(store, platform, OneDigest(STORIES))
    await desk.recover(utc_now())
    while True:
        await desk.tick(utc_now())
        queue = await store.queue()
        if queue.open == 0 and await store.delivery_counts():
            return
        await asyncio.sleep(0.05)


def child(folder: Path, base_url: str, notes: Path) -> int:
    """Fork a process that delivers; returns its id. What it imports is warm already."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        asyncio.run(deliver(folder, base_url, notes))
        status = DONE
    finally:
        os._exit(status)


def storm(folder: Path, base_url: str, kills: int) -> Verdict:
    """Start and kill, until everything is delivered."""
    verdict = Verdict()
    while True:
        notes = folder / f"notes-{verdict.kills}.txt"
        pid = child(folder, base_url, notes)
        patience = random.uniform(0.1, 0.8) if verdict.kills < kills else float("inf")
        status = _wait(pid, patience)
        if status is None:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            verdict.kills += 1
        verdict.killed(notes, sending(folder))
        if status == DONE:
            return verdict
        if status is not None:
            raise SystemExit(f"The bot ended by itself with {status}.")
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


def sending(folder: Path) -> list[PartKey]:
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
            pipe.send((server.diary(), server.broken, server.gate.refused, server.gate.impatient))

    asyncio.run(run())


def main() -> None:
    import multiprocessing

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--chats", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--faults", type=float, default=0.08, help="share of calls that break")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    random.seed(given.seed)
    chats = [1000 + number for number in range(given.chats)]
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs, given.faults, chats), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        expected = prepare(folder, chats)
        began = time.monotonic()
        verdict = storm(folder, ours.recv(), given.kills)
        seconds = time.monotonic() - began
        states = asyncio.run(counts(folder))
    ours.send("end")
    diary, broken, refused, impatient = ours.recv()
    server.join()
    for chat in chats:
        verdict.judge(chat, diary.get(chat, []), expected)
    print(f"{verdict.messages} messages to {len(chats)} chats in {seconds:.0f} s; states: {states}")
    print(f"faults: {', '.join(f'{count} x {name}' for name, count in broken.items())}")
    print(f"the server refused {refused} calls for their rate, {impatient} during a wait")
    print(f"requests: {verdict.history.counted()}")
    for line in verdict.faults:
        print(f"FAULT {line}")
    figures = {
        "kills": verdict.kills,
        "faults": broken.total(),
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
