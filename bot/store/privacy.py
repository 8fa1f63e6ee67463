"""Everything about one chat: to show it, and to delete it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.base import Queries
from bot.store.tables import (
    chats,
    correction_parts,
    deliveries,
    parts,
    rendition_parts,
    renditions,
    showings,
    subscriptions,
)

SHOWN_DELIVERIES = 20


class PrivacyQueries(Queries):
    """What a chat may ask about itself."""

    async def stored_about(self, chat_id: int) -> dict[str, list[dict[str, Any]]]:
        """Rows by table, each as column and value; of the deliveries the newest ones."""
        await self.database.settled(chat_id)
        shown = select(showings.c.rendition).where(showings.c.chat == chat_id)
        mine: tuple[tuple[Table, ColumnElement[bool]], ...] = (
            (chats, chats.c.id == chat_id),
            (subscriptions, subscriptions.c.chat == chat_id),
            (deliveries, deliveries.c.chat == chat_id),
            (renditions, renditions.c.id.in_(shown)),
        )
        found = {}
        async with self.database.read() as connection:
            for table, same in mine:
                query = select(table).where(same).order_by(table.c.id.desc())
                rows = await connection.execute(query.limit(SHOWN_DELIVERIES))
                found[table.name] = [dict(row) for row in rows.mappings()]
        return found

    async def forget_chat(self, chat_id: int) -> None:
        """Delete the chat and all that is its own. Digests that others got as well stay."""
        own = select(deliveries.c.id).where(deliveries.c.chat == chat_id)
        await self.database.settled(chat_id)
        async with self.database.write() as connection:
            for table in (parts, correction_parts):
                await connection.execute(delete(table).where(table.c.delivery.in_(own)))
            await connection.execute(delete(deliveries).where(deliveries.c.chat == chat_id))
            await connection.execute(delete(subscriptions).where(subscriptions.c.chat == chat_id))
            await _forget_shown(connection, chat_id)
            managers = update(chats).where(chats.c.managing == chat_id)
            await connection.execute(managers.values(managing=None))
            await connection.execute(delete(chats).where(chats.c.id == chat_id))


async def _forget_shown(connection: AsyncConnection, chat_id: int) -> None:
    """The digests that this chat asked for, unless others were shown them as well."""
    mine = select(showings.c.rendition).where(showings.c.chat == chat_id)
    shown = list((await connection.execute(mine)).scalars())
    await connection.execute(delete(showings).where(showings.c.chat == chat_id))
    others = select(showings.c.rendition).where(showings.c.rendition == renditions.c.id).exists()
    told = select(deliveries.c.id).where(deliveries.c.rendition == renditions.c.id).exists()
    alone = select(renditions.c.id).where(renditions.c.id.in_(shown), ~others, ~told)
    ids = list((await connection.execute(alone)).scalars())
    await connection.execute(delete(rendition_parts).where(rendition_parts.c.rendition.in_(ids)))
    await connection.execute(delete(renditions).where(renditions.c.id.in_(ids)))
