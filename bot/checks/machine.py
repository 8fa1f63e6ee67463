"""The machine that the bot runs on: time zone, disk, backups."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.backup import backups_in, made_at
from bot.checks.finding import Finding

if TYPE_CHECKING:
    from bot.config import Config

LEAST_FREE = 200_000_000  # bytes: SQLite copies the file before it is brought to a new version
LATE = 2  # backups missed in a row


def check_zone(config: Config, now: datetime) -> Finding:
    there = now.astimezone(ZoneInfo(config.zone))
    return Finding("time zone", True, f"{config.zone}, where it is {there:%H:%M on %A}")


def check_disk(config: Config) -> Finding:
    """Room where the database grows; twice the database, for the copy before an update."""
    file = config.sqlite_file
    folder = (file.parent if file else Path()).absolute()
    there = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(there).free
    needed = max(LEAST_FREE, 2 * file.stat().st_size if file and file.exists() else 0)
    says = f"{_megabytes(free)} free in {there}"
    if free < needed:
        return Finding("disk", False, f"{says}: make room for {_megabytes(needed)}.")
    return Finding("disk", True, says)


def check_backups(config: Config, now: datetime) -> Finding:
    folder = config.backup.folder
    if folder is None:
        return Finding("backups", True, "none by schedule; [backup] folder = “…” makes them")
    made = [moment for path in backups_in(folder) if (moment := made_at(path))]
    if not made:
        return Finding("backups", True, f"none yet in {folder}; the running bot makes the first")
    age = now - max(made)
    if age > LATE * timedelta(hours=config.backup.every_hours):
        return Finding(
            "backups",
            False,
            f"the newest in {folder} is {age.days} days old: look at the log of the bot.",
        )
    return Finding("backups", True, f"{len(made)} in {folder}, the newest of {max(made):%d %B}")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"
