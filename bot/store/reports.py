"""What a person wants to know about deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from bot.model import Address, ChatState, DeliveryState
from bot.store.base import Queries
from bot.store.ledger import OPEN
from bot.store.tables import chats, deliveries, parts, subscriptions, waits

NOT_TOLD = (DeliveryState.FAILED, DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """One delivery as a person sees it: `sent` of `parts` are in the chat.

    `error` is the last trouble, or of one that is open why the chat can't be written to.
    """

    id: int
    address: Address
    title: str
    topic: str
    due: datetime
    state: DeliveryState
    parts: int
    sent: int
    attempts: int
    error: str | None
    not_before: datetime | None
    finished: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueReport:
    """How the line of deliveries stands: open ones, the oldest due time of them, the last sent."""

    open: int
    oldest: datetime | None
    last_sent: datetime | None


class ReportQueries(Queries):
    """Answers for /status, /why, `digestbot deliveries` and the health values."""

    async def delivery_counts(self) -> dict[DeliveryState, int]:
        """How many deliveries are in each state; states without any are left out."""
        query = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        return {DeliveryState(state): number for state, number in rows}

    async def chat_counts(self) -> dict[str, int]:
        """How many chats are in each state; states without any are left out."""
        query = select(chats.c.state, func.count()).group_by(chats.c.state)
        async with self.database.read() as connection:
            return {row[0]: row[1] for row in (await connection.execute(query)).all()}

    async def last_deliveries(self, chat_id: int, limit: int = 5) -> list[DeliveryReport]:
        """The newest deliveries of a chat, the newest first."""
        return await self.deliveries(chat_id=chat_id, limit=limit)

    async def deliveries(
        self, *, chat_id: int | None = None, failed: bool = False, limit: int = 50
    ) -> list[DeliveryReport]:
        """The newest deliveries; `failed` leaves only those that did not arrive for sure."""
        query = _report().order_by(deliveries.c.id.desc()).limit(limit)
        if chat_id is not None:
            query = query.where(deliveries.c.chat == chat_id)
        if failed:
            query = query.where(deliveries.c.state.in_(NOT_TOLD))
        async with self.database.read() as connection:
            return [_reported(row) for row in (await connection.execute(query)).all()]

    async def queue(self, now: datetime | None = None) -> QueueReport:
        """How the line stands. With `now`, the oldest is one that could leave: a chat that is away
        or was told to wait holds up nobody, and says nothing about the bot."""
        waiting = select(func.count()).where(deliveries.c.state.in_(OPEN))
        first = select(func.min(deliveries.c.due)).where(deliveries.c.state.in_(OPEN))
        if now is not None:
            first = first.join(chats, chats.c.id == deliveries.c.chat).where(
                chats.c.state == ChatState.ACTIVE,
                or_(chats.c.not_before.is_(None), chats.c.not_before <= now),
            )
        async with self.database.read() as connection:
            number = (await connection.execute(waiting)).scalar_one()
            oldest = (await connection.execute(first)).scalar_one()
            last = (await connection.execute(select(func.max(parts.c.sent)))).scalar_one()
        return QueueReport(open=number, oldest=oldest, last_sent=last)

    async def platform_waits(self, now: datetime) -> dict[str, str]:
        """Platforms whose token has to wait, with the reason."""
        query = select(waits).where(waits.c.until > now)
        async with self.database.read() as connection:
            return {row.platform: row.reason for row in (await connection.execute(query)).all()}


def _report() -> Any:
    mine = select(func.count()).where(parts.c.delivery == deliveries.c.id)
    return (
        select(
            deliveries,
            subscriptions.c.topic,
            chats.c.native_id,
            chats.c.thread,
            chats.c.title,
            chats.c.not_before.label("chat_wait"),
            chats.c.paused_reason,
            mine.scalar_subquery().label("parts"),
            mine.where(parts.c.state == DeliveryState.SENT).scalar_subquery().label("sent"),
        )
        .join(subscriptions, subscriptions.c.id == deliveries.c.subscription)
        .join(chats, chats.c.id == deliveries.c.chat)
    )


def _reported(row: Any) -> DeliveryReport:
    waits_until = [moment for moment in (row.not_before, row.chat_wait) if moment]
    return DeliveryReport(
        id=row.id,
        address=Address(row.platform, row.native_id, row.thread or None),
        title=row.title,
        topic=row.topic,
        due=row.due,
        state=DeliveryState(row.state),
        parts=row.parts,
        sent=row.sent,
        attempts=row.attempts,
        error=row.paused_reason if row.paused_reason and row.state in OPEN else row.error,
        not_before=max(waits_until, default=None),
        finished=row.finished,
    )
