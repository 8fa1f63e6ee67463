"""Alarms that the owner knows of, and rows that nobody needs any more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Table, delete, exists, select

from bot.store.base import Queries, insert_or_skip
from bot.store.ledger import OPEN
from bot.store.tables import (
    alarms,
    correction_parts,
    deliveries,
    parts,
    rendition_parts,
    renditions,
    showings,
)

CHUNK = 1000


class UpkeepQueries(Queries):
    """For the watchdog and for housekeeping."""

    async def alarms(self) -> dict[str, str]:
        """What is wrong as far as the owner was told, by name."""
        async with self.database.read() as connection:
            rows = (await connection.execute(select(alarms))).all()
        return {row.name: row.message for row in rows}

    async def raise_alarm(self, name: str, message: str, now: datetime) -> bool:
        """Whether it is new; of two processes only one is told so."""
        async with self.database.write() as connection:
            query = insert_or_skip(connection, alarms).values(name=name, message=message, since=now)
            new = query.on_conflict_do_nothing().returning(alarms.c.name)
            return (await connection.execute(new)).first() is not None

    async def clear_alarm(self, name: str) -> bool:
        """Whether there was one."""
        query = delete(alarms).where(alarms.c.name == name).returning(alarms.c.name)
        async with self.database.write() as connection:
            return (await connection.execute(query)).first() is not None

    async def forget_deliveries(self, before: datetime) -> int:
        """Delete finished deliveries made before then, with their parts, and unused contents."""
        finished = deliveries.c.state.not_in(OPEN)
        theirs = (parts.c.delivery, correction_parts.c.delivery)
        forgotten = await self._forget(deliveries, before, finished, theirs)
        unused = ~exists().where(deliveries.c.rendition == renditions.c.id)
        theirs = (rendition_parts.c.rendition, showings.c.rendition)
        await self._forget(renditions, before, unused, theirs)
        return forgotten

    async def _forget(
        self,
        table: Table,
        before: datetime,
        over: ColumnElement[bool],
        theirs: Iterable[Column[int]],
    ) -> int:
        """Delete rows made before then that are over, after those that belong to them.

        Ids grow with the time, so the look goes through the oldest rows only, some at a time:
        nobody else waits long for SQLite's one lock.
        """
        forgotten = last = 0
        while True:
            looked_at = (
                select(table.c.id, table.c.created)
                .where(table.c.id > last)
                .order_by(table.c.id)
                .limit(CHUNK)
            )
            async with self.database.write() as connection:
                found = (await connection.execute(looked_at)).all()
                old = [row.id for row in found if row.created < before]
                if not old:
                    return forgotten
                gone = select(table.c.id).where(table.c.id.in_(old), over)
                ids = list((await connection.execute(gone)).scalars())
                for column in (*theirs, table.c.id):
                    await connection.execute(delete(column.table).where(column.in_(ids)))
            forgotten, last = forgotten + len(ids), found[-1].id
