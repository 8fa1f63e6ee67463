"""`digestbot backup` and `restore`."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bot.cli.settings import settings


@click.command("backup")
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--keep", type=click.IntRange(min=1), help="So many; the oldest beyond it go.")
@click.pass_obj
def backup_command(config: Path | None, folder: Path | None, keep: int | None) -> None:
    """Copy the database into FOLDER (else [backup] folder) while the bot may run."""
    from bot.app import opened
    from bot.backup import make_backup
    from bot.clock import utc_now

    loaded = settings(config)
    place = folder or loaded.backup.folder
    if place is None:
        raise click.ClickException("Name a folder: `digestbot backup FOLDER`, or [backup] folder.")

    async def work() -> Path:
        async with opened(loaded, utc_now()) as database:
            return await make_backup(database, place, keep or loaded.backup.keep, utc_now())

    click.echo(f"The backup is {asyncio.run(work())}.")


@click.command("restore")
@click.argument("backup", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def restore_command(config: Path | None, backup: Path, yes: bool) -> None:
    """Put BACKUP in the place of the database; what was there is kept beside it.

    BACKUP is a file that `digestbot backup` or `digestbot export` made. Stop the bot first.
    """
    from bot.backup import restore_backup
    from bot.clock import utc_now

    loaded = settings(config)
    if not yes:
        click.confirm(f"Put {backup} in the place of the database?", abort=True)
    moved = asyncio.run(restore_backup(loaded.database_url, backup, utc_now()))
    if moved:
        click.echo(f"What was there before is {moved}.")
    click.echo("Restored. The next start brings it to this version.")
