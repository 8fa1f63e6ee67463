"""What the question modules of this store share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from digests import Database

Item = TypeVar("Item")
CHUNK = 5000  # rows in one transaction: no writer holds SQLite's only lock for long


Wake: TypeAlias = Callable[[AsyncConnection, str], Awaitable[None]]


class Queries:
    """A group of questions to the same database.

    Where other processes do what comes next, `wake` is called in each transaction that makes new
    work of a kind: "build", or "post " and the name of a platform.
    """

    wake: Wake | None = None

    def __init__(self, database: Database) -> None:
        self.database = database


def insert_or_skip(
    connection: AsyncConnection | Connection, table: Table
) -> sqlite.Insert | postgresql.Insert:
    """An INSERT to which `.on_conflict_do_nothing()` can be said, for this database."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def in_chunks(items: Sequence[Item], size: int = CHUNK) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


Row = Any
