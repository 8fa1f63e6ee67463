"""Questions about chats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Address, Chat, ChatKind, ChatState, WhenEmpty, Wishes
from bot.store.base import Queries, insert_or_skip
from bot.store.moving import move
from bot.store.rows import chat_of, read_wishes, write_quiet, write_wishes
from bot.store.tables import chats, handled_updates


class ChatQueries(Queries):
    """Who we deliver to, and what we remember of a chat between two commands."""

    async def chat(
        self,
        address: Address,
        now: datetime,
        *,
        kind: ChatKind = ChatKind.PRIVATE,
        title: str = "",
        language: str = "",
        zone: str = "UTC",
    ) -> Chat:
        """The chat at this address, made if need be; a new title is taken over."""
        found = await self.find_chat(address)
        if found and (not title or found.title == title):
            return found
        values = {
            "kind": kind,
            "title": title,
            "language": language or "en",
            "zone": zone,
            "state": ChatState.ACTIVE,
            "created": now,
            "changed": now,
            **as_columns(address),
        }
        async with self.database.write() as connection:
            query = insert_or_skip(connection, chats).values(values)
            await connection.execute(query.on_conflict_do_nothing())
            if title:
                await connection.execute(
                    update(chats).where(at_address(address)).values(title=title, changed=now)
                )
            row = (await connection.execute(select(chats).where(at_address(address)))).one()
        return chat_of(row)

    async def find_chat(self, address: Address) -> Chat | None:
        query = select(chats).where(at_address(address))
        row = await self.database.read_in_thread(lambda it: it.execute(query).one_or_none())
        return chat_of(row) if row else None

    async def chat_by_id(self, chat_id: int) -> Chat | None:
        async with self.database.read() as connection:
            row = (
                await connection.execute(select(chats).where(chats.c.id == chat_id))
            ).one_or_none()
        return chat_of(row) if row else None

    async def set_zone(self, chat_id: int, zone: str) -> None:
        """The caller sets the due times anew (`set_times`)."""
        await self._set(chat_id, zone=zone)

    async def set_language(self, chat_id: int, language: str) -> None:
        await self._set(chat_id, language=language)

    async def set_quiet(self, chat_id: int, quiet: tuple[time, time] | None) -> None:
        await self._set(chat_id, quiet=write_quiet(quiet))

    async def set_when_empty(self, chat_id: int, when_empty: WhenEmpty) -> None:
        await self._set(chat_id, when_empty=when_empty)

    async def set_wishes(self, chat_id: int, wishes: Wishes) -> None:
        await self._set(chat_id, wishes=write_wishes(wishes))

    async def change_wishes(self, chat_id: int, change: Callable[[Wishes], Wishes]) -> None:
        """`change` gets the wishes as they stand: of two changes at once none is lost."""
        same = chats.c.id == chat_id
        async with self.database.write() as connection:
            query = select(chats.c.wishes).where(same).with_for_update()
            now = read_wishes((await connection.execute(query)).scalar_one())
            changed = write_wishes(change(now))
            await connection.execute(update(chats).where(same).values(wishes=changed))

    async def manage(self, chat_id: int, managed: int | None) -> None:
        """What the person of this private chat asks for from now on holds for that other chat."""
        await self._set(chat_id, managing=managed)

    async def managed_by(self, chat_id: int) -> Chat | None:
        """The chat that the person of this private chat manages at the moment."""
        mine = select(chats.c.managing).where(chats.c.id == chat_id).scalar_subquery()
        async with self.database.read() as connection:
            row = (await connection.execute(select(chats).where(chats.c.id == mine))).one_or_none()
        return chat_of(row) if row else None

    async def _set(self, chat_id: int, **values: Any) -> None:
        async with self.database.write() as connection:
            await connection.execute(update(chats).where(chats.c.id == chat_id).values(values))

    async def pause_chat(self, chat_id: int, reason: str, now: datetime) -> None:
        """Nothing is sent there until `resume_chat`; every setting and mark stays."""
        async with self.database.write() as connection:
            await pause(connection, chat_id, reason, now)

    async def resume_chat(self, chat_id: int, now: datetime) -> None:
        """What became due meanwhile comes as one digest. Threads of the chat come back with it."""
        async with self.database.write() as connection:
            row = (await connection.execute(select(chats).where(chats.c.id == chat_id))).one()
            same = chats.c.id == chat_id if row.thread else _place(row)
            await connection.execute(
                update(chats)
                .where(same, chats.c.state == ChatState.PAUSED)
                .values(state=ChatState.ACTIVE, paused_reason=None, not_before=None, changed=now)
            )

    async def move_chat(self, old: Address, new: Address, now: datetime | None = None) -> None:
        """The chat got a new native id: rewritten with everything it has, in one transaction."""
        await self.database.settled()
        async with self.database.write() as connection:
            await move(connection, old, new)

    def remember_stories(self, chat_id: int, stories: Sequence[int], first_number: int = 1) -> None:
        """What the numbers of the digest that the chat just read mean, from `first_number` on;
        written down after the answer."""
        self.database.write_later(
            lambda connection: remember(connection, chat_id, stories, first_number), (chat_id,)
        )

    async def numbered_story(self, chat_id: int, number: int) -> int | None:
        stories = await self.numbered_stories(chat_id)
        return (stories[number - 1] or None) if 0 < number <= len(stories) else None

    async def numbered_stories(self, chat_id: int) -> tuple[int, ...]:
        """The stories that the chat knows by number, in order from 1; 0 where there is none."""
        query = select(chats.c.stories).where(chats.c.id == chat_id)
        await self.database.settled(chat_id)
        found = await self.database.read_in_thread(lambda it: it.execute(query).scalar())
        return tuple(found or ())

    async def first_time(self, key: str, now: datetime) -> bool:
        """Whether this update key is new; it is remembered. Without a key: always new."""
        if not key:
            return True
        async with self.database.write() as connection:
            query = insert_or_skip(connection, handled_updates).values(key=key[:200], seen=now)
            new = query.on_conflict_do_nothing().returning(handled_updates.c.key)
            return (await connection.execute(new)).first() is not None

    async def forget_updates(self, before: datetime) -> None:
        async with self.database.write() as connection:
            await connection.execute(delete(handled_updates).where(handled_updates.c.seen < before))


def remember(
    connection: Connection, chat_id: int, stories: Sequence[int], first_number: int
) -> None:
    """See `remember_stories`; a chat that is forgotten meanwhile stays so."""
    same = chats.c.id == chat_id
    known = connection.execute(select(chats.c.stories).where(same)).scalar() or []
    numbers = [*known, *[0] * first_number][: first_number - 1] + list(stories)
    if numbers != known:
        connection.execute(update(chats).where(same).values(stories=numbers))


async def pause(connection: AsyncConnection, chat_id: int, reason: str, now: datetime) -> None:
    """Pause the chat; for a chat without thread, with all its threads."""
    row = (await connection.execute(select(chats).where(chats.c.id == chat_id))).one_or_none()
    if row is None:
        return
    same = chats.c.id == chat_id if row.thread else _place(row)
    await connection.execute(
        update(chats).where(same).values(state=ChatState.PAUSED, paused_reason=reason, changed=now)
    )


def as_columns(address: Address) -> dict[str, str]:
    return {
        "platform": address.platform,
        "native_id": address.native_id,
        "thread": address.thread or "",
    }


def at_address(address: Address) -> ColumnElement[bool]:
    return and_(*(chats.c[name] == value for name, value in as_columns(address).items()))


def _place(row: Any) -> ColumnElement[bool]:
    return and_(chats.c.platform == row.platform, chats.c.native_id == row.native_id)
