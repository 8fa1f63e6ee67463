"""From deliveries without content to parts that can be sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import DeliveryState, Every, Part, WhenEmpty
from bot.schedule import read_schedule
from bot.store.base import CHUNK, Queries, insert_or_skip
from bot.store.ledger import Build
from bot.store.renditions import put_parts
from bot.store.rows import read_wishes, write_wishes
from bot.store.tables import (
    chats,
    deliveries,
    parts,
    rendition_parts,
    subscriptions,
)

# The schedule of a subscription that waits for stories, "" for any other.
AWAITED = case(
    (subscriptions.c.schedule.startswith(f"{Every.STORY} "), subscriptions.c.schedule), else_=""
).label("awaited")


class BuildingQueries(Queries):
    """One rendition serves all deliveries that tell the same."""

    async def to_build(
        self,
        platforms: Collection[str],
        limit: int = 100,
        *,
        only: Collection[str] | None = None,
        without: Collection[str] = (),
    ) -> list[Build]:
        """Groups of deliveries of these platforms that wait for content, the oldest first; `only`
        of these topics, or `without` these."""
        alike = (
            deliveries.c.platform,
            subscriptions.c.topic,
            deliveries.c.told_until,
            deliveries.c.until,
            chats.c.wishes,
            chats.c.zone,
            chats.c.language,
            AWAITED,
        )
        first, last = func.min(deliveries.c.id), func.max(deliveries.c.id)
        query = (
            select(*alike, first.label("first"), last.label("last"))
            .join(subscriptions, subscriptions.c.id == deliveries.c.subscription)
            .join(chats, chats.c.id == deliveries.c.chat)
            .where(
                deliveries.c.platform.in_(platforms),
                deliveries.c.state == DeliveryState.PENDING,
                deliveries.c.rendition.is_(None),
            )
            .where(subscriptions.c.topic.not_in(without))
            .where(true() if only is None else subscriptions.c.topic.in_(only))
            .group_by(*alike)
            .order_by(first)
            .limit(limit)
        )
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Build(
                *row[:4],
                wishes=read_wishes(row.wishes),
                zone=row.zone,
                language=row.language,
                outlets=_outlets(row.awaited),
                ids=(row.first, row.last),
            )
            for row in rows
        ]

    async def give(
        self,
        build: Build,
        rendition: int,
        content: Sequence[Part],
        only: WhenEmpty | None = None,
    ) -> int:
        """Give the group its parts, kept as those of the rendition; returns how many got them.

        `only` restricts it to chats with that wish for empty digests.
        """
        done = 0
        async for connection, here, number in self._chunks(build, only):
            if not done:
                await put_parts(connection, rendition, content)
            await _insert_parts(connection, rendition, here)
            await connection.execute(
                update(deliveries).where(deliveries.c.id.in_(here)).values(rendition=rendition)
            )
            done += number
            if self.wake:
                await self.wake(connection, f"post {build.platform}")
        return done

    async def topics_to_build(
        self, platforms: Collection[str], connection: AsyncConnection | None = None
    ) -> list[str]:
        """Topics of which deliveries wait for content, as the transaction sees them."""
        if connection is None:
            async with self.database.read() as snapshot:
                return await self.topics_to_build(platforms, snapshot)
        query = (
            select(subscriptions.c.topic)
            .distinct()
            .join(deliveries, deliveries.c.subscription == subscriptions.c.id)
            .where(
                deliveries.c.platform.in_(platforms),
                deliveries.c.state == DeliveryState.PENDING,
                deliveries.c.rendition.is_(None),
            )
            .order_by(subscriptions.c.topic)
        )
        return list((await connection.execute(query)).scalars())

    async def drop(
        self, build: Build, reason: str, now: datetime, *, told: bool, only: WhenEmpty | None = None
    ) -> int:
        """The group gets nothing. With `told` its marks move on, as if it had read everything."""
        done = 0
        async for connection, here, number in self._chunks(build, only):
            if told:
                orders = select(deliveries.c.subscription).where(deliveries.c.id.in_(here))
                await connection.execute(
                    update(subscriptions)
                    .where(subscriptions.c.id.in_(orders), subscriptions.c.told_until < build.mark)
                    .values(told_until=build.mark)
                )
            await connection.execute(
                update(deliveries)
                .where(deliveries.c.id.in_(here))
                .values(state=DeliveryState.MOOT, error=reason, finished=now)
            )
            done += number
        return done

    async def _chunks(
        self, build: Build, only: WhenEmpty | None
    ) -> AsyncIterator[tuple[AsyncConnection, Select[tuple[int]], int]]:
        """A transaction, a question for the ids of some of the group, and how many they are;
        again and again, until none is left."""
        waiting = (
            select(deliveries.c.id)
            .join(subscriptions, subscriptions.c.id == deliveries.c.subscription)
            .join(chats, chats.c.id == deliveries.c.chat)
            .where(_waits(build))
        )
        if only is not None:
            waiting = waiting.where(chats.c.when_empty == only)
        last = 0
        while True:
            some = waiting.where(deliveries.c.id > last).order_by(deliveries.c.id).limit(CHUNK)
            ids = some.subquery()
            async with self.database.write() as connection:
                found = await connection.execute(select(func.max(ids.c.id), func.count()))
                high, number = found.one()
                if not number:
                    return
                yield connection, some, number
            if number < CHUNK:
                return
            last = high


def _waits(build: Build) -> ColumnElement[bool]:
    return and_(
        deliveries.c.id.between(*build.ids),
        deliveries.c.state == DeliveryState.PENDING,
        deliveries.c.rendition.is_(None),
        deliveries.c.platform == build.platform,
        deliveries.c.told_until == build.told_until,
        deliveries.c.until == build.until,
        subscriptions.c.topic == build.topic,
        chats.c.wishes == write_wishes(build.wishes),
        chats.c.zone == build.zone,
        chats.c.language == build.language,
        _awaits(build.outlets),
    )


def _outlets(awaited: str) -> int:
    return read_schedule(awaited).outlets if awaited else 0


def _awaits(outlets: int) -> ColumnElement[bool]:
    """The subscription waits for stories with so many outlets (its schedule ends in the number)."""
    story = subscriptions.c.schedule.startswith(f"{Every.STORY} ")
    return and_(story, subscriptions.c.schedule.endswith(f" {outlets}")) if outlets else ~story


async def _insert_parts(
    connection: AsyncConnection, rendition: int, here: Select[tuple[int]]
) -> None:
    rows = (
        select(
            deliveries.c.id,
            rendition_parts.c.number,
            literal(DeliveryState.PENDING.value),
            literal(0),
            literal(False),
        )
        .join(rendition_parts, rendition_parts.c.rendition == rendition)
        .where(deliveries.c.id.in_(here))
    )
    columns = ["delivery", "number", "state", "attempts", "plain"]
    query = insert_or_skip(connection, parts).from_select(columns, rows)
    await connection.execute(query.on_conflict_do_nothing())
