"""`digestbot deliveries`: what became of each digest, and why."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.settings import settings
from bot.model import Address

if TYPE_CHECKING:
    from bot.store.reports import DeliveryReport


@click.command("deliveries")
@click.option("--failed", is_flag=True, help="Only those that did not arrive for sure.")
@click.option("--chat", metavar="PLATFORM:ID", help="Only this chat, such as telegram:12345.")
@click.option("--limit", default=50, show_default=True, help="So many, the newest first.")
@click.pass_obj
def deliveries_command(config: Path | None, failed: bool, chat: str | None, limit: int) -> None:
    """List deliveries with their state and the reason of the last trouble."""
    for report in asyncio.run(_reports(config, failed, chat, limit)):
        click.echo(line(report))


async def _reports(
    config: Path | None, failed: bool, chat: str | None, limit: int
) -> Sequence[DeliveryReport]:
    from bot.app import opened
    from bot.clock import utc_now
    from bot.store import BotStore

    async with opened(settings(config), utc_now()) as database:
        store = BotStore(database)
        if chat is None:
            return await store.deliveries(failed=failed, limit=limit)
        platform, _, native_id = chat.partition(":")
        found = await store.find_chat(Address(platform, native_id))
        if found is None:
            raise click.ClickException(
                f"There is no chat {chat}; write the platform and the id, as telegram:12345."
            )
        return await store.deliveries(chat_id=found.id, failed=failed, limit=limit)


def line(report: DeliveryReport) -> str:
    """One delivery in one line."""
    place = f"{report.address.platform}:{report.address.native_id}"
    said = f"{report.due:%Y-%m-%d %H:%M} UTC  {place}  {report.topic}  {report.state.value}"
    if report.parts:
        said += f"  {report.sent} of {report.parts} messages"
    return f"{said}  {report.error}" if report.error else said
