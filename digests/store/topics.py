"""What topics need to know of feeds."""

from __future__ import annotations

from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection


async def feed_addresses(connection: AsyncConnection) -> dict[int, str]:
    """The address of each feed by its id; none when the program polls no feeds."""
    if not await connection.run_sync(lambda plain: inspect(plain).has_table("feeds")):
        return {}
    rows = await connection.execute(text("SELECT id, url FROM feeds"))
    return {row.id: row.url for row in rows}
