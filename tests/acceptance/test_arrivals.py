"""What polls stored is taken in by the real process, whenever that is stopped or killed."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import time
from functools import partial

from bot.store import BotStore
from digests import ArticleDraft
from digests.store.arrivals import add_arrivals
from tests.acceptance.process import Process, until
from tests.conftest import NOW

ENTRIES = 1000
IN_TIME = 10.0


def numbered(number: int) -> ArticleDraft:
    words = " ".join(f"berth{number}x{n}" for n in range(9))
    return ArticleDraft(title=f"Notice {number}", text=f"{words}.", outlet="Port", language="en")


def counted(bot: Process, table: str) -> int:
    with sqlite3.connect(bot.folder / "digestbot.db", timeout=30) as connection:
        (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(number)


def more_than(before: int, bot: Process) -> bool:
    return counted(bot, "articles") > before


async def test_arrivals_are_taken_in_once_and_in_order_by_a_bot_that_is_killed_and_stopped(
    bot: Process, store: BotStore
) -> None:
    seeds = counted(bot, "articles")
    drafts = [numbered(number) for number in range(ENTRIES)]
    await store.database.write_in_thread(lambda it: add_arrivals(it, {1: drafts}, NOW))
    for number in (signal.SIGKILL, signal.SIGTERM):
        before = counted(bot, "articles")
        await bot.start()
        await until(partial(more_than, before, bot), bot, 120)
        await asyncio.sleep(0.2)  # into the next batch
        begun = time.monotonic()
        await bot.stop(number)
        assert time.monotonic() - begun < IN_TIME
        assert counted(bot, "articles") + counted(bot, "arrivals") == seeds + ENTRIES
    runs = bot.log.count("Running on")
    await bot.start()
    await until(lambda: bot.log.count("Running on") > runs, bot)  # it hears SIGTERM from here on
    await until(lambda: counted(bot, "arrivals") == 0, bot, 120)
    assert await bot.stop() == 0
    with sqlite3.connect(bot.folder / "digestbot.db") as connection:
        rows = connection.execute("SELECT title FROM articles WHERE id > ? ORDER BY id", (seeds,))
        assert [title for (title,) in rows] == [draft.title for draft in drafts]
