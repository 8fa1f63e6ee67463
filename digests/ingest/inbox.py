"""The watched folder: what is dropped in is taken in and moved to `done/` or `failed/`."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from digests.ingest.files import MAX_BYTES, FileRead, read_files
from digests.ingest.intray import TakeIn
from digests.ingest.worker import Workers

SETTLED_SECONDS = 2.0  # a younger file may still be being copied


async def take_inbox(
    folder: Path, take_in: TakeIn, now: datetime, max_bytes: int = MAX_BYTES
) -> list[FileRead]:
    """Every settled file of the folder, not of folders in it. A file moves after its articles are
    stored, so that a crash in between reads it again, and what is known stays one article.
    """
    workers, reads = Workers(1), list[FileRead]()
    try:
        for path in await asyncio.to_thread(_settled, folder, now):
            for read in await asyncio.to_thread(_read, path, max_bytes, workers):
                await take_in(read.drafts, now)
                await asyncio.to_thread(_move, read, folder)
                reads.append(read)
    finally:
        workers.close()
    return reads


def _read(path: Path, max_bytes: int, workers: Workers) -> list[FileRead]:
    return list(read_files([path], max_bytes, workers))


def _settled(folder: Path, now: datetime) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    newest = now.timestamp() - SETTLED_SECONDS
    return sorted(
        path
        for path in folder.iterdir()
        if not path.name.startswith(".") and path.is_file() and _changed(path) <= newest
    )


def _changed(path: Path) -> float:
    """When it was last written to; one that has just gone is left alone."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _move(read: FileRead, folder: Path) -> None:
    target = folder / ("failed" if read.error else "done")
    target.mkdir(exist_ok=True)
    place, number = target / read.path.name, 1
    while place.exists():
        number += 1
        place = target / f"{read.path.stem}-{number}{read.path.suffix}"
    read.path.rename(place)
    if read.error:
        place.with_name(f"{place.name}.reason.txt").write_text(
            f"{read.error.reason}\n", encoding="utf-8"
        )
