"""Rows that `dump` made, into an empty database: tables in their old form, then brought up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby, islice
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    MetaData,
    Table,
    bindparam,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)

from digests.errors import StoreError
from digests.store.dump import AT_ONCE, FORMAT, State
from digests.store.migrate import upgrade_all, upgrade_to
from digests.store.tables import UtcDateTime

NOT_OURS = "The file is no export of Digestbot: make one with `digestbot export FILE`."
CUT_OFF = "The file is cut off: copy it again; nothing was changed."
NOT_EMPTY = (
    "The database holds something already: give an empty one in database_url; nothing was changed."
)
WORTH_KEEPING = ("articles", "feeds", "chats")
WORD_INDEX = "article_words"  # made anew from the articles; SQLite keeps it in tables of this start


def load(
    connection: Connection, states: Sequence[State], lines: Iterator[dict[str, Any]]
) -> dict[str, int]:
    """Take over all rows in the caller's transaction; how many, by table.

    Raises:
        StoreError: the file is not ours, cut off or from a newer version; the database is not
            empty.
    """
    header = next(lines, {})
    versions = header.get("versions")
    if header.get("digestbot") != FORMAT or not isinstance(versions, dict):
        raise StoreError(NOT_OURS)
    _clear(connection)
    for state in states:
        upgrade_to(connection, state.tree, str(versions.get(state.tree.name)))
    versions_kept = {state.tree.version_table for state in states}
    there = {
        name: table for name, table in _tables(connection).items() if name not in versions_kept
    }
    loaded = _load_rows(connection, there, lines)
    upgrade_all(connection, [state.tree for state in states])
    return loaded


def _clear(connection: Connection) -> None:
    """Drop the tables of a database that was made and never used: they may be of a newer form."""
    there = _tables(connection)
    for name in WORTH_KEEPING:
        if name in there and connection.execute(select(there[name]).limit(1)).first():
            raise StoreError(NOT_EMPTY)
    connection.execute(text(f"DROP TABLE IF EXISTS {WORD_INDEX}"))
    for table in _tables(connection).values():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f'DROP TABLE "{table.name}" CASCADE'))
        else:
            table.drop(connection)


def _tables(connection: Connection) -> dict[str, Table]:
    """The tables as they are there, those that refer to others last."""
    names = [
        name for name in inspect(connection).get_table_names() if not name.startswith(WORD_INDEX)
    ]
    there = MetaData()
    there.reflect(connection, only=names)
    return {table.name: table for table in there.sorted_tables}


def _load_rows(
    connection: Connection, tables: dict[str, Table], lines: Iterator[dict[str, Any]]
) -> dict[str, int]:
    for table in tables.values():  # a migration may have put first rows
        connection.execute(table.delete())
    there = {name: _Loading(table) for name, table in tables.items()}
    ended: object = None
    for name, group in groupby(lines, key=lambda line: line.get("table")):
        if name is None:
            ended = next(group).get("end")
            break
        if name not in there:
            raise StoreError(NOT_OURS)
        while rows := [line["row"] for line in islice(group, AT_ONCE)]:
            there[name].put(connection, rows)
    loaded = {name: loading.rows for name, loading in there.items() if loading.rows}
    if ended != sum(loaded.values()):
        raise StoreError(CUT_OFF)
    for loading in there.values():
        loading.finish(connection)
    return loaded


class _Loading:
    """One table that rows are put into."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.rows = 0
        self._moments = [
            column.name for column in table.columns if isinstance(column.type, DateTime)
        ]
        self._truths = [column.name for column in table.columns if isinstance(column.type, Boolean)]
        # Rows may refer to later rows of the same table: such columns are filled at the end.
        self._inside = [
            column.name
            for column in table.columns
            if any(key.column.table is table for key in column.foreign_keys)
        ]
        self._later: dict[str, list[dict[str, Any]]] = {name: [] for name in self._inside}
        for name in self._moments:  # what reflection finds knows no zones
            table.columns[name].type = UtcDateTime()

    def put(self, connection: Connection, rows: list[dict[str, Any]]) -> None:
        self.rows += len(rows)
        names = self.table.columns.keys()
        connection.execute(
            insert(self.table), [{name: self._value(row, name) for name in names} for row in rows]
        )

    def _value(self, row: dict[str, Any], name: str) -> Any:
        value = row.get(name)
        if value is None:
            return None
        if name in self._moments:
            return datetime.fromisoformat(value)
        if name in self._truths:
            return bool(value)
        if name in self._inside:
            self._later[name].append({"this": row["id"], "other": value})
            return None
        return value

    def finish(self, connection: Connection) -> None:
        for name, rows in self._later.items():
            if rows:
                query = update(self.table).where(self.table.c.id == bindparam("this"))
                connection.execute(query.values({name: bindparam("other")}), rows)
        if connection.dialect.name == "postgresql" and _counts(self.table):
            _go_on_counting(connection, self.table)


def _counts(table: Table) -> bool:
    column: Column[Any] | None = table.columns.get("id")
    return column is not None and column.server_default is not None


def _go_on_counting(connection: Connection, table: Table) -> None:
    """PostgreSQL's counters know nothing of ids that came with the rows."""
    highest = connection.execute(select(func.max(table.c.id))).scalar()
    if highest is not None:
        query = select(func.setval(func.pg_get_serial_sequence(table.name, "id"), highest))
        connection.execute(query)
