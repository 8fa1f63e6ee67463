"""Statements that run for every article: handed to the driver itself, with `?` for values.

SQLAlchemy's own result costs several times what SQLite takes to answer, and half of taking in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Row = tuple[Any, ...]


def ask(connection: Connection, statement: str, values: Sequence[Any]) -> list[Row]:
    """The rows that a query finds."""
    driver: Any = connection.dialect.dbapi
    cursor = connection.connection.cursor()
    try:
        cursor.execute(_for(connection, statement), values)
        return list(cursor.fetchall())
    except driver.Error as error:
        raise _as_elsewhere(driver, statement, values, error) from error
    finally:
        cursor.close()


def run_each(connection: Connection, statement: str, rows: Sequence[Row]) -> None:
    """Run a statement once for each row of values."""
    if not rows:
        return
    driver: Any = connection.dialect.dbapi
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(_for(connection, statement), rows)
    except driver.Error as error:
        raise _as_elsewhere(driver, statement, rows[0], error) from error
    finally:
        cursor.close()


def _as_elsewhere(
    driver: Any, statement: str, values: Sequence[Any], error: Exception
) -> BaseException:
    """An error of the driver as SQLAlchemy's."""
    return DBAPIError.instance(statement, list(values), error, driver.Error)


def _for(connection: Connection, statement: str) -> str:
    return statement if connection.dialect.name == "sqlite" else statement.replace("?", "%s")
