"""Copies of a SQLite file: made while others use it, and looked at before they are trusted."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from digests.errors import StoreError

WORTH_A_VACUUM = 0.25  # of the file is free


def copy_sqlite(file: Path, target: Path) -> None:
    """A consistent copy of a SQLite file, even while others read and write it.

    Raises:
        StoreError: there is no room for it, or the file can't be read.
    """
    connection = sqlite3.connect(file, timeout=30)
    try:
        connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise StoreError(
            f"The database could not be copied to {target}: {error}. Nothing was changed."
        ) from error
    finally:
        connection.close()


def check_sqlite(file: Path) -> None:
    """
    Raises:
        StoreError: the file is no whole SQLite database.
    """
    try:
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StoreError(f"{file} is no SQLite database: {error}. Nothing was changed.") from error
    if answer != "ok":
        raise StoreError(f"{file} is damaged: {answer}. Nothing was changed; take an older one.")


def vacuum_sqlite(file: Path, *, always: bool = False) -> bool:
    """Give free room in the file back to the disk; whether it was done.

    The whole file is written anew and writers wait meanwhile: so only when it is worth it.

    Raises:
        StoreError: there is no room for it, or the database is busy for longer than 30 s.
    """
    connection = sqlite3.connect(file, timeout=30)
    try:
        pages, free = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_count", "freelist_count")
        )
        if not always and free < pages * WORTH_A_VACUUM:
            return False
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise StoreError(f"{file} could not be made smaller: {error}. Nothing is lost.") from error
    finally:
        connection.close()
    return True
