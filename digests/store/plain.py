"""Statements that run for every article: handed to the driver as they are, with `?` for values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection


def ask(
    connection: Connection, statement: str, values: tuple[Any, ...]
) -> Sequence[tuple[Any, ...]]:
    """The rows that a query finds."""
    found = connection.exec_driver_sql(_for(connection, statement), values)
    return [tuple(row) for row in found]


def run_each(connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    """Run a statement once for each row of values."""
    connection.exec_driver_sql(_for(connection, statement), rows)


def _for(connection: Connection, statement: str) -> str:
    return statement if connection.dialect.name == "sqlite" else statement.replace("?", "%s")
