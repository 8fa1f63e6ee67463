"""Digests as chats were shown them: what the buttons below them stand for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import UNDER_FIRST, Address, Chat, Part
from bot.store.base import Queries
from bot.store.chats import remember
from bot.store.tables import chats, deliveries, rendition_parts, renditions


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A digest that a chat was shown. `stories` are ids; the first one has `first_number`."""

    id: int
    topic: str
    stories: tuple[int, ...]
    first_number: int = 1

    @property
    def numbers(self) -> range:
        """The numbers of its stories, as people see them."""
        return range(self.first_number, self.first_number + len(self.stories))

    def story(self, number: int) -> int | None:
        """The id of the story with that number."""
        known = self.stories[number - self.first_number] if number in self.numbers else 0
        return known or None


class RenditionQueries(Queries):
    """A rendition is named before it is rendered: its buttons carry its id."""

    async def new_rendition(
        self, platform: str, shown: Shown, now: datetime, chat: int | None = None
    ) -> int:
        """Its id, for what will be shown (`shown.id` is of no account), perhaps to one chat."""
        async with self.database.write() as connection:
            return await _name(connection, platform, shown, now, chat)

    async def show(
        self,
        chat: Chat,
        shown: Shown,
        now: datetime,
        draw: Callable[[int], Sequence[Part]],
        *,
        numbered: bool = False,
    ) -> Sequence[Part]:
        """Name what one chat asked for, draw it with that name, and keep how it looks, all in one
        transaction. With `numbered` the chat's numbers mean these stories from now on."""
        async with self.database.write() as connection:
            rendition = await _name(connection, chat.address.platform, shown, now, chat.id)
            parts = draw(rendition)
            if parts:
                await put_parts(connection, rendition, parts)
            if numbered:
                await remember(connection, chat.id, shown.stories, shown.first_number)
        return parts

    async def shown(self, rendition: int, address: Address) -> Shown | None:
        """The digest, if it was delivered or shown in that chat (in any thread of it)."""
        here = select(chats.c.id).where(
            chats.c.platform == address.platform, chats.c.native_id == address.native_id
        )
        delivered = exists().where(
            deliveries.c.rendition == renditions.c.id, deliveries.c.chat.in_(here)
        )
        query = select(renditions).where(
            renditions.c.id == rendition, or_(renditions.c.chat.in_(here), delivered)
        )
        async with self.database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        stories = tuple(row.stories)
        return Shown(id=row.id, topic=row.topic, stories=stories, first_number=row.first_number)

    async def last_part(self, rendition: int) -> Part | None:
        """The message with the buttons: the last one that is not in a thread."""
        query = (
            select(rendition_parts)
            .where(rendition_parts.c.rendition == rendition)
            .order_by(rendition_parts.c.number.desc())
        )
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        parts = (Part(text=row.text, payload=row.payload) for row in rows)
        return next((part for part in parts if UNDER_FIRST not in part.payload), None)


async def _name(
    connection: AsyncConnection, platform: str, shown: Shown, now: datetime, chat: int | None
) -> int:
    values = {
        "topic": shown.topic,
        "platform": platform,
        "stories": list(shown.stories),
        "first_number": shown.first_number,
        "chat": chat,
        "created": now,
    }
    query = insert(renditions).values(values).returning(renditions.c.id)
    made: int = (await connection.execute(query)).scalar_one()
    return made


async def put_parts(connection: AsyncConnection, rendition: int, content: Sequence[Part]) -> None:
    rows = [
        {"rendition": rendition, "number": number, "text": part.text, "payload": dict(part.payload)}
        for number, part in enumerate(content, 1)
    ]
    await connection.execute(insert(rendition_parts), rows)
