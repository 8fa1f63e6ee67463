"""What happened to a part: written down before and after each request, fenced by the lease."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Address, DeliveryState
from bot.store.base import Queries, insert_or_skip
from bot.store.chats import pause
from bot.store.ledger import INSTANT, LEASE, Begin, Claimed, ClaimedPart, Outcome, Sent, Step
from bot.store.moving import move
from bot.store.tables import chats, deliveries, parts, renditions, subscriptions, waits

FREE = {"lease_token": None, "lease_until": None}


class RecordingQueries(Queries):
    """Every update says whose lease it belongs to, and changes nothing when that is over."""

    async def record(self, steps: Sequence[Step], now: datetime) -> list[bool]:
        """Write steps of many chats in one transaction; for each, whether the lease still held."""

        def write(connection: Connection) -> list[bool]:
            held = _held(connection, [step.delivery for step in steps])
            valid = [step for step in steps if (step.delivery.id, step.delivery.token) in held]
            _begin(connection, [step for step in valid if isinstance(step, Begin)], now)
            _sent(connection, [step for step in valid if isinstance(step, Sent)], now)
            return [(step.delivery.id, step.delivery.token) in held for step in steps]

        return await self.database.write_in_thread(write)

    async def settle(
        self, delivery: Claimed, part: ClaimedPart, outcome: Outcome, now: datetime
    ) -> bool:
        """Write down that the part was not plainly sent, with all that follows from it."""
        async with self.database.write() as connection:
            if not await connection.run_sync(_held, [delivery]):
                return False
            await connection.execute(
                update(parts)
                .where(parts.c.delivery == delivery.id, parts.c.number == part.number)
                .values(
                    state=outcome.part,
                    error=outcome.error,
                    plain=part.plain or outcome.plain,
                    tried=part.tried,
                    attempts=parts.c.attempts - (0 if outcome.counted else 1),
                )
            )
            await _settle_delivery(connection, delivery, outcome, now)
            if outcome.pause is not None:
                await pause(connection, delivery.chat, outcome.pause, now)
            if outcome.chat_wait is not None:
                place = delivery.address  # its threads have to wait with it
                await connection.execute(
                    update(chats)
                    .where(chats.c.platform == place.platform, chats.c.native_id == place.native_id)
                    .values(not_before=outcome.chat_wait)
                )
            if outcome.platform_wait is not None:
                await put_wait(
                    connection, delivery.address.platform, outcome.platform_wait, outcome.error
                )
        return True

    async def finish(self, delivery: Claimed, state: DeliveryState, now: datetime) -> bool:
        """All parts have been dealt with. Only SENT moves the told-until mark."""
        async with self.database.write() as connection:
            if not await connection.run_sync(_held, [delivery]):
                return False
            await connection.execute(
                update(deliveries)
                .where(deliveries.c.id == delivery.id)
                .values(state=state, finished=now, **FREE)
            )
            if state is DeliveryState.SENT:
                await connection.run_sync(_told, [delivery])
        return True

    async def move(self, delivery: Claimed, new: Address, now: datetime) -> Claimed | None:
        """The chat moved while we wrote to it: rewritten at once. None: it is not ours any more."""
        async with self.database.write() as connection:
            await move(connection, delivery.address, new)
            if not await connection.run_sync(_held, [delivery]):
                return None
            query = select(deliveries.c.chat).where(deliveries.c.id == delivery.id)
            chat = (await connection.execute(query)).scalar_one()
        delivery.chat = chat
        delivery.address = Address(new.platform, new.native_id, delivery.address.thread)
        return delivery

    async def wait(self, platform: str, until: datetime, reason: str) -> None:
        """Nothing leaves through this platform's token before `until`."""
        async with self.database.write() as connection:
            await put_wait(connection, platform, until, reason)

    async def waits(self, platform: str, now: datetime) -> tuple[datetime, str] | None:
        """Until when the token has to wait, and why."""
        query = select(waits.c.until, waits.c.reason).where(
            waits.c.platform == platform, waits.c.until > now
        )
        async with self.database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return (row.until, row.reason) if row else None


