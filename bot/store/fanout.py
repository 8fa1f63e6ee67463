"""From due subscriptions to rows of the ledger, in SQL that works on whole sets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import ChatState, DeliveryState
from bot.store.base import CHUNK, Queries, insert_or_skip
from bot.store.ledger import OPEN
from bot.store.tables import chats, deliveries, parts, subscriptions

Next = Callable[[str, str, str, datetime], datetime | None]
"""Schedule, zone and quiet hours as stored, and now: the next due time."""


class FanoutQueries(Queries):
    """Makes one delivery for each subscription that is due."""

    async def fan_out(self, now: datetime, following: Next) -> int:
        """Rows for everything due, each telling until `now`; returns how many were made or renewed.

        A subscription whose last delivery has not begun to leave gets no second one: that delivery
        is built again, so that a backlog becomes one digest. One that is half sent is let finish
        first; the subscription stays due until then.
        """
        made, last = 0, 0
        while True:
            async with self.database.write() as connection:
                high = await _end_of_chunk(connection, now, last)
                if high is None:
                    return made
                here = and_(subscriptions.c.id > last, subscriptions.c.id <= high)
                made += await _fan_out_chunk(connection, now, here, following)
            last = high

    async def next_due(self) -> datetime | None:
        """When the next subscription is due; None without any."""
        query = select(func.min(subscriptions.c.next_due)).where(subscriptions.c.active)
        async with self.database.read() as connection:
            found: datetime | None = (await connection.execute(query)).scalar_one()
        return found


def _due(now: datetime) -> ColumnElement[bool]:
    active = select(chats.c.id).where(chats.c.state == ChatState.ACTIVE)
    return and_(
        subscriptions.c.active,
        subscriptions.c.next_due <= now,
        subscriptions.c.chat.in_(active),
    )


async def _end_of_chunk(connection: AsyncConnection, now: datetime, last: int) -> int | None:
    ids = (
        select(subscriptions.c.id)
        .where(_due(now), subscriptions.c.id > last)
        .order_by(subscriptions.c.id)
        .limit(CHUNK)
        .subquery()
    )
    high: int | None = (await connection.execute(select(func.max(ids.c.id)))).scalar_one()
    return high


async def _fan_out_chunk(
    connection: AsyncConnection, now: datetime, here: ColumnElement[bool], following: Next
) -> int:
    due = and_(_due(now), here)
    renewed = await _renew(connection, now, due)
    made = await _insert(connection, now, due)
    await _advance(connection, now, due, following)
    return renewed + made


async def _renew(connection: AsyncConnection, now: datetime, due: ColumnElement[bool]) -> int:
    """Deliveries that have not begun to leave are to be built anew."""
    begun = exists().where(parts.c.delivery == deliveries.c.id, parts.c.tried.is_not(None))
    waiting = select(deliveries.c.id).where(
        deliveries.c.state == DeliveryState.PENDING,
        deliveries.c.subscription.in_(select(subscriptions.c.id).where(due)),
        ~begun,
    )
    ids = list((await connection.execute(waiting)).scalars())
    if ids:
        await connection.execute(delete(parts).where(parts.c.delivery.in_(ids)))
        await connection.execute(
            update(deliveries).where(deliveries.c.id.in_(ids)).values(rendition=None, until=now)
        )
    return len(ids)


async def _insert(connection: AsyncConnection, now: datetime, due: ColumnElement[bool]) -> int:
    unfinished = exists().where(
        deliveries.c.subscription == subscriptions.c.id, deliveries.c.state.in_(OPEN)
    )
    values = {
        "subscription": subscriptions.c.id,
        "chat": subscriptions.c.chat,
        "platform": chats.c.platform,
        "due": subscriptions.c.next_due,
        "told_until": subscriptions.c.told_until,
        "until": literal(now, deliveries.c.until.type),
        "state": literal(DeliveryState.PENDING.value),
        "attempts": literal(0),
        "created": literal(now, deliveries.c.created.type),
    }
    rows = (
        select(*values.values())
        .select_from(subscriptions.join(chats, chats.c.id == subscriptions.c.chat))
        .where(due, ~unfinished)
        .order_by(subscriptions.c.id)
    )
    query = insert_or_skip(connection, deliveries).from_select(list(values), rows)
    return (await connection.execute(query.on_conflict_do_nothing())).rowcount


async def _advance(
    connection: AsyncConnection, now: datetime, due: ColumnElement[bool], following: Next
) -> None:
    """Set the next due time of everything that has a delivery until `now`."""
    covered = exists().where(
        deliveries.c.subscription == subscriptions.c.id, deliveries.c.until == now
    )
    kinds = (
        select(subscriptions.c.schedule, chats.c.zone, chats.c.quiet)
        .join(chats, chats.c.id == subscriptions.c.chat)
        .where(due)
        .distinct()
    )
    for schedule, zone, quiet in (await connection.execute(kinds)).all():
        alike = select(chats.c.id).where(chats.c.zone == zone, chats.c.quiet == quiet)
        await connection.execute(
            update(subscriptions)
            .where(
                due,
                covered,
                subscriptions.c.schedule == schedule,
                subscriptions.c.chat.in_(alike),
            )
            .values(next_due=following(schedule, zone, quiet, now))
        )
