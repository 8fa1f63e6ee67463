"""Who may manage on the web page, and how deliveries went, in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, case, cast, delete, extract, func, insert, select, text

from bot.model import DeliveryState
from bot.store.base import Queries, insert_or_skip
from bot.store.tables import corrections, deliveries, subscriptions, web_keys, web_passes


@dataclass(frozen=True, slots=True)
class Latencies:
    """How long deliveries took from their due time to their last message.

    `counts` has one number for each edge (so many took at most that many seconds, and more than the
    edge before), and a last one for those that took longer than all. `seconds` is the sum.
    """

    counts: tuple[int, ...]
    seconds: float


class WebQueries(Queries):
    """For the web page."""

    async def web_key(self, name: str, fresh: str) -> str:
        """The value that is kept under this name; `fresh` when there is none yet."""
        async with self.database.write() as connection:
            adding = insert_or_skip(connection, web_keys).values(name=name, value=fresh)
            await connection.execute(adding.on_conflict_do_nothing())
            query = select(web_keys.c.value).where(web_keys.c.name == name)
            return str((await connection.execute(query)).scalar_one())

    async def add_pass(self, hashed: str, kind: str, expires: datetime) -> None:
        async with self.database.write() as connection:
            row = {"hash": hashed, "kind": kind, "expires": expires}
            await connection.execute(insert(web_passes).values(row))

    async def has_pass(self, hashed: str, kind: str, now: datetime) -> bool:
        query = select(web_passes.c.hash).where(*_holds(hashed, kind, now))
        async with self.database.read() as connection:
            return (await connection.execute(query)).first() is not None

    async def take_pass(self, hashed: str, kind: str, now: datetime) -> bool:
        """Use a pass up: of many who try at once, one is told that it held."""
        query = delete(web_passes).where(*_holds(hashed, kind, now)).returning(web_passes.c.hash)
        async with self.database.write() as connection:
            return (await connection.execute(query)).first() is not None

    async def forget_passes(self, now: datetime) -> None:
        """Delete those that hold no longer."""
        async with self.database.write() as connection:
            await connection.execute(delete(web_passes).where(web_passes.c.expires <= now))

    async def subscribers(self, topic: str) -> int:
        """How many chats get this topic."""
        query = select(func.count()).where(subscriptions.c.topic == topic, subscriptions.c.active)
        async with self.database.read() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def newest_correction(self) -> int:
        """The number of the last correction; 0 before the first."""
        async with self.database.read() as connection:
            found = await connection.execute(select(func.max(corrections.c.id)))
            return int(found.scalar_one() or 0)

    async def finished_between(self, edges: Sequence[datetime]) -> list[dict[DeliveryState, int]]:
        """For each stretch between two edges: how many deliveries finished, by their state."""
        finished = deliveries.c.finished
        stretch = case(*((finished < edge, n) for n, edge in enumerate(edges[1:])))
        query = (
            select(stretch.label("stretch"), deliveries.c.state, func.count().label("found"))
            .where(finished >= edges[0], finished < edges[-1])
            .group_by(text("stretch"), deliveries.c.state)
        )
        found: list[dict[DeliveryState, int]] = [{} for _ in edges[1:]]
        async with self.database.read() as connection:
            for row in await connection.execute(query):
                found[row.stretch][DeliveryState(row.state)] = row.found
        return found

    async def latencies(self, start: datetime, end: datetime, edges: Sequence[float]) -> Latencies:
        """Of deliveries that were sent from `start` until `end`; edges in seconds, rising."""
        async with self.database.read() as connection:
            took = _seconds(connection.dialect.name)
            size = case(*((took <= edge, n) for n, edge in enumerate(edges)), else_=len(edges))
            query = (
                select(size.label("size"), func.count().label("found"), func.sum(took).label("sum"))
                .where(deliveries.c.state == DeliveryState.SENT)
                .where(deliveries.c.finished >= start, deliveries.c.finished < end)
                .group_by(text("size"))
            )
            rows = list(await connection.execute(query))
        counts = [0] * (len(edges) + 1)
        for row in rows:
            counts[row.size] = row.found
        return Latencies(tuple(counts), float(sum(row.sum for row in rows)))


def _holds(hashed: str, kind: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    columns = web_passes.c
    return columns.hash == hashed, columns.kind == kind, columns.expires > now


def _seconds(dialect: str) -> ColumnElement[Any]:
    """From due to finished."""
    if dialect == "postgresql":
        return cast(extract("epoch", deliveries.c.finished - deliveries.c.due), Float)
    days = func.julianday(deliveries.c.finished) - func.julianday(deliveries.c.due)
    return cast(days * 86400.0, Float)