def _held(connection: Connection, claimed: Sequence[Claimed]) -> set[tuple[int, str]]:
    """Which of these are still ours; on PostgreSQL their rows stay locked until the commit."""
    ids = [delivery.id for delivery in claimed]
    query = (
        select(deliveries.c.id, deliveries.c.lease_token)
        .where(deliveries.c.id.in_(ids), deliveries.c.lease_token.is_not(None))
        .order_by(deliveries.c.id)
        .with_for_update()
    )
    found = {(row.id, row.lease_token) for row in (connection.execute(query)).all()}
    return found & {(delivery.id, delivery.token) for delivery in claimed}


def _begin(connection: Connection, steps: Sequence[Begin], now: datetime) -> None:
    if not steps:
        return
    connection.execute(
        update(deliveries)
        .where(deliveries.c.id.in_([step.delivery.id for step in steps]))
        .values(
            state=DeliveryState.SENDING,
            lease_until=now + LEASE,
            attempts=deliveries.c.attempts + 1,
        )
    )
    connection.execute(
        update(parts)
        .where(parts.c.delivery == bindparam("d"), parts.c.number == bindparam("n"))
        .values(state=DeliveryState.SENDING, tried=now, attempts=parts.c.attempts + 1),
        [{"d": step.delivery.id, "n": step.part.number} for step in steps],
    )


def _sent(connection: Connection, steps: Sequence[Sent], now: datetime) -> None:
    if not steps:
        return
    connection.execute(
        update(parts)
        .where(parts.c.delivery == bindparam("d"), parts.c.number == bindparam("n"))
        .values(state=DeliveryState.SENT, message_id=bindparam("m"), sent=now, error=None),
        [{"d": s.delivery.id, "n": s.part.number, "m": s.message_id[:80]} for s in steps],
    )
    done = [step.delivery for step in steps if _complete(step)]
    more = [step.delivery.id for step in steps if not _complete(step)]
    _hand(connection, more, {"state": DeliveryState.CLAIMED, "error": None})
    sent = {"state": DeliveryState.SENT, "finished": now, "error": None, **FREE}
    _hand(connection, [delivery.id for delivery in done], sent)
    _told(connection, done)


def _complete(step: Sent) -> bool:
    """Whether with this part all of the delivery is sent."""
    return all(
        part.state is DeliveryState.SENT or part.number == step.part.number
        for part in step.delivery.parts
    )


def _hand(connection: Connection, ids: list[int], values: Mapping[str, object]) -> None:
    if ids:
        connection.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(dict(values)))


def _told(connection: Connection, done: Sequence[Claimed]) -> None:
    """The chats have read it: marks move on, and numbers mean the stories of this digest."""
    if not done:
        return
    connection.execute(
        update(subscriptions)
        .where(subscriptions.c.id == bindparam("s"), subscriptions.c.told_until < bindparam("mark"))
        .values(told_until=bindparam("mark")),
        [{"s": d.subscription, "mark": d.until - INSTANT} for d in done],
    )
    for rendition in {delivery.rendition for delivery in done}:
        stories = select(renditions.c.stories).where(renditions.c.id == rendition)
        told = [delivery.chat for delivery in done if delivery.rendition == rendition]
        connection.execute(
            update(chats).where(chats.c.id.in_(told)).values(stories=stories.scalar_subquery())
        )


async def _settle_delivery(
    connection: AsyncConnection, delivery: Claimed, outcome: Outcome, now: datetime
) -> None:
    values: dict[str, object] = {"state": outcome.delivery, "error": outcome.error}
    if outcome.delivery is not DeliveryState.CLAIMED:
        values |= {"not_before": outcome.not_before, **FREE}
    if outcome.delivery in (DeliveryState.FAILED, DeliveryState.MOOT, DeliveryState.UNKNOWN):
        values["finished"] = now
    await connection.run_sync(_hand, [delivery.id], values)


async def put_wait(
    connection: AsyncConnection, platform: str, until: datetime, reason: str
) -> None:
    values = {"until": until, "reason": reason}
    query = insert_or_skip(connection, waits).values(platform=platform, **values)
    await connection.execute(query.on_conflict_do_update(index_elements=["platform"], set_=values))
