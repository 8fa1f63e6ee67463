"""INSERT that says what happens to a row that is there already, for either database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Table
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as InsertOnPostgreSQL
    from sqlalchemy.dialects.sqlite import Insert as InsertOnSQLite


def adding_to(table: Table, dialect: str) -> InsertOnSQLite | InsertOnPostgreSQL:
    """An INSERT with `.on_conflict_do_nothing()` and `.on_conflict_do_update()`."""
    if dialect == "postgresql":
        # Here: the dialect takes 3 MB, and most databases are files.
        from sqlalchemy.dialects.postgresql import insert

        return insert(table)
    return insert_on_sqlite(table)
