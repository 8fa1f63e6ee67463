"""One token, many processes: whether all of them stay within what Telegram allows, and how much of
it they use.

Four real processes with the role `post`, two with `answer` behind a load balancer, and one that
makes the digests, on a local PostgreSQL, against a loopback server that refuses more than 30
messages in any second. All chats are due at once; while they are told, people ask. The rate is that
of the messages between the first and the last second in which chats were told.

    python -m benchmarks.budget [--chats 1800] [--asked 2] [--database URL]

Last line: JSON: `rate_share` of the 30 with answers (`told_share` without), `refused` calls, `told`
chats, those told `twice`, `answered` people and the seconds `answer_p50_s`, `answer_longest_s`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from datetime import time as day_time
from pathlib import Path

from benchmarks.cluster import LOCAL, fresh_database
from benchmarks.fleet import Fleet
from bot.model import Address, Order
from bot.store import BOT_TREE, BotStore
from digests import STORE_TREE, ArticleDraft, Database, Newsroom, Topic, migrate
from tests.servers.balancer import Balancer
from tests.servers.telegram import RateLimits, TelegramServer

RATE = 30
POSTERS, ANSWERERS = 4, 2
PATIENCE = 1_800.0
FIRST_ASKER = 1_000_000
TOPIC = Topic(name="harbour", title="The harbour")
TEXT = "The harbour of Example opened a new gate on Monday. It cost twelve million crowns."


async def fill(database: Database, chats: range) -> None:
    """Tables, one story, and chats that are all due now."""
    now = datetime.now(UTC)
    await migrate(database, [STORE_TREE, BOT_TREE], now)
    newsroom, store = Newsroom(database, []), BotStore(database)
    await newsroom.keep_topic(TOPIC, now)
    draft = ArticleDraft(title="A new gate", text=TEXT, outlet="The Example", language="en")
    await newsroom.take_in([draft], now)
    since = now - timedelta(days=1)
    order = Order(topic=TOPIC.name, times=(day_time(8),), next_due=now, told_until=since)
    for number in chats:
        await store.subscribe(await store.chat(Address("telegram", str(number)), now), order, now)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Crowd:
    """Chats that are told, and people who ask meanwhile; when each message came."""

    def __init__(self, telegram: TelegramServer, chats: range) -> None:
        self._telegram = telegram
        self.told = [telegram.private(number) for number in chats]
        self.answers: list[float] = []
        self.asked = 0
        self.moments: list[tuple[float, bool]] = []  # and whether a chat was told

    async def watch(self) -> None:
        """Until every chat has a message: note the new ones ten times a second."""
        seen = 0
        left = {chat.id for chat in self.told}
        while left:
            await asyncio.sleep(0.1)
            new = self._telegram.messages[seen:]
            seen += len(new)
            now = time.monotonic()
            self.moments += [(now, shown.chat < FIRST_ASKER) for shown in new]
            left.difference_update(shown.chat for shown in new)

    async def ask_for_ever(self, a_second: float) -> None:
        async with asyncio.TaskGroup() as asking:
            while True:
                asking.create_task(self._ask(FIRST_ASKER + self.asked))
                self.asked += 1
                await asyncio.sleep(1 / a_second)

    async def _ask(self, number: int) -> None:
        person, begun = self._telegram.private(number), time.monotonic()
        self._telegram.say(person, "/help")
        async with asyncio.timeout(PATIENCE):
            while not self._telegram.visible(person):
                await asyncio.sleep(0.1)
        self.answers.append(time.monotonic() - begun)

    def shares(self) -> tuple[float, float]:
        """Of the allowed rate: all messages, and those of the chats that were told, from the first
        to the last of these."""
        told = [moment for moment, is_told in self.moments if is_told]
        first, last = told[0], told[-1]
        every = [moment for moment, _ in self.moments if first < moment <= last]
        seconds = (last - first) * RATE
        return len(every) / seconds, sum(moment > first for moment in told) / seconds


async def run(options: argparse.Namespace, url: str) -> dict[str, float]:
    database, chats = Database.open(url), range(1, options.chats + 1)
    limits = RateLimits(per_second=RATE)
    with tempfile.TemporaryDirectory() as folder:
        async with TelegramServer(limits=limits) as telegram, Balancer() as balancer:
            crowd = Crowd(telegram, chats)
            await fill(database, chats)
            fleet = Fleet(url, Path(folder), telegram, 8)
            fleet.environ |= {
                "DIGESTBOT_TELEGRAM__WEBHOOK_URL": f"{balancer.url}/telegram",
                "DIGESTBOT_TELEGRAM__WEBHOOK_SECRET": "hook-5b1f90c2",
                "DIGESTBOT_DELIVERY__TELEGRAM_PER_SECOND": str(RATE),
            }
            balancer.ports = [free_port() for _ in range(ANSWERERS)]
            try:
                for port in balancer.ports:
                    fleet.environ["DIGESTBOT_TELEGRAM__WEBHOOK_LISTEN"] = f"127.0.0.1:{port}"
                    await fleet.start("--role", "answer")
                for role in ["post"] * POSTERS + ["digest"]:
                    await fleet.start("--role", role)
                asking = asyncio.create_task(crowd.ask_for_ever(options.asked))
                async with asyncio.timeout(PATIENCE):
                    await crowd.watch()
                await asyncio.sleep(5)  # what comes twice, and the last answers
                asking.cancel()
                await asyncio.gather(asking, return_exceptions=True)
            finally:
                await fleet.stop()
                await database.close()
                for line in fleet.troubles():
                    print("  log:", line[:200], flush=True)
            share, told_share = crowd.shares()
            visible = [len(telegram.visible(chat)) for chat in crowd.told]
            return {
                "rate_share": round(share, 3),
                "told_share": round(told_share, 3),
                "refused": telegram.gate.refused,
                "told": sum(number > 0 for number in visible),
                "twice": sum(number > 1 for number in visible),
                "asked": crowd.asked,
                "answered": len(crowd.answers),
                "answer_p50_s": round(statistics.median(crowd.answers), 2),
                "answer_longest_s": round(max(crowd.answers), 2),
                "posters": POSTERS,
            }


async def measure(options: argparse.Namespace) -> dict[str, float]:
    async with fresh_database(options.database) as url:
        return await run(options, url)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--chats", type=int, default=1_800)
    parser.add_argument("--asked", type=float, default=2.0, help="people a second")
    parser.add_argument("--database", default=LOCAL, help="a server")
    print(json.dumps(asyncio.run(measure(parser.parse_args()))))


if __name__ == "__main__":
    main()
