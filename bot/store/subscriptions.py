"""Questions about subscriptions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from sqlalchemy import Connection, bindparam, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Chat, ChatKind, ChatState, DeliveryState, Order, Schedule, Subscription
from bot.schedule import write_schedule
from bot.store.base import Queries
from bot.store.rows import chat_of, subscription_of
from bot.store.tables import chats, deliveries, parts, subscriptions

ENDED = "the subscription ended"
# Asked for every answer: a statement that is built once costs half.
ACTIVE = (
    select(subscriptions)
    .where(subscriptions.c.chat == bindparam("chat"), subscriptions.c.active)
    .order_by(subscriptions.c.id)
)


class SubscriptionQueries(Queries):
    """The standing orders of chats."""

    async def subscriptions(self, chat_id: int) -> list[Subscription]:
        """The active ones, in the order in which they were made."""
        query = (
            select(subscriptions)
            .where(subscriptions.c.chat == chat_id, subscriptions.c.active)
            .order_by(subscriptions.c.id)
        )
        async with self.database.read() as connection:
            chat = (await connection.execute(select(chats).where(chats.c.id == chat_id))).first()
            rows = (await connection.execute(query)).all()
        return [subscription_of(row, chat_of(chat)) for row in rows]

    async def orders_of(self, chat: Chat) -> list[Subscription]:
        """`subscriptions` for whom the chat is at hand."""
        return await self.database.read_in_thread(lambda it: orders_in_snapshot(it, chat))

    async def orders_in(self, platform: str, kind: ChatKind) -> list[Subscription]:
        """The active ones of all chats of this kind that can be written to, by their titles."""
        query = (
            select(subscriptions, chats.c.id.label("chat_id"))
            .join(chats, chats.c.id == subscriptions.c.chat)
            .where(
                subscriptions.c.active,
                chats.c.platform == platform,
                chats.c.kind == kind,
                chats.c.state == ChatState.ACTIVE,
            )
            .order_by(chats.c.title, chats.c.id, subscriptions.c.id)
        )
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
            wanted = select(chats).where(chats.c.platform == platform, chats.c.kind == kind)
            homes = {row.id: chat_of(row) for row in (await connection.execute(wanted)).all()}
        return [subscription_of(row, homes[row.chat_id]) for row in rows]

    async def subscribe(self, chat: Chat, order: Order, now: datetime) -> Subscription:
        """Make the order, or revive an ended one; an active one stays as it is.

        A revived order keeps its told-until mark when that is later: nothing is told twice.
        """
        same = subscriptions.c.chat == chat.id, subscriptions.c.topic == order.topic
        values = {
            "schedule": write_schedule(order.schedule),
            "next_due": order.next_due,
            "told_until": order.told_until,
            "active": True,
        }
        async with self.database.write() as connection:
            row = (await connection.execute(select(subscriptions).where(*same))).one_or_none()
            if row is None:
                await connection.execute(
                    insert(subscriptions).values(
                        chat=chat.id, topic=order.topic, created=now, **values
                    )
                )
            elif not row.active:
                values["told_until"] = max(order.told_until, row.told_until)
                await connection.execute(
                    update(subscriptions).where(*same).values(ended=None, **values)
                )
            row = (await connection.execute(select(subscriptions).where(*same))).one()
        return subscription_of(row, chat)

    async def unsubscribe(
        self, chat_id: int, topic: str | None, now: datetime | None = None
    ) -> list[str]:
        """End the order for `topic`, or all of the chat; returns the topics ended.

        Its settings and its mark stay for the day when the chat comes back.
        """
        chosen = [subscriptions.c.chat == chat_id, subscriptions.c.active]
        if topic is not None:
            chosen.append(subscriptions.c.topic == topic)
        async with self.database.write() as connection:
            found = select(subscriptions.c.id, subscriptions.c.topic).where(*chosen)
            rows = (await connection.execute(found.order_by(subscriptions.c.id))).all()
            ids = [row.id for row in rows]
            await connection.execute(
                update(subscriptions)
                .where(subscriptions.c.id.in_(ids))
                .values(active=False, next_due=None, ended=now)
            )
            await drop_untouched(connection, ids, ENDED)
        return [row.topic for row in rows]

    async def set_times(
        self, chat_id: int, times: tuple[time, ...], due: Mapping[int, datetime]
    ) -> None:
        """Daily at these times from now on; `due` gives the next due time of each subscription."""
        await self.set_schedule(Schedule(times=times), due)

    async def set_schedule(self, schedule: Schedule, due: Mapping[int, datetime | None]) -> None:
        """Give these subscriptions (by id) this schedule and their next due times."""
        if not due:
            return
        query = (
            update(subscriptions)
            .where(subscriptions.c.id == bindparam("subscription"))
            .values(schedule=write_schedule(schedule), next_due=bindparam("due"))
        )
        async with self.database.write() as connection:
            await connection.execute(
                query, [{"subscription": key, "due": value} for key, value in due.items()]
            )


def orders_in_snapshot(connection: Connection, chat: Chat) -> list[Subscription]:
    """The active ones of a chat, in the order in which they were made."""
    rows = connection.execute(ACTIVE, {"chat": chat.id})
    return [subscription_of(row, chat) for row in rows]


async def drop_untouched(
    connection: AsyncConnection, subscription_ids: list[int], reason: str
) -> None:
    """Open deliveries of which no part has left become moot."""
    begun = exists().where(parts.c.delivery == deliveries.c.id, parts.c.tried.is_not(None))
    await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.subscription.in_(subscription_ids),
            deliveries.c.state.in_([DeliveryState.PENDING, DeliveryState.CLAIMED]),
            ~begun,
        )
        .values(state=DeliveryState.MOOT, error=reason, lease_token=None)
    )
