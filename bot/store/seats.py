"""Seats: what only one process of several may do, such as to poll a token. Held by a lease."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_

from bot.store.base import Queries, insert_or_skip
from bot.store.tables import seats


class SeatQueries(Queries):
    """One row a seat. Who comes late with its renewal may find another one there."""

    async def take_seat(self, name: str, holder: str, now: datetime, lease: timedelta) -> bool:
        """Take a free seat, or keep one's own for another lease; whether it is the holder's now.

        Whoever held it before has lost it, even if he does not know yet.
        """
        async with self.database.write() as connection:
            adding = insert_or_skip(connection, seats).values(
                name=name, holder=holder, until=now + lease
            )
            taken = adding.on_conflict_do_update(
                index_elements=["name"],
                set_={"holder": adding.excluded.holder, "until": adding.excluded.until},
                where=or_(seats.c.holder == adding.excluded.holder, seats.c.until <= now),
            ).returning(seats.c.name)
            return (await connection.execute(taken)).first() is not None

    async def leave_seat(self, name: str, holder: str) -> None:
        """Free it for the next one; nothing happens if it is another's already."""
        async with self.database.write() as connection:
            mine = delete(seats).where(seats.c.name == name, seats.c.holder == holder)
            await connection.execute(mine)
