"""From due subscriptions to rows of the ledger, in SQL that works on whole sets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, exists, func, literal, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import ChatState, DeliveryState
from bot.schedule import next_due_of, quiet_until, read_schedule
from bot.store.base import Queries, in_chunks, insert_or_skip
from bot.store.ledger import OPEN
from bot.store.rows import read_quiet
from bot.store.tables import chats, deliveries, parts, subscriptions

CHUNK = 10_000  # less than 0.1 s of SQLite's only write lock on a usual machine
DUE = subscriptions.join(chats, chats.c.id == subscriptions.c.chat)


class FanoutQueries(Queries):
    """Makes one delivery for each subscription that is due."""

    async def fan_out(self, now: datetime) -> int:
        """Rows for everything due, each telling until `now`; returns how many were made or renewed.

        A subscription whose last delivery has not begun to leave gets no second one: that delivery
        is built again, so that a backlog becomes one digest. One that is half sent is let finish
        first; the subscription stays due until then. In a chat's quiet hours the due time moves to
        their end.
        """
        if not await self.is_anything_due(now):
            return 0
        made, last = 0, 0
        while True:
            async with self.database.write() as connection:
                kinds = await _kinds(connection, now, last)
                if not kinds:
                    return made
                high = max(kind.high for kind in kinds)
                made += await _Chunk(connection, now, last, high).fan_out(kinds)
                if self.wake:
                    await self.wake(connection, "build")
            last = high

    async def is_anything_due(self, now: datetime) -> bool:
        """Whether `fan_out` has something to do."""
        due = subscriptions.c.next_due <= now
        anything = select(subscriptions.c.id).select_from(DUE).where(_ACTIVE, due, _WRITABLE)
        async with self.database.read() as connection:
            return (await connection.execute(anything.limit(1))).first() is not None

    async def make_due(self, subscription_ids: Sequence[int], now: datetime) -> None:
        """Deliver to these at once, whatever their schedule says."""
        for ids in in_chunks(subscription_ids):
            async with self.database.write() as connection:
                await connection.execute(
                    update(subscriptions)
                    .where(subscriptions.c.id.in_(ids), subscriptions.c.active)
                    .values(next_due=now)
                )

    async def next_due(self) -> datetime | None:
        """When the next subscription is due; None without any."""
        query = select(func.min(subscriptions.c.next_due)).where(
            _ACTIVE, subscriptions.c.next_due.is_not(None)
        )
        async with self.database.read() as connection:
            found: datetime | None = (await connection.execute(query)).scalar_one()
        return found


# As the index of due times has it: `active = 1`, as we would write it, does not use that on SQLite.
_ACTIVE = text("subscriptions.active")
_WRITABLE = chats.c.state == ChatState.ACTIVE


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(subscriptions.c.active, subscriptions.c.next_due <= now)


class _Kind(NamedTuple):
    """Subscriptions with the same of these are due at the same times; `high` is the last one."""

    schedule: str
    zone: str
    quiet: str
    state: str
    number: int
    high: int


async def _kinds(connection: AsyncConnection, now: datetime, last: int) -> list[_Kind]:
    """What is due next after the subscription `last`."""
    what = subscriptions.c.schedule, chats.c.zone, chats.c.quiet, chats.c.state
    due = (
        select(*what, subscriptions.c.id)
        .select_from(DUE)
        .where(_is_due(now), subscriptions.c.id > last)
        .order_by(subscriptions.c.id)
        .limit(CHUNK)
        .subquery()
    )
    alike = due.c.schedule, due.c.zone, due.c.quiet, due.c.state
    query = select(*alike, func.count(), func.max(due.c.id)).group_by(*alike)
    return [_Kind(*row) for row in (await connection.execute(query)).all()]


class _Chunk:
    """What is due of the subscriptions from `last` (excluded) to `high`, in one transaction.

    Most often all of them want the same and none has an open delivery. Then two statements do the
    work: one insert and one update.
    """

    def __init__(self, connection: AsyncConnection, now: datetime, last: int, high: int) -> None:
        self._connection = connection
        self._now = now
        self._here = and_(_is_due(now), subscriptions.c.id > last, subscriptions.c.id <= high)
        self._all_writable = True

    async def fan_out(self, found: Sequence[_Kind]) -> int:
        """How many deliveries were made or renewed."""
        kinds = [kind for kind in found if kind.state == ChatState.ACTIVE]
        self._all_writable = len(kinds) == len(found)
        kinds = await self._keep_quiet(kinds)
        if not kinds:
            return 0
        made = await self._insert()
        covered = made == sum(kind.number for kind in kinds)
        if not covered:  # some have an open delivery
            made += await self._renew()
        await self._advance(kinds, covered)
        return made

    async def _keep_quiet(self, kinds: Sequence[_Kind]) -> list[_Kind]:
        """Put off what falls into quiet hours; returns the other kinds."""
        loud = []
        for kind in kinds:
            end = quiet_until(read_quiet(kind.quiet), kind.zone, self._now)
            if end is None:
                loud.append(kind)
            else:
                same = (
                    subscriptions.c.schedule == kind.schedule,
                    _chat(chats.c.zone == kind.zone, chats.c.quiet == kind.quiet),
                )
                await self._connection.execute(self._due_again(end).where(*same))
        return loud

    async def _insert(self) -> int:
        """A delivery for each; one that has an open delivery gets none."""
        until = deliveries.c.until.type
        values: dict[str, Any] = {
            "subscription": subscriptions.c.id,
            "chat": subscriptions.c.chat,
            "platform": chats.c.platform,
            "due": subscriptions.c.next_due,
            "told_until": subscriptions.c.told_until,
            "until": literal(self._now, until),
            "state": literal(DeliveryState.PENDING.value),
            "attempts": literal(0),
            "created": literal(self._now, until),
        }
        rows = (
            select(*values.values())
            .select_from(DUE)
            .where(self._here, _WRITABLE)
            .order_by(subscriptions.c.id)
        )
        query = insert_or_skip(self._connection, deliveries).from_select(list(values), rows)
        # Besides (subscription, due), an open delivery of the subscription is unique.
        counted = query.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
        return (await self._connection.execute(counted)).rowcount

    async def _renew(self) -> int:
        """Deliveries that have not begun to leave are to be built anew."""
        begun = exists().where(parts.c.delivery == deliveries.c.id, parts.c.tried.is_not(None))
        waiting = (
            select(deliveries.c.id)
            .select_from(DUE.join(deliveries, deliveries.c.subscription == subscriptions.c.id))
            .where(
                self._here,
                _WRITABLE,
                deliveries.c.state == DeliveryState.PENDING,
                deliveries.c.until < self._now,
                ~begun,
            )
        )
        ids = list((await self._connection.execute(waiting)).scalars())
        if ids:
            await self._connection.execute(delete(parts).where(parts.c.delivery.in_(ids)))
            renewed = update(deliveries).where(deliveries.c.id.in_(ids))
            await self._connection.execute(renewed.values(rendition=None, until=self._now))
        return len(ids)

    async def _advance(self, kinds: Sequence[_Kind], covered: bool) -> None:
        """Set the next due time of everything that has a delivery until `now`."""
        rhythms = {(kind.schedule, kind.zone) for kind in kinds}
        for schedule, zone in rhythms:
            following = next_due_of(read_schedule(schedule), zone, self._now)
            query = self._due_again(following)
            if len(rhythms) > 1:
                query = query.where(
                    subscriptions.c.schedule == schedule, _chat(chats.c.zone == zone)
                )
            if not covered:
                query = query.where(
                    exists().where(
                        deliveries.c.subscription == subscriptions.c.id,
                        deliveries.c.state.in_(OPEN),
                        deliveries.c.until == self._now,
                    )
                )
            await self._connection.execute(query)

    def _due_again(self, moment: datetime | None) -> Any:
        """An update of what is due here."""
        query = update(subscriptions).where(self._here).values(next_due=moment)
        return query if self._all_writable else query.where(_chat(_WRITABLE))


def _chat(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """The chat of the subscription is such."""
    return exists().where(chats.c.id == subscriptions.c.chat, *conditions)
