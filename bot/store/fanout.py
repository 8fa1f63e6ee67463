"""From due subscriptions to rows of the ledger, in SQL that works on whole sets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, delete, exists, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import ChatState, DeliveryState, Every
from bot.schedule import next_due_of, quiet_until, read_schedule
from bot.store.base import CHUNK, Queries, in_chunks, insert_or_skip
from bot.store.ledger import OPEN
from bot.store.rows import read_quiet
from bot.store.tables import chats, deliveries, parts, subscriptions


class FanoutQueries(Queries):
    """Makes one delivery for each subscription that is due."""

    async def fan_out(self, now: datetime) -> int:
        """Rows for everything due, each telling until `now`; returns how many were made or renewed.

        A subscription whose last delivery has not begun to leave gets no second one: that delivery
        is built again, so that a backlog becomes one digest. One that is half sent is let finish
        first; the subscription stays due until then. In a chat's quiet hours the due time moves to
        their end.
        """
        async with self.database.read() as connection:
            if await _end_of_chunk(connection, now, 0) is None:
                return 0
        made, last = 0, 0
        while True:
            async with self.database.write() as connection:
                high = await _end_of_chunk(connection, now, last)
                if high is None:
                    return made
                here = and_(subscriptions.c.id > last, subscriptions.c.id <= high)
                made += await _fan_out_chunk(connection, now, here)
            last = high

    async def make_due(self, subscription_ids: Sequence[int], now: datetime) -> None:
        """Deliver to these at once, whatever their schedule says."""
        for ids in in_chunks(subscription_ids):
            async with self.database.write() as connection:
                await connection.execute(
                    update(subscriptions)
                    .where(subscriptions.c.id.in_(ids), subscriptions.c.active)
                    .values(next_due=now)
                )

    async def waiting_for_story(self) -> dict[tuple[str, datetime, int], list[int]]:
        """Subscriptions (ids) that want a story as soon as it has enough outlets.

        By topic, told-until mark and number of outlets.
        """
        query = select(subscriptions).where(
            subscriptions.c.active,
            subscriptions.c.next_due.is_(None),
            subscriptions.c.schedule.startswith(f"{Every.STORY} "),
        )
        found: dict[tuple[str, datetime, int], list[int]] = {}
        async with self.database.read() as connection:
            for row in (await connection.execute(query)).all():
                outlets = read_schedule(row.schedule).outlets
                found.setdefault((row.topic, row.told_until, outlets), []).append(row.id)
        return found

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
    connection: AsyncConnection, now: datetime, here: ColumnElement[bool]
) -> int:
    due = and_(_due(now), here)
    kinds = (
        select(subscriptions.c.schedule, chats.c.zone, chats.c.quiet)
        .join(chats, chats.c.id == subscriptions.c.chat)
        .where(due)
        .distinct()
    )
    found = [_Kind(*row) for row in (await connection.execute(kinds)).all()]
    await _keep_quiet(connection, now, due, found)
    renewed = await _renew(connection, now, due)
    made = await _insert(connection, now, due)
    await _advance(connection, now, due, found)
    return renewed + made


class _Kind(NamedTuple):
    """Subscriptions with the same of these are due at the same times."""

    schedule: str
    zone: str
    quiet: str

    def alike(self) -> ColumnElement[bool]:
        same = select(chats.c.id).where(chats.c.zone == self.zone, chats.c.quiet == self.quiet)
        return and_(subscriptions.c.schedule == self.schedule, subscriptions.c.chat.in_(same))


async def _keep_quiet(
    connection: AsyncConnection, now: datetime, due: ColumnElement[bool], kinds: Sequence[_Kind]
) -> None:
    for kind in kinds:
        end = quiet_until(read_quiet(kind.quiet), kind.zone, now)
        if end is not None:
            await connection.execute(
                update(subscriptions).where(due, kind.alike()).values(next_due=end)
            )


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
    connection: AsyncConnection, now: datetime, due: ColumnElement[bool], kinds: Sequence[_Kind]
) -> None:
    """Set the next due time of everything that has a delivery until `now`."""
    covered = exists().where(
        deliveries.c.subscription == subscriptions.c.id, deliveries.c.until == now
    )
    for kind in kinds:
        following = next_due_of(read_schedule(kind.schedule), kind.zone, now)
        await connection.execute(
            update(subscriptions).where(due, covered, kind.alike()).values(next_due=following)
        )
