"""100,000 subscriptions due at once: what do their rows cost, and what do others notice of it?

Beside the bare `INSERT … SELECT` of the same rows into the same tables, and the bare `UPDATE` of
the due times, in the same run, in turn, on SQLite and, where a server answers, on PostgreSQL. Then
once more with people who ask /latest four times a second.

    python -m benchmarks.fanout [--chats 100000] [--rounds 3]

Last line: JSON, for each kind of database: `rows_ratio` (fan-out without moving the due times on,
to the bare insert; aim: 1.5), `fanout_ratio` (all of it, to bare insert and update), seconds of
`fan_out` and `build`, `peak_growth_mb` of memory, and `latest_p50_ms`, `latest_p99_ms` and
`latest_failed` answers meanwhile, with `latest_idle_p99_ms` before.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Engine, bindparam, event, text

from benchmarks import crowd
from benchmarks.crowd import Latencies, utc_now
from benchmarks.round import OneDigest
from bot.commands import Desk, DeskSettings
from bot.delivery.builder import Builder
from bot.model import Address, Command, Person
from bot.platforms import Platform
from bot.platforms.telegram import TelegramPlatform, TelegramSettings
from bot.store import BotStore
from digests import ArticleDraft, Database, Newsroom, Topic, UtcDateTime

ASKED_A_SECOND = 4
IDLE_SECONDS = 5
BARE_INSERT = """
    INSERT INTO deliveries
        (subscription, chat, platform, due, told_until, until, state, attempts, created)
    SELECT s.id, s.chat, c.platform, s.next_due, s.told_until, :now, 'pending', 0, :now
    FROM subscriptions s JOIN chats c ON c.id = s.chat
    WHERE s.active AND s.next_due <= :now AND c.state = 'active' ORDER BY s.id"""
BARE_UPDATE = "UPDATE subscriptions SET next_due = :later WHERE active AND next_due <= :now"
FORGOTTEN = ("DELETE FROM parts", "DELETE FROM deliveries")
TOPIC = Topic(name=crowd.TOPIC, title="The harbour", words=("harbour",))


@dataclass
class Measured:
    """Seconds of every round, by what was done."""

    seconds: dict[str, list[float]] = field(default_factory=dict)

    def note(self, what: str, seconds: float) -> None:
        self.seconds.setdefault(what, []).append(seconds)

    def of(self, what: str) -> float:
        return statistics.median(self.seconds[what])


class Statements:
    """How long the statements of each kind took, heard at the library."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._began = 0.0
        event.listen(Engine, "before_cursor_execute", self._before)
        event.listen(Engine, "after_cursor_execute", self._after)

    def _before(self, *_: Any) -> None:
        self._began = time.perf_counter()

    def _after(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.seconds[" ".join(statement.split()[:2])] += time.perf_counter() - self._began


def timed(statement: str, now: datetime) -> Any:
    """The statement with its moments bound as our columns take them."""
    moments = {"now": now, "later": now + timedelta(days=1)}
    used = [name for name in moments if f":{name}" in statement]
    return text(statement).bindparams(
        *(bindparam(name, moments[name], UtcDateTime()) for name in used)
    )


async def bare(database: Database, measured: Measured) -> None:
    """The same rows and due times without anything of ours."""
    now = utc_now()
    for what, statement in (("bare insert", BARE_INSERT), ("bare update", BARE_UPDATE)):
        began = time.perf_counter()
        async with database.write() as connection:
            await connection.execute(timed(statement, now))
        measured.note(what, time.perf_counter() - began)


async def ours(database: Database, measured: Measured, heard: Statements) -> None:
    store, now = BotStore(database), utc_now()
    heard.seconds.clear()
    began = time.perf_counter()
    made = await store.fan_out(now)
    spent = time.perf_counter() - began
    measured.note("fan_out", spent)
    measured.note("rows", spent - heard.seconds["UPDATE subscriptions"])
    began = time.perf_counter()
    built = await Builder(OneDigest(3), store, platforms()).build(now)
    measured.note("build", time.perf_counter() - began)
    assert made == built, (made, built)


async def all_due_again(database: Database, which: str = "true") -> None:
    """`which` of the subscriptions, in SQL."""
    for statement in (*FORGOTTEN, f"UPDATE subscriptions SET next_due = :now WHERE {which}"):
        async with database.write() as connection:
            await connection.execute(timed(statement, utc_now()))
    await asyncio.to_thread(crowd.vacuum, database)  # people are answered meanwhile


def platforms() -> dict[str, Platform]:
    return {"telegram": TelegramPlatform(TelegramSettings(token="1:a"))}


def drafts(now: datetime) -> list[ArticleDraft]:
    """A day's news about the harbour, by a few outlets."""
    facts = "The harbour of Example opened gate {0} on Monday. It cost {0} million crowns."
    return [
        ArticleDraft(
            title=f"Gate {number} of the harbour opens",
            text=" ".join(facts.format(number + more) for more in range(12)),
            outlet=f"Outlet {number % 7}",
            url=f"https://outlet{number % 7}.example/{number}",
            published=now,
            language="en",
        )
        for number in range(60)
    ]


async def latest_meanwhile(database: Database) -> tuple[Latencies, Latencies]:
    """/latest of many people: alone, and while everything is fanned out and built."""
    newsroom, store, numbers = Newsroom(database, [TOPIC]), BotStore(database), count()
    await newsroom.take_in(drafts(utc_now()), utc_now())
    desk = Desk(newsroom, store, platforms(), DeskSettings())

    async def latest() -> None:
        number, now = next(numbers), utc_now()
        chat = Address("telegram", str(number % 1000 + 1))
        reply = await desk.handle(
            Command(
                name="latest",
                argument="",
                address=chat,
                chat_kind="private",  # type: ignore[arg-type] # a str that equals the member
                person=Person(id=str(number)),
                received=now,
            )
        )
        assert reply and reply.digest, reply

    await latest()
    async with crowd.asked(latest, ASKED_A_SECOND) as idle:
        await asyncio.sleep(IDLE_SECONDS)
    async with crowd.asked(latest, ASKED_A_SECOND) as busy:
        now = utc_now()
        await store.fan_out(now)
        await Builder(OneDigest(3), store, platforms()).build(now)
    return idle, busy


async def run(kind: str, url: str, rounds: int) -> dict[str, float]:
    database, measured, heard = Database.open(url), Measured(), Statements()
    await ours(database, Measured(), heard)  # everything is loaded, prepared and cached after it
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(rounds):
        await all_due_again(database)
        await bare(database, measured)
        await all_due_again(database)
        await ours(database, measured, heard)
    growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    await all_due_again(database)
    idle, busy = await latest_meanwhile(database)
    await database.close()
    insert, update = measured.of("bare insert"), measured.of("bare update")
    return {
        f"rows_ratio_{kind}": round(measured.of("rows") / insert, 2),
        f"fanout_ratio_{kind}": round(measured.of("fan_out") / (insert + update), 2),
        f"bare_insert_s_{kind}": round(insert, 2),
        f"fan_out_s_{kind}": round(measured.of("fan_out"), 2),
        f"build_s_{kind}": round(measured.of("build"), 2),
        f"peak_growth_mb_{kind}": round(growth / 1024, 1),
        f"latest_idle_p99_ms_{kind}": idle.ms(0.99),
        f"latest_p50_ms_{kind}": busy.ms(0.5),
        f"latest_p99_ms_{kind}": busy.ms(0.99),
        f"latest_failed_{kind}": busy.failed,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--chats", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    figures: dict[str, float] = {"chats": given.chats}
    for kind in crowd.kinds():
        with crowd.fresh(kind) as url:
            crowd.apart(crowd.crowd, url, given.chats)
            print(f"{given.chats} chats subscribed on {kind}", file=sys.stderr, flush=True)
            figures |= asyncio.run(run(kind, url, given.rounds))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
