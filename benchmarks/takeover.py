"""How long nobody listens when the process that does is killed, or stopped where it stands.

Two real processes with the role `answer` on a local PostgreSQL; one polls Telegram and has Slack's
socket, both loopback servers. At a moment that is drawn it is killed with -9 or paused with
SIGSTOP, and a person asks at once: the seconds until the other one answers on Telegram, and until
it has a socket of Slack. One that was killed is replaced; one that was paused goes on. Each
question must be answered once.

    python -m benchmarks.takeover [--rounds 8] [--heartbeat 3] [--database URL]

Last line: JSON: for `killed` and `paused` the median and longest seconds, and how many questions
were `answered_twice` or `unanswered`. What is promised: three heartbeats and one more.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import signal
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from benchmarks.cluster import LOCAL, fresh_database
from benchmarks.fleet import Fleet
from digests import Database, StoreError
from tests.servers.slack import APP_TOKEN, BOT_TOKEN, SlackServer
from tests.servers.telegram import TelegramServer

BLOWS = ("killed", "paused")
PATIENCE = 120.0
ANN = 100


async def eventually(true: Callable[[], bool], begun: float) -> float:
    """Seconds since `begun` until it is so."""
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.02)
    return time.monotonic() - begun


class Watched:
    """The two processes, the first of which listens; and the services that they listen to."""

    def __init__(self, fleet: Fleet, telegram: TelegramServer, slack: SlackServer) -> None:
        self.fleet = fleet
        self.telegram = telegram
        self.slack = slack
        self.ann = telegram.private(ANN)
        self.asked = 0

    @property
    def answers(self) -> int:
        return len(self.telegram.visible(self.ann))

    async def ask(self) -> float:
        """Seconds until the answer."""
        before, begun = self.answers, time.monotonic()
        self.asked += 1
        self.telegram.say(self.ann, "/help")
        return await eventually(lambda: self.answers > before, begun)

    async def follow(self, blow: str) -> tuple[float, float]:
        """Until another one answers on Telegram, and has Slack's socket."""
        first = self.fleet.running[0]
        sockets, begun = self.slack.socket.opened, time.monotonic()
        if blow == "killed":
            await self.fleet.kill(1)
        else:
            first.send_signal(signal.SIGSTOP)
        asking = asyncio.create_task(self.ask())
        socket = await eventually(lambda: self.slack.socket.opened > sockets, begun)
        answer = await asking
        if blow == "killed":
            await self.fleet.start("--role", "answer")
        else:
            first.send_signal(signal.SIGCONT)
            self.fleet.running.append(self.fleet.running.pop(0))
        return answer, socket


async def seat_is_taken(database: Database) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            await asyncio.sleep(0.1)
            try:
                async with database.read() as connection:
                    seats = text("SELECT count(*) FROM seats WHERE name LIKE 'listen to %'")
                    if (await connection.execute(seats)).scalar_one() == 2:
                        return
            except StoreError:
                continue


async def measured(url: str, rounds: int, heartbeat: float) -> dict[str, float]:
    found: dict[str, list[float]] = defaultdict(list)
    database = Database.open(url)
    with tempfile.TemporaryDirectory() as folder:
        async with TelegramServer() as telegram, SlackServer() as slack:
            fleet = Fleet(url, Path(folder), telegram, 1)
            fleet.environ |= {
                "DIGESTBOT_CLUSTER__HEARTBEAT_SECONDS": str(heartbeat),
                "DIGESTBOT_SLACK__BOT_TOKEN": BOT_TOKEN,
                "DIGESTBOT_SLACK__APP_TOKEN": APP_TOKEN,
                "DIGESTBOT_SLACK__BASE_URL": slack.base_url,
            }
            watched = Watched(fleet, telegram, slack)
            try:
                await fleet.start("--role", "answer")
                await seat_is_taken(database)
                await fleet.start("--role", "answer")
                for number in range(rounds * len(BLOWS)):
                    blow = BLOWS[number % len(BLOWS)]
                    await watched.ask()
                    await asyncio.sleep(heartbeat * (2 + random.random()))  # both are settled
                    answer, socket = await watched.follow(blow)
                    found[blow] += [answer, socket]
                    print(f"{blow}: {answer:.1f} s, Slack {socket:.1f} s", flush=True)
                await asyncio.sleep(2 * heartbeat)
            finally:
                await fleet.stop()
                await database.close()
    seconds = {
        f"{blow}_{name}": round(of(found[blow]), 1)
        for blow in BLOWS
        for name, of in (("median_s", statistics.median), ("longest_s", max))
    }
    extra = watched.answers - watched.asked
    return {**seconds, "answered_twice": max(0, extra), "unanswered": max(0, -extra)}


async def measure(options: argparse.Namespace) -> dict[str, float]:
    async with fresh_database(options.database) as url:
        return await measured(url, options.rounds, options.heartbeat)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=8, help="of both blows")
    parser.add_argument("--heartbeat", type=float, default=3.0, help="cluster.heartbeat_seconds")
    parser.add_argument("--database", default=LOCAL, help="a server")
    print(json.dumps(asyncio.run(measure(parser.parse_args()))))


if __name__ == "__main__":
    main()
