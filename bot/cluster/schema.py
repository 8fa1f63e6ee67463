"""The engine's tables, in a schema of their own.

They hold nothing that is not in our tables too. So they are no migration of ours: exports, copies
and processes that work alone never see them, and who goes back drops the schema.
"""

from __future__ import annotations

import hashlib
from typing import Any

from digests import Database, StoreError

SCHEMA = "digestbot_jobs"
LOCK = 7_316_045  # any number that no other lock has, the same in every process
OTHER_VERSION = (
    "The queue's tables are of another version of procrastinate. Stop every process, run "
    f"`DROP SCHEMA {SCHEMA} CASCADE` in the database and start again: nothing is lost, the queue "
    "is made anew from what is due."
)


async def make_schema(database: Database) -> None:
    """Make the tables once, whoever comes first; safe to call at every start.

    Raises:
        StoreError: they are of another version, or can't be made.
    """
    from procrastinate.schema import SchemaManager

    wanted: str = SchemaManager.get_schema()
    version = hashlib.sha256(wanted.encode()).hexdigest()[:16]
    async with database.read() as connection:  # usually they are there, and nobody waits
        raw: Any = (await connection.get_raw_connection()).driver_connection
        if await _found(raw) == version:
            return
    async with database.write() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        await raw.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
        found = await _found(raw)
        if found not in ("", version):
            raise StoreError(OTHER_VERSION)
        if not found:
            await raw.execute(f"CREATE SCHEMA {SCHEMA}")
            await raw.execute(f"SET LOCAL search_path TO {SCHEMA}")
            await raw.execute(wanted.encode())
            await raw.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{version}'")


async def _found(raw: Any) -> str:
    """The version that is there; "" where there is none."""
    found = await raw.execute(
        "SELECT coalesce(obj_description(oid, 'pg_namespace'), '?') FROM pg_namespace "
        "WHERE nspname = %s",
        (SCHEMA,),
    )
    row = await found.fetchone()
    return row[0] if row is not None else ""
