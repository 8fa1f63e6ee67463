"""Who works on which delivery: claims with a lease, and what a crash left behind."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Address, ChatKind, ChatState, DeliveryState, Part
from bot.store.base import Queries
from bot.store.ledger import LEASE, OPEN, Claimed, ClaimedPart
from bot.store.tables import chats, deliveries, parts, rendition_parts

IN_HAND = (DeliveryState.CLAIMED, DeliveryState.SENDING)


class ClaimQueries(Queries):
    """Takes deliveries into hand, one a chat, the oldest first."""

    async def claim(self, platform: str, now: datetime, limit: int) -> list[Claimed]:
        """Up to `limit` deliveries that may leave now. Only the first open one of a chat may."""
        if not await self.has_ready(platform, now):
            return []
        token = secrets.token_hex(8)
        async with self.database.write() as connection:
            ids = list((await connection.execute(_ready(platform, now, limit))).scalars())
            won = await connection.execute(
                update(deliveries)
                .where(deliveries.c.id.in_(ids), deliveries.c.state == DeliveryState.PENDING)
                .values(state=DeliveryState.CLAIMED, lease_token=token, lease_until=now + LEASE)
                .returning(deliveries.c.id)
            )
            return await _claimed(connection, sorted(won.scalars()))

    async def has_ready(self, platform: str, now: datetime) -> bool:
        """Whether something may leave now."""
        async with self.database.read() as connection:
            return (await connection.execute(_ready(platform, now, 1))).first() is not None

    async def content(self, rendition: int) -> dict[int, Part]:
        """The parts of a rendition by number."""
        query = select(rendition_parts).where(rendition_parts.c.rendition == rendition)
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        return {row.number: Part(text=row.text, payload=row.payload) for row in rows}

    async def release(self, deliveries_in_hand: Sequence[Claimed]) -> None:
        """Give back what has not begun to leave."""
        async with self.database.write() as connection:
            for delivery in deliveries_in_hand:
                await connection.execute(
                    update(deliveries)
                    .where(
                        deliveries.c.id == delivery.id,
                        deliveries.c.lease_token == delivery.token,
                        deliveries.c.state == DeliveryState.CLAIMED,
                    )
                    .values(state=DeliveryState.PENDING, lease_token=None, lease_until=None)
                )

    async def recover(self, now: datetime, *, everything: bool = False) -> int:
        """Give back what is in the hands of a process that died; returns how many deliveries.

        A part whose request had begun becomes `unknown`. `everything` is for the start of the only
        process: then nobody holds a lease.
        """
        over: list[ColumnElement[bool]] = [deliveries.c.state.in_(IN_HAND)]
        if not everything:
            over.append(deliveries.c.lease_until <= now)
        async with self.database.write() as connection:
            found = select(deliveries.c.id).where(*over).with_for_update(skip_locked=True)
            ids = list((await connection.execute(found)).scalars())
            if not ids:
                return 0
            await connection.execute(
                update(parts)
                .where(parts.c.delivery.in_(ids), parts.c.state == DeliveryState.SENDING)
                .values(state=DeliveryState.UNKNOWN, error="the program stopped while sending")
            )
            await connection.execute(
                update(deliveries)
                .where(deliveries.c.id.in_(ids))
                .values(state=DeliveryState.PENDING, lease_token=None, lease_until=None)
            )
        return len(ids)

    async def last_tried(
        self, platform: str, since: datetime
    ) -> list[tuple[Address, ChatKind, datetime]]:
        """Requests of which something may have arrived since then, in order: what the limits have
        to remember over a restart. The moment is that of the receipt, else of the begin."""
        sent = _moments(platform, parts.c.sent).where(parts.c.sent > since)
        unclear = _moments(platform, parts.c.tried).where(
            deliveries.c.platform == platform,
            deliveries.c.state.in_(OPEN),
            parts.c.tried > since,
            parts.c.sent.is_(None),
        )
        found = union_all(sent, unclear).order_by("moment")
        async with self.database.read() as connection:
            rows = (await connection.execute(found)).all()
        return [(Address(platform, r.native_id), ChatKind(r.kind), r.moment) for r in rows]


def _moments(platform: str, moment: Any) -> Any:
    return (
        select(chats.c.native_id, chats.c.kind, moment.label("moment"))
        .select_from(parts)
        .join(deliveries, deliveries.c.id == parts.c.delivery)
        .join(chats, chats.c.id == deliveries.c.chat)
        .where(chats.c.platform == platform)
    )


def _ready(platform: str, now: datetime, limit: int) -> Any:
    earlier = deliveries.alias()
    before = exists().where(
        earlier.c.chat == deliveries.c.chat,
        earlier.c.state.in_(OPEN),
        earlier.c.id < deliveries.c.id,
    )
    held = exists().where(
        earlier.c.chat == deliveries.c.chat,
        earlier.c.state.in_(IN_HAND),
    )
    return (
        select(deliveries.c.id)
        .join(chats, chats.c.id == deliveries.c.chat)
        .where(
            deliveries.c.platform == platform,
            deliveries.c.state == DeliveryState.PENDING,
            deliveries.c.rendition.is_not(None),
            or_(deliveries.c.not_before.is_(None), deliveries.c.not_before <= now),
            chats.c.state == ChatState.ACTIVE,
            or_(chats.c.not_before.is_(None), chats.c.not_before <= now),
            ~before,
            ~held,
        )
        .order_by(deliveries.c.id)
        .limit(limit)
    )


async def _claimed(connection: AsyncConnection, ids: list[int]) -> list[Claimed]:
    if not ids:
        return []
    query = (
        select(deliveries, chats.c.native_id, chats.c.thread, chats.c.kind)
        .join(chats, chats.c.id == deliveries.c.chat)
        .where(deliveries.c.id.in_(ids))
        .order_by(deliveries.c.id)
    )
    found = {row.id: _delivery(row) for row in (await connection.execute(query)).all()}
    order = (parts.c.delivery, parts.c.number)
    rows = select(parts).where(parts.c.delivery.in_(ids)).order_by(*order)
    for row in (await connection.execute(rows)).all():
        part = ClaimedPart(
            number=row.number,
            state=DeliveryState(row.state),
            attempts=row.attempts,
            plain=row.plain,
            tried=row.tried,
            message_id=row.message_id,
        )
        found[row.delivery].parts.append(part)
    return list(found.values())


def _delivery(row: Any) -> Claimed:
    return Claimed(
        id=row.id,
        token=row.lease_token,
        subscription=row.subscription,
        chat=row.chat,
        address=Address(row.platform, row.native_id, row.thread or None),
        kind=ChatKind(row.kind),
        due=row.due,
        until=row.until,
        rendition=row.rendition,
    )
