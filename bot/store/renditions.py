"""Digests as chats were shown them: what the buttons below them stand for."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, insert, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import UNDER_FIRST, Address, Chat, Part
from bot.store.base import Queries, insert_or_skip
from bot.store.chats import remember
from bot.store.tables import chats, deliveries, rendition_parts, renditions, showings
from digests import Database

RESERVED = 100  # ids at once
FEW = 30


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
    """A rendition is named before it is rendered: its buttons carry its id.

    Ids are reserved by the hundred: what people ask for is written down after the answer, when a
    fan-out leaves room for it.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._ids: deque[int] = deque()
        self._reserving = asyncio.Lock()
        self._more: asyncio.Task[None] | None = None

    async def new_rendition(
        self, platform: str, shown: Shown, now: datetime, chat: int | None = None
    ) -> int:
        """Its id, for what will be shown (`shown.id` is of no account), perhaps to one chat."""
        async with self.database.write() as connection:
            return await _name(connection, platform, shown, now, chat)

    async def next_rendition(self) -> int:
        """An id for what will be shown; nobody else gets it, in no process."""
        if not self._ids:
            await self._reserve(1)
        number = self._ids.popleft()
        if len(self._ids) < FEW and (self._more is None or self._more.done()):
            self._more = asyncio.create_task(self._reserve(FEW))
        return number

    async def _reserve(self, least: int) -> None:
        async with self._reserving:
            if len(self._ids) < least:
                async with self.database.write() as connection:
                    reserved = await connection.run_sync(_reserved)
                self._ids.extend(reserved)

    def keep_shown(
        self, chat: Chat, shown: Shown, parts: Sequence[Part], now: datetime, *, numbered: bool
    ) -> None:
        """Write down later what a chat was shown, and how it looks; `shown.id` is from
        `next_rendition`. With `numbered` the chat's numbers mean its stories from now on."""
        values = {"id": shown.id, **_values(chat.address.platform, shown, now)}
        rows = _rows(shown.id, parts)

        def write(connection: Connection) -> None:
            put = insert_or_skip(connection, renditions).values(values)
            connection.execute(put.on_conflict_do_nothing())
            if rows:
                put = insert_or_skip(connection, rendition_parts)
                connection.execute(put.on_conflict_do_nothing(), rows)
            put = insert_or_skip(connection, showings).values(chat=chat.id, rendition=shown.id)
            connection.execute(put.on_conflict_do_nothing())
            if numbered:
                remember(connection, chat.id, shown.stories, shown.first_number)

        self.database.write_later(write, (chat.id, _place(chat.address)))

    async def shown(self, rendition: int, address: Address) -> Shown | None:
        """The digest, if it was delivered or shown in that chat (in any thread of it)."""
        await self.database.settled(_place(address))
        here = select(chats.c.id).where(
            chats.c.platform == address.platform, chats.c.native_id == address.native_id
        )
        delivered = exists().where(
            deliveries.c.rendition == renditions.c.id, deliveries.c.chat.in_(here)
        )
        asked = exists().where(showings.c.rendition == renditions.c.id, showings.c.chat.in_(here))
        query = select(renditions).where(renditions.c.id == rendition, or_(asked, delivered))
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


def _place(address: Address) -> tuple[str, str]:
    """A chat with all its threads."""
    return address.platform, address.native_id


def _reserved(connection: Connection) -> list[int]:
    """Ids that no insert draws any more."""
    if connection.dialect.name == "postgresql":
        drawn = "SELECT nextval(pg_get_serial_sequence('renditions', 'id')) FROM "
        query = text(f"{drawn} generate_series(1, :number)")  # nothing from outside
        return sorted(connection.execute(query, {"number": RESERVED}).scalars())
    named = {"number": RESERVED, "name": renditions.name}
    moved = "UPDATE sqlite_sequence SET seq = seq + :number WHERE name = :name RETURNING seq"
    last = connection.scalar(text(moved), named)
    if last is None:
        begun = "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number) RETURNING seq"
        last = connection.scalar(text(begun), named)
    return list(range(last - RESERVED + 1, last + 1))


async def _name(
    connection: AsyncConnection, platform: str, shown: Shown, now: datetime, chat: int | None
) -> int:
    query = insert(renditions).values(_values(platform, shown, now)).returning(renditions.c.id)
    made: int = (await connection.execute(query)).scalar_one()
    if chat is not None:
        await connection.execute(insert(showings).values(chat=chat, rendition=made))
    return made


def _values(platform: str, shown: Shown, now: datetime) -> dict[str, object]:
    return {
        "topic": shown.topic,
        "platform": platform,
        "stories": list(shown.stories),
        "first_number": shown.first_number,
        "created": now,
    }


async def put_parts(connection: AsyncConnection, rendition: int, content: Sequence[Part]) -> None:
    await connection.execute(insert(rendition_parts), _rows(rendition, content))


def _rows(rendition: int, content: Sequence[Part]) -> list[dict[str, object]]:
    return [
        {"rendition": rendition, "number": number, "text": part.text, "payload": dict(part.payload)}
        for number, part in enumerate(content, 1)
    ]
