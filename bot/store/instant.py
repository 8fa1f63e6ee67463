"""Stories that subscriptions wait for: a story is told once so many outlets tell it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, exists, func, select, update

from bot.model import DeliveryState, Every
from bot.schedule import read_schedule
from bot.store.base import Queries, insert_or_skip
from bot.store.tables import deliveries, reached, subscriptions

WAITS = subscriptions.c.schedule.startswith(f"{Every.STORY} ")


class InstantQueries(Queries):
    """When a story reached how many outlets is the same for all who wait for it."""

    async def waiting_for_stories(self) -> set[tuple[str, int]]:
        """The topics for which somebody waits, each with the number of outlets."""
        query = (
            select(subscriptions.c.topic, subscriptions.c.schedule)
            .where(subscriptions.c.active, WAITS)
            .distinct()
        )
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        return {(row.topic, read_schedule(row.schedule).outlets) for row in rows}

    async def note_reached(
        self, topic: str, outlets: int, stories: Iterable[int], at: datetime
    ) -> None:
        """These stories have as many outlets now; what was noted before keeps its moment."""
        rows = [{"topic": topic, "outlets": outlets, "story": story, "at": at} for story in stories]
        if not rows:
            return
        async with self.database.write() as connection:
            query = insert_or_skip(connection, reached).values(rows)
            await connection.execute(query.on_conflict_do_nothing())

    async def make_waiting_due(self, topic: str, outlets: int, now: datetime) -> int:
        """Those who wait and have not been told of the latest such story are due; how many."""
        latest = select(func.max(reached.c.at)).where(
            reached.c.topic == topic, reached.c.outlets == outlets
        )
        tried = exists().where(
            deliveries.c.subscription == subscriptions.c.id,
            deliveries.c.until > latest.scalar_subquery(),
            deliveries.c.state != DeliveryState.MOOT,
        )
        query = (
            update(subscriptions)
            .where(
                subscriptions.c.active,
                subscriptions.c.topic == topic,
                subscriptions.c.next_due.is_(None),
                subscriptions.c.told_until < latest.scalar_subquery(),
                WAITS,
                subscriptions.c.schedule.endswith(f" {outlets}"),
                ~tried,
            )
            .values(next_due=now)
        )
        async with self.database.write() as connection:
            return (await connection.execute(query)).rowcount

    async def reached(
        self, topic: str, outlets: int, after: datetime, until: datetime
    ) -> frozenset[int]:
        """The stories that reached so many outlets after the one moment and before the other."""
        query = select(reached.c.story).where(
            reached.c.topic == topic,
            reached.c.outlets == outlets,
            reached.c.at > after,
            reached.c.at < until,
        )
        async with self.database.read() as connection:
            return frozenset((await connection.execute(query)).scalars())

    async def forget_reached(self, before: datetime) -> None:
        async with self.database.write() as connection:
            await connection.execute(delete(reached).where(reached.c.at < before))
