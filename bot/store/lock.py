"""One running bot on one database: two of them would fight over updates and limits."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text

from digests import Database, StoreError

TAKEN = "Another digestbot runs on this database: stop that one first, or give this one its own."
LOCK = 7_316_044  # any number that no other lock has, the same in every process


@asynccontextmanager
async def only_instance(database: Database) -> AsyncIterator[None]:
    """Hold the lock as long as the block runs; a process that dies lets go of it at once.

    Raises:
        StoreError: another process holds it.
    """
    if database.file is None:
        async with _advisory(database):
            yield
        return
    held = _lock_file(database.file.with_name(database.file.name + ".lock"))
    try:
        yield
    finally:
        os.close(held)


@asynccontextmanager
async def one_of_several(database: Database) -> AsyncIterator[None]:
    """As `only_instance`, beside others that say the same; a bot that works alone is refused. Only
    on PostgreSQL.

    Raises:
        StoreError: a process that works alone holds the database.
    """
    async with _advisory(database, "_shared"):
        yield


@asynccontextmanager
async def _advisory(database: Database, shared: str = "") -> AsyncIterator[None]:
    """A lock of a transaction that stays open, on a connection of its own."""
    async with database.read() as connection:
        await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        query = text(f"SELECT pg_try_advisory_xact_lock{shared}(:lock)")
        if not (await connection.execute(query, {"lock": LOCK})).scalar_one():
            raise StoreError(TAKEN)
        yield


def _lock_file(path: Path) -> int:
    """A side file: a lock on the database itself would stand in SQLite's way."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore] # only on Windows
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise StoreError(TAKEN) from error
    return handle
