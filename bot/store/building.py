"""From deliveries without content to parts that can be sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import DeliveryState, Part, WhenEmpty
from bot.store.base import CHUNK, Queries, insert_or_skip
from bot.store.ledger import Build
from bot.store.tables import (
    chats,
    deliveries,
    parts,
    rendition_parts,
    renditions,
    subscriptions,
)


class BuildingQueries(Queries):
    """One rendition serves all deliveries that tell the same."""

    async def to_build(self, platforms: Collection[str], limit: int = 100) -> list[Build]:
        """Groups of deliveries of these platforms that wait for content, the oldest first."""
        query = (
            select(
                deliveries.c.platform,
                subscriptions.c.topic,
                deliveries.c.told_until,
                deliveries.c.until,
            )
            .join(subscriptions, subscriptions.c.id == deliveries.c.subscription)
            .where(
                deliveries.c.platform.in_(platforms),
                deliveries.c.state == DeliveryState.PENDING,
                deliveries.c.rendition.is_(None),
            )
            .group_by(
                deliveries.c.platform,
                subscriptions.c.topic,
                deliveries.c.told_until,
                deliveries.c.until,
            )
            .order_by(func.min(deliveries.c.id))
            .limit(limit)
        )
        async with self.database.read() as connection:
            return [Build(*row) for row in (await connection.execute(query)).all()]

    async def store_rendition(
        self,
        build: Build,
        content: Sequence[Part],
        stories: Sequence[int],
        now: datetime,
        only: WhenEmpty | None = None,
    ) -> int:
        """Give the group its parts; returns how many deliveries got them.

        `only` restricts it to chats with that wish for empty digests.
        """
        async with self.database.write() as connection:
            made = await connection.execute(
                insert(renditions)
                .values(
                    topic=build.topic, platform=build.platform, stories=list(stories), created=now
                )
                .returning(renditions.c.id)
            )
            rendition = made.scalar_one()
            rows = [
                {
                    "rendition": rendition,
                    "number": number,
                    "text": part.text,
                    "payload": dict(part.payload),
                }
                for number, part in enumerate(content, 1)
            ]
            await connection.execute(insert(rendition_parts), rows)
        done = 0
        async for connection, ids in self._chunks(build, only):
            await connection.execute(
                update(deliveries).where(deliveries.c.id.in_(ids)).values(rendition=rendition)
            )
            await _insert_parts(connection, rendition, ids)
            done += len(ids)
        return done

    async def drop(
        self, build: Build, reason: str, now: datetime, *, told: bool, only: WhenEmpty | None = None
    ) -> int:
        """The group gets nothing. With `told` its marks move on, as if it had read everything."""
        done = 0
        async for connection, ids in self._chunks(build, only):
            await connection.execute(
                update(deliveries)
                .where(deliveries.c.id.in_(ids))
                .values(state=DeliveryState.MOOT, error=reason, finished=now)
            )
            if told:
                orders = select(deliveries.c.subscription).where(deliveries.c.id.in_(ids))
                await connection.execute(
                    update(subscriptions)
                    .where(subscriptions.c.id.in_(orders), subscriptions.c.told_until < build.mark)
                    .values(told_until=build.mark)
                )
            done += len(ids)
        return done

    async def _chunks(
        self, build: Build, only: WhenEmpty | None
    ) -> AsyncIterator[tuple[AsyncConnection, list[int]]]:
        """A transaction and some deliveries of the group, until none is left."""
        last = 0
        while True:
            query = (
                select(deliveries.c.id)
                .join(subscriptions, subscriptions.c.id == deliveries.c.subscription)
                .where(_waits(build), deliveries.c.id > last)
                .order_by(deliveries.c.id)
                .limit(CHUNK)
            )
            if only is not None:
                query = query.join(chats, chats.c.id == deliveries.c.chat).where(
                    chats.c.when_empty == only
                )
            async with self.database.write() as connection:
                ids = list((await connection.execute(query)).scalars())
                if not ids:
                    return
                yield connection, ids
            last = ids[-1]


def _waits(build: Build) -> ColumnElement[bool]:
    return and_(
        deliveries.c.state == DeliveryState.PENDING,
        deliveries.c.rendition.is_(None),
        deliveries.c.platform == build.platform,
        deliveries.c.told_until == build.told_until,
        deliveries.c.until == build.until,
        subscriptions.c.topic == build.topic,
    )


async def _insert_parts(connection: AsyncConnection, rendition: int, ids: list[int]) -> None:
    rows = (
        select(
            deliveries.c.id,
            rendition_parts.c.number,
            literal(DeliveryState.PENDING.value),
            literal(0),
            literal(False),
        )
        .join(rendition_parts, rendition_parts.c.rendition == rendition)
        .where(deliveries.c.id.in_(ids))
    )
    columns = ["delivery", "number", "state", "attempts", "plain"]
    query = insert_or_skip(connection, parts).from_select(columns, rows)
    await connection.execute(query.on_conflict_do_nothing())
