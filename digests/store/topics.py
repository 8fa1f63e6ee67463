"""Topics that people edited, and what topics need to know of feeds."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Section, Topic
from digests.store.tables import topics


def feed_addresses(connection: Connection) -> dict[int, str]:
    """The address of each feed by its id; none when the program polls no feeds."""
    if not inspect(connection).has_table("feeds"):
        return {}
    return {row.id: row.url for row in connection.execute(text("SELECT id, url FROM feeds"))}


async def edited_topics(connection: AsyncConnection) -> list[Topic]:
    """Topics that people edited, by name."""
    rows = await connection.execute(select(topics).order_by(topics.c.name))
    return [to_topic(row.name, row.definition) for row in rows]


async def store_topic(connection: AsyncConnection, topic: Topic, now: datetime) -> None:
    """Keep the topic in the place of an edited one of its name."""
    await connection.execute(delete(topics).where(topics.c.name == topic.name))
    values = {key: value for key, value in asdict(topic).items() if key != "name"}
    row = {"name": topic.name, "definition": values, "changed": now}
    await connection.execute(insert(topics).values(row))


async def drop_topic(connection: AsyncConnection, name: str) -> bool:
    """Whether there was one."""
    gone = await connection.execute(delete(topics).where(topics.c.name == name))
    return gone.rowcount > 0


def to_topic(name: str, definition: dict[str, Any]) -> Topic:
    sections = tuple(
        Section(**{**values, "cues": tuple(values["cues"])}) for values in definition["sections"]
    )
    lists = {key: tuple(definition[key]) for key in ("words", "exclude", "feeds", "outlets")}
    return Topic(name=name, title=definition["title"], sections=sections, **lists)
