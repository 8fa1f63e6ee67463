"""One at a time, across processes."""

from __future__ import annotations

from sqlalchemy import Connection, text

TAKING_IN = 7_316_043  # any number, the same in every process


def one_writer(connection: Connection) -> None:
    """Wait until no other process takes articles in; held until the transaction ends.

    SQLite's writers wait for each other already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": TAKING_IN})
