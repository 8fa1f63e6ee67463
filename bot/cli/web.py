"""`digestbot web`: a link that logs in to the web page."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.settings import settings

if TYPE_CHECKING:
    from bot.config import Config


@click.group("web")
def web_command() -> None:
    """Log in to the web page of the running bot."""


@web_command.command("login")
@click.pass_obj
def login(config: Path | None) -> None:
    """Print a link to the web page; it works once, for 15 minutes."""
    from bot.app.web import NOT_INSTALLED
    from bot.login import installed, page_address

    loaded = settings(config)
    if not installed():
        raise click.ClickException(NOT_INSTALLED)
    address = page_address(loaded.web)
    if address is None:
        raise click.ClickException(
            "The web page is off, or takes any free port: set web.enabled, and web.listen or "
            "web.public_url."
        )
    click.echo(asyncio.run(_link(loaded, address)))


async def _link(config: Config, address: str) -> str:
    from bot.app import opened
    from bot.clock import utc_now
    from bot.login import login_link
    from bot.store import BotStore

    now = utc_now()
    async with opened(config, now) as database:
        return await login_link(BotStore(database), address, now)
