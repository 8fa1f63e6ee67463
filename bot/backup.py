"""Backups of the database: made while the bot runs, rotated, and put back.

SQLite gets a copy of its file; another database gets an export, which any database takes back.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.store import BOT_STATE
from bot.store.lock import only_instance
from digests import (
    NEWSROOM_STATE,
    Database,
    StoreError,
    check_sqlite,
    copy_sqlite,
    export_state,
    import_state,
)

START = "digestbot-"
SQLITE, EXPORT = ".db", ".jsonl.gz"
STAMP = "%Y%m%dT%H%M%SZ"
STATES = (NEWSROOM_STATE, BOT_STATE)


def backups_in(folder: Path) -> list[Path]:
    """The backups in a folder, the oldest first."""
    found = [*folder.glob(f"{START}*{SQLITE}"), *folder.glob(f"{START}*{EXPORT}")]
    return sorted((path for path in found if made_at(path)), key=lambda path: path.name)


def made_at(backup: Path) -> datetime | None:
    """When a backup was made, by its name; None if it is not one of ours."""
    stamp = backup.name.removeprefix(START).partition(".")[0]
    try:
        return datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def is_due(folder: Path, every: timedelta, now: datetime) -> bool:
    """Whether the newest backup is older than `every`; a restart shifts nothing."""
    made = [made for backup in backups_in(folder) if (made := made_at(backup))]
    return not made or now - max(made) >= every


async def make_backup(database: Database, folder: Path, keep: int, now: datetime) -> Path:
    """Make one, then delete the oldest beyond `keep`. The new file is whole or not there.

    Raises:
        StoreError: the database can't be read.
        OSError: the folder can't be written to.
    """
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    target = folder / f"{START}{now:{STAMP}}{SQLITE if database.file else EXPORT}"
    if database.file is None:
        await export_state(database, STATES, target, now)
    else:
        await asyncio.to_thread(_copy, database.file, target)
    await asyncio.to_thread(_rotate, folder, keep)
    return target


def _copy(file: Path, target: Path) -> None:
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    copy_sqlite(file, unfinished)
    unfinished.replace(target)


def _rotate(folder: Path, keep: int) -> None:
    for old in backups_in(folder)[:-keep]:
        old.unlink(missing_ok=True)


async def restore_backup(url: str, backup: Path, now: datetime) -> Path | None:
    """Put a backup back; where the SQLite file went that was there before.

    Raises:
        StoreError: the bot runs, the backup is damaged or of another kind, or an export meets a
            database that holds something.
    """
    database = Database.open(url)
    try:
        async with only_instance(database):
            if backup.name.endswith(".db"):
                return await asyncio.to_thread(_put_back, database.file, backup, now)
            moved = _move_away(database.file, now) if database.file else None
            try:
                await import_state(database, STATES, backup)
            except BaseException:
                if moved and database.file:  # as it was
                    moved.replace(database.file)
                raise
            return moved
    finally:
        await database.close()


def _put_back(file: Path | None, backup: Path, now: datetime) -> Path | None:
    if file is None:
        raise StoreError(
            f"{backup} is a SQLite file: give an export (…{EXPORT}) to restore into PostgreSQL."
        )
    check_sqlite(backup)
    arriving = file.with_name(file.name + ".arriving")
    arriving.unlink(missing_ok=True)
    copy_sqlite(backup, arriving)
    moved = _move_away(file, now)
    arriving.replace(file)
    return moved


def _move_away(file: Path, now: datetime) -> Path | None:
    """Keep what was there under another name, with what SQLite has not yet put into the file."""
    if not file.exists():
        return None
    target = file.with_name(f"{file.name}.before-restore-{now:{STAMP}}")
    copy_sqlite(file, target)
    for end in ("", "-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)
    return target
