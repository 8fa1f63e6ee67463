"""Queries of those who look back: what came on which day, and whether anything changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, case, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.tables import articles, intake

BATCHES = select(intake.c.batches)


def batches_taken_in(connection: Connection) -> int:
    """How many batches were taken in: the same number means that nothing changed."""
    return int(connection.scalar(BATCHES) or 0)


def newest_change(connection: Connection) -> datetime | None:
    """When an article was last taken in, or taken in anew."""
    found: datetime | None = connection.scalar(select(func.max(articles.c.changed)))
    return found


async def articles_between(
    connection: AsyncConnection, edges: Sequence[datetime]
) -> list[tuple[int, str, int]]:
    """Number of the stretch between two edges, outlet, articles first seen in it."""
    stretch = case(*((articles.c.first_seen < edge, n) for n, edge in enumerate(edges[1:])))
    query = (
        select(stretch.label("stretch"), articles.c.outlet, func.count().label("found"))
        .where(articles.c.first_seen >= edges[0], articles.c.first_seen < edges[-1])
        .group_by(text("stretch"), articles.c.outlet)
    )
    return [(row.stretch, row.outlet, row.found) for row in await connection.execute(query)]
