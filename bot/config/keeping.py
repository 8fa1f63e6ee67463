"""The tables of backups and of how long things are kept."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from bot.config.part import Part


class BackupConfig(Part):
    """Without a folder no backup is made by schedule."""

    folder: Path | None = None
    every_hours: int = Field(default=24, ge=1, le=24 * 31)
    keep: int = Field(default=7, ge=1, le=1000)


class RetentionConfig(Part):
    """In days; a story goes with its articles when nothing was added to it for so long."""

    articles_days: int = Field(default=365, ge=7, le=36500)
    deliveries_days: int = Field(default=90, ge=7, le=36500)
