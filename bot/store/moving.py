"""A chat gets a new address, perhaps one that is known already."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Address, ChatState, DeliveryState
from bot.store.tables import chats, deliveries, showings, subscriptions

SETTINGS = ("language", "zone", "quiet", "when_empty", "wishes", "stories")
OPEN = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.SENDING)


async def move(connection: AsyncConnection, old: Address, new: Address) -> None:
    """Rewrite the chat `old`, and its threads, to the native id of `new`.

    Where the new address has a chat of its own, that one takes over the orders that it lacks.
    """
    place = (chats.c.platform == old.platform, chats.c.native_id == old.native_id)
    for row in (await connection.execute(select(chats).where(*place))).all():
        there = select(chats.c.id).where(
            chats.c.platform == new.platform,
            chats.c.native_id == new.native_id,
            chats.c.thread == row.thread,
        )
        twin = (await connection.execute(there)).scalar_one_or_none()
        if twin is None:
            await connection.execute(
                update(chats).where(chats.c.id == row.id).values(native_id=new.native_id)
            )
        elif twin != row.id:
            await _merge(connection, row, twin)


async def _merge(connection: AsyncConnection, old: Any, twin: int) -> None:
    """Orders for topics that the twin has already stay behind and end; buttons of old messages and
    whoever manages the chat follow it."""
    has = select(subscriptions.c.topic).where(subscriptions.c.chat == twin, subscriptions.c.active)
    topics = set((await connection.execute(has)).scalars())
    mine = select(subscriptions.c.id, subscriptions.c.topic).where(subscriptions.c.chat == old.id)
    orders = (await connection.execute(mine)).all()
    for order in orders:
        if order.topic in topics:
            await _end(connection, order.id)
            continue
        ended = subscriptions.c.chat == twin, subscriptions.c.topic == order.topic
        # An ended order of the twin would collide; the live one takes its place under its name.
        await connection.execute(
            update(subscriptions).where(*ended).values(topic=f"~{order.id}~{order.topic}"[:32])
        )
        await connection.execute(
            update(subscriptions).where(subscriptions.c.id == order.id).values(chat=twin)
        )
        await connection.execute(
            update(deliveries).where(deliveries.c.subscription == order.id).values(chat=twin)
        )
    if not topics:  # nobody has set it up yet
        kept = {name: getattr(old, name) for name in SETTINGS}
        await connection.execute(update(chats).where(chats.c.id == twin).values(kept))
    managers = update(chats).where(chats.c.managing == old.id)
    await connection.execute(managers.values(managing=twin))
    known = select(showings.c.rendition).where(showings.c.chat == twin)
    here = showings.c.chat == old.id
    await connection.execute(delete(showings).where(here, showings.c.rendition.in_(known)))
    await connection.execute(update(showings).where(here).values(chat=twin))
    await connection.execute(
        update(chats)
        .where(chats.c.id == old.id)
        .values(state=ChatState.PAUSED, paused_reason="the chat moved to a new address")
    )


async def _end(connection: AsyncConnection, subscription: int) -> None:
    await connection.execute(
        update(subscriptions)
        .where(subscriptions.c.id == subscription)
        .values(active=False, next_due=None)
    )
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.subscription == subscription, deliveries.c.state.in_(OPEN))
        .values(state=DeliveryState.MOOT, error="the chat moved to a new address")
    )
