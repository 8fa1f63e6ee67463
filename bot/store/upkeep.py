"""Alarms that the owner knows of, and rows that nobody needs any more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, select

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
        old = (
            select(deliveries.c.id)
            .where(deliveries.c.created < before, deliveries.c.state.not_in(OPEN))
            .limit(CHUNK)
        )
        forgotten = 0
        while True:
            async with self.database.write() as connection:
                ids = list((await connection.execute(old)).scalars())
                if not ids:
                    break
                for table in (parts, correction_parts):
                    await connection.execute(delete(table).where(table.c.delivery.in_(ids)))
                await connection.execute(delete(deliveries).where(deliveries.c.id.in_(ids)))
            forgotten += len(ids)
        await self._forget_renditions(before)
        return forgotten

    async def _forget_renditions(self, before: datetime) -> None:
        used = exists().where(deliveries.c.rendition == renditions.c.id)
        old = select(renditions.c.id).where(renditions.c.created < before, ~used)
        async with self.database.write() as connection:
            ids = list((await connection.execute(old)).scalars())
            await connection.execute(
                delete(rendition_parts).where(rendition_parts.c.rendition.in_(ids))
            )
            await connection.execute(delete(showings).where(showings.c.rendition.in_(ids)))
            await connection.execute(delete(renditions).where(renditions.c.id.in_(ids)))
