"""`digestbot export` and `import-state`: everything that is stored, in one open file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.progress import progress
from bot.cli.settings import settings

if TYPE_CHECKING:
    from bot.config import Config

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("export")
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.pass_obj
def export_command(config: Path | None, file: Path, force: bool) -> None:
    """Write feeds, topics, chats, subscriptions and the archive to FILE, as JSON lines.

    A name that ends in .gz is packed. The bot may run meanwhile.
    """
    if file.exists() and not force:
        raise click.ClickException(f"{file} is there already: choose another name, or --force.")
    rows = asyncio.run(_export(settings(config), file))
    click.echo(f"{rows} rows are in {file}; take them over with `digestbot import-state {file}`.")


async def _export(config: Config, file: Path) -> int:
    from bot.app import opened
    from bot.clock import utc_now
    from bot.store import BOT_STATE
    from digests import NEWSROOM_STATE, count_rows, export_state

    states = (NEWSROOM_STATE, BOT_STATE)
    async with opened(config, utc_now()) as database:
        length = sum((await count_rows(database, states)).values())
        with stepping("Exporting", length) as step:
            return await export_state(database, states, file, utc_now(), step)


@click.command("import-state")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.pass_obj
def import_state_command(config: Path | None, file: Path) -> None:
    """Take over what `digestbot export` wrote, into an empty database of either kind."""
    loaded = asyncio.run(_import(settings(config), file))
    for table, rows in loaded.items():
        click.echo(f"{rows:>9}  {table}")
    click.echo("Taken over. Stop the old bot before you start this one, or chats hear from both.")


async def _import(config: Config, file: Path) -> dict[str, int]:
    from bot.store import BOT_STATE, only_instance
    from digests import NEWSROOM_STATE, Database, import_state

    database = Database.open(config.database_url)
    try:
        async with only_instance(database):
            with stepping("Taking over", None) as step:
                return await import_state(database, (NEWSROOM_STATE, BOT_STATE), file, step)
    finally:
        await database.close()


@contextmanager
def stepping(label: str, length: int | None) -> Iterator[Callable[[], object]]:
    """What to call after each row; a bar shows it where a person watches."""
    endless = iter(int, 1)
    with progress(range(length) if length else endless, label, length) as items:
        steps = iter(items)
        yield lambda: next(steps, None)
