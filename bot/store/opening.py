"""What an answer begins with, read at once: the chat, its orders, whether the command is new."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, text

from bot.model import Address, Chat, Subscription
from bot.store.base import Queries, insert_or_skip
from bot.store.chats import as_columns
from bot.store.rows import chat_of
from bot.store.subscriptions import orders_in_snapshot
from bot.store.tables import chats, handled_updates
from digests import Database, edition_number

# Built once: that is half of what they cost.
CHAT = select(chats).where(
    *(chats.c[name] == bindparam(name) for name in ("platform", "native_id", "thread"))
)
HANDLED = select(handled_updates.c.key).where(handled_updates.c.key == bindparam("key"))


@dataclass(frozen=True, slots=True)
class Opening:
    """The chat of a command (None: there is none yet), its active orders, and for those who read
    the number of the newsroom's edition.
    """

    chat: Chat | None
    orders: tuple[Subscription, ...]
    edition: int | None = None
    first_time: bool = True


class OpeningQueries(Queries):
    """Each question on its own would wait for a thread, and for the server, once more."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._in_hand: set[str] = set()

    async def opening(self, address: Address) -> Opening:
        return await self.database.read_in_thread(lambda it: _opening(it, address))

    async def opening_to_read(self, address: Address, key: str, now: datetime) -> Opening:
        """`opening` with the edition, and whether the key of an update is new (without a key:
        always), for a command that changes nothing.

        Where no other process may get the same update, its key is remembered after the answer: a
        kill in between costs a second answer. A server remembers it at once, and only a crash of
        the server itself may forget it.
        """
        key = key[:200]
        if not key:
            return await self.database.read_in_thread(lambda it: _to_read(it, address))
        if self.database.is_sqlite:
            return await self._remembered_later(address, key, now)
        return await self.database.write_in_thread(
            lambda it: _to_read(it, address, first_time=_remember_soon(it, key, now))
        )

    async def _remembered_later(self, address: Address, key: str, now: datetime) -> Opening:
        if key in self._in_hand:  # it comes twice at once
            return replace(await self.opening(address), first_time=False)
        self._in_hand.add(key)
        try:
            await self.database.settled(key)
            found = await self.database.read_in_thread(
                lambda it: _to_read(it, address, first_time=not it.scalar(HANDLED, {"key": key}))
            )
            if found.first_time:
                self.database.write_later(lambda it: _remember(it, key, now), (key,))
        finally:
            self._in_hand.discard(key)
        return found


def _opening(connection: Connection, address: Address) -> Opening:
    row = connection.execute(CHAT, as_columns(address)).one_or_none()
    chat = chat_of(row) if row else None
    orders = orders_in_snapshot(connection, chat) if chat else ()
    return Opening(chat, tuple(orders))


def _to_read(connection: Connection, address: Address, *, first_time: bool = True) -> Opening:
    edition = edition_number(connection)
    return replace(_opening(connection, address), edition=edition, first_time=first_time)


def _remember(connection: Connection, key: str, now: datetime) -> bool:
    """Whether it was not known."""
    put = insert_or_skip(connection, handled_updates).values(key=key, seen=now)
    new = put.on_conflict_do_nothing().returning(handled_updates.c.key)
    return connection.execute(new).first() is not None


def _remember_soon(connection: Connection, key: str, now: datetime) -> bool:
    """The commit does not wait for the server's disk."""
    connection.execute(text("SET LOCAL synchronous_commit = off"))
    return _remember(connection, key, now)
