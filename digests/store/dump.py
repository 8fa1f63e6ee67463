"""All rows of a database as lines of JSON, to move house: across databases and across versions.

The first line is the header: the format, when it was made, and each tree's version. Then a line for
every row, tables in the order in which rows may refer to each other, and a last line with the count
of rows, by which a file that was cut off is noticed.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import MetaData, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.errors import StoreError
from digests.store.database import Database
from digests.store.feedtables import feeds
from digests.store.migrate import STORE_TREE, MigrationTree, version_of

FORMAT = 1
AT_ONCE = 500  # rows in memory


@dataclass(frozen=True, slots=True)
class State:
    """What one package keeps: its tables, and those that belong to a running process only."""

    tree: MigrationTree
    metadata: MetaData
    passing: frozenset[str] = frozenset()

    @property
    def tables(self) -> list[Any]:
        """The tables to keep, those that others refer to first."""
        return [table for table in self.metadata.sorted_tables if table.name not in self.passing]


NEWSROOM_STATE = State(STORE_TREE, feeds.metadata)


async def dump(
    database: Database, states: Sequence[State], now: datetime
) -> AsyncIterator[dict[str, Any]]:
    """The lines, from one snapshot: header, rows, end. Others may write meanwhile.

    Raises:
        StoreError: the database has not been made yet, or can't be used.
    """
    async with database.read() as connection:
        if not database.is_sqlite:  # there a transaction sees what others commit meanwhile
            await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        yield await _header(connection, states, now)
        rows = 0
        for state in states:
            for table in state.tables:
                keys = list(table.primary_key.columns)
                query = select(table).order_by(*keys).execution_options(yield_per=AT_ONCE)
                async for row in await connection.stream(query):
                    yield {"table": table.name, "row": _plain(row._mapping)}
                    rows += 1
        yield {"end": rows}


async def count_rows(database: Database, states: Sequence[State]) -> dict[str, int]:
    """How many rows each table holds."""
    counted = {}
    async with database.read() as connection:
        for state in states:
            for table in state.metadata.sorted_tables:
                query = select(func.count()).select_from(table)
                counted[table.name] = int((await connection.execute(query)).scalar_one())
    return counted


def line_of(value: dict[str, Any]) -> str:
    """One line of the file, without its end."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


async def _header(
    connection: AsyncConnection, states: Sequence[State], now: datetime
) -> dict[str, Any]:
    versions = {
        state.tree.name: await connection.run_sync(version_of, state.tree) for state in states
    }
    if None in versions.values():
        raise StoreError("The database is empty: there is nothing to export yet.")
    return {"digestbot": FORMAT, "made": now.isoformat(), "versions": versions}


def _plain(row: Any) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
        if value is not None
    }
