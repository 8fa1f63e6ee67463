"""Corrections, and the messages that they go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, insert, or_, select, update

from bot.model import Address, DeliveryState, Part
from bot.store.base import Queries
from bot.store.tables import (
    chats,
    correction_parts,
    corrections,
    deliveries,
    parts,
    rendition_parts,
    renditions,
)


class Corrected(StrEnum):
    """What became of a correction in one chat."""

    PENDING = "pending"
    EDITED = "edited"  # the message that was there
    POSTED = "posted"  # as a message of its own
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCorrect:
    """One message that told the story, as it stands there, and what to say about it."""

    correction: int
    delivery: int
    address: Address
    group: bool
    language: str
    message_id: str
    part: Part
    title: str
    text: str
    attempts: int


class CorrectionQueries(Queries):
    """A correction is kept with all messages that it goes to before the first one is touched."""

    async def new_correction(
        self, story: int, title: str, text: str, author: str, now: datetime
    ) -> int:
        """To how many messages it goes: one in each chat and delivery that told the story."""
        async with self.database.write() as connection:
            told = await _messages(connection, story, title)
            if not told:
                return 0
            row = {"story": story, "title": title, "text": text, "author": author, "created": now}
            query = insert(corrections).values(row).returning(corrections.c.id)
            number = (await connection.execute(query)).scalar_one()
            rows = [
                {
                    "correction": number,
                    "delivery": delivery,
                    "number": part,
                    "state": Corrected.PENDING,
                    "attempts": 0,
                }
                for delivery, part in told
            ]
            await connection.execute(insert(correction_parts), rows)
        return len(told)

    async def to_correct(self, now: datetime, limit: int = 100) -> list[ToCorrect]:
        """Messages whose correction is due, the oldest first."""
        query = (
            select(
                correction_parts.c.correction,
                correction_parts.c.delivery,
                correction_parts.c.attempts,
                corrections.c.title,
                corrections.c.text.label("words"),
                chats.c.platform,
                chats.c.native_id,
                chats.c.thread,
                chats.c.kind,
                chats.c.language,
                parts.c.message_id,
                rendition_parts.c.text,
                rendition_parts.c.payload,
            )
            .join(corrections, corrections.c.id == correction_parts.c.correction)
            .join(deliveries, deliveries.c.id == correction_parts.c.delivery)
            .join(chats, chats.c.id == deliveries.c.chat)
            .join(parts, _same_part(parts.c.delivery, parts.c.number))
            .join(
                rendition_parts,
                (rendition_parts.c.rendition == deliveries.c.rendition)
                & (rendition_parts.c.number == correction_parts.c.number),
            )
            .where(
                correction_parts.c.state == Corrected.PENDING,
                or_(correction_parts.c.not_before.is_(None), correction_parts.c.not_before <= now),
            )
            .order_by(correction_parts.c.correction, correction_parts.c.delivery)
            .limit(limit)
        )
        async with self.database.read() as connection:
            return [_to_correct(row) for row in (await connection.execute(query)).all()]

    async def corrections_before(self, delivery: int, correction: int) -> list[tuple[str, str]]:
        """Title and text of what was already put right in the same message."""
        query = (
            select(corrections.c.title, corrections.c.text)
            .join(correction_parts, correction_parts.c.correction == corrections.c.id)
            .where(
                correction_parts.c.delivery == delivery,
                correction_parts.c.state == Corrected.EDITED,
                correction_parts.c.correction < correction,
            )
            .order_by(corrections.c.id)
        )
        async with self.database.read() as connection:
            return [(row.title, row.text) for row in (await connection.execute(query)).all()]

    async def corrected(
        self,
        done: ToCorrect,
        state: Corrected,
        error: str | None = None,
        not_before: datetime | None = None,
    ) -> None:
        query = (
            update(correction_parts)
            .where(
                correction_parts.c.correction == done.correction,
                correction_parts.c.delivery == done.delivery,
            )
            .values(state=state, error=error, not_before=not_before, attempts=done.attempts + 1)
        )
        async with self.database.write() as connection:
            await connection.execute(query)

    async def corrections_of(self, stories: Sequence[int]) -> list[tuple[str, str]]:
        """Title and text of all corrections of these stories, the oldest first."""
        query = (
            select(corrections.c.title, corrections.c.text)
            .where(corrections.c.story.in_(stories))
            .order_by(corrections.c.id)
        )
        async with self.database.read() as connection:
            return [(row.title, row.text) for row in (await connection.execute(query)).all()]


def _same_part(delivery: Any, number: Any) -> Any:
    return (delivery == correction_parts.c.delivery) & (number == correction_parts.c.number)


async def _messages(connection: Any, story: int, title: str) -> list[tuple[int, int]]:
    """Delivery and part for each time that the story was sent: the part that names it, else the
    first."""
    known = (await connection.execute(select(renditions.c.id, renditions.c.stories))).all()
    ids = [row.id for row in known if story in row.stories]
    if not ids:
        return []
    names = rendition_parts.c.text.contains(title, autoescape=True)
    query = select(rendition_parts.c.rendition, func.min(rendition_parts.c.number))
    query = query.where(rendition_parts.c.rendition.in_(ids), names)
    naming = dict((await connection.execute(query.group_by(rendition_parts.c.rendition))).all())
    sent = (
        select(deliveries.c.id, deliveries.c.rendition, parts.c.number)
        .join(parts, parts.c.delivery == deliveries.c.id)
        .where(deliveries.c.rendition.in_(ids), parts.c.state == DeliveryState.SENT)
        .where(parts.c.message_id.is_not(None))
    )
    rows = (await connection.execute(sent)).all()
    return [(row.id, row.number) for row in rows if row.number == naming.get(row.rendition, 1)]


def _to_correct(row: Any) -> ToCorrect:
    return ToCorrect(
        correction=row.correction,
        delivery=row.delivery,
        address=Address(row.platform, row.native_id, row.thread or None),
        group=row.kind != "private",
        language=row.language,
        message_id=row.message_id,
        part=Part(text=row.text, payload=row.payload),
        title=row.title,
        text=row.words,
        attempts=row.attempts,
    )
