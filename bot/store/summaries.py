"""Stories that a language model is to write for several processes, and those that it could not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.base import Queries, insert_or_skip
from bot.store.tables import summaries

FORGOTTEN = timedelta(days=1)  # nobody waits for it any more
Put: TypeAlias = Callable[[AsyncConnection, Sequence[int]], Awaitable[object]]
Wake: TypeAlias = Callable[[AsyncConnection], Awaitable[object]]


class SummaryQueries(Queries):
    """One row a story, from when it is asked for until it is written or given up for a while."""

    async def ask_for_summaries(
        self, stories: Sequence[int], now: datetime, patience: timedelta, put: Put
    ) -> bool:
        """Write down that these are asked for, and `put` the work into the same transaction; if
        there is any. What was given up less than `patience` ago is left out.
        """
        async with self.database.write() as connection:
            over = or_(summaries.c.given_up <= now - patience, summaries.c.asked <= now - FORGOTTEN)
            await connection.execute(delete(summaries).where(over))
            given_up = select(summaries.c.story).where(
                summaries.c.story.in_(stories), summaries.c.given_up.is_not(None)
            )
            left_out = set((await connection.execute(given_up)).scalars())
            asked = [story for story in stories if story not in left_out]
            if asked:
                rows = [{"story": story, "asked": now} for story in asked]
                adding = insert_or_skip(connection, summaries).on_conflict_do_nothing()
                await connection.execute(adding, rows)
                await put(connection, asked)
            return bool(asked)

    async def end_summary(
        self, story: int, wake: Wake, *, given_up: datetime | None = None
    ) -> None:
        """It is written, or was given up then; and `wake`, in the same transaction, who waits."""
        here = summaries.c.story == story
        change = update(summaries).values(given_up=given_up) if given_up else delete(summaries)
        async with self.database.write() as connection:
            await connection.execute(change.where(here))
            await wake(connection)
