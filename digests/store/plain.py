"""Statements that run for every article: handed to the driver as they are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, CursorResult


def run_plain(
    connection: Connection, statement: str, values: tuple[Any, ...] | list[tuple[Any, ...]]
) -> CursorResult[Any]:
    """Run a statement with `?` for its values; a list of values runs it for each."""
    if connection.dialect.name != "sqlite":
        statement = statement.replace("?", "%s")
    return connection.exec_driver_sql(statement, values)
