"""`digestbot deliveries`: what became of each digest, and why."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.settings import settings
from bot.model import Address, DeliveryState

if TYPE_CHECKING:
    from bot.store.reports import DeliveryReport


@click.command("deliveries")
@click.option("--failed", is_flag=True, help="Only those that did not arrive for sure.")
@click.option("--chat", metavar="PLATFORM:ID", help="Only this chat, such as telegram:12345.")
@click.option("--limit", default=50, show_default=True, help="So many, the newest first.")
@click.pass_obj
def deliveries_command(config: Path | None, failed: bool, chat: str | None, limit: int) -> None:
    """List deliveries with their state and the reason of the last trouble."""
    now = datetime.now(UTC)
    reports = asyncio.run(_reports(config, failed, chat, limit))
    for report in reports:
        click.echo(line(report, now))
    if not reports:
        click.echo("Everything arrived." if failed else "Nothing was due yet.")


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
        found = await store.find_chat(address_of(chat))
        if found is None:
            raise click.ClickException(
                f"There is no chat {chat}; write the platform and the id, as telegram:12345."
            )
        return await store.deliveries(chat_id=found.id, failed=failed, limit=limit)


def address_of(text: str) -> Address:
    """`telegram:12345`, or `telegram:-100123/7` for a topic of a forum or a thread."""
    platform, _, place = text.partition(":")
    native_id, _, thread = place.partition("/")
    return Address(platform, native_id, thread or None)


def line(report: DeliveryReport, now: datetime) -> str:
    """One delivery in one line, that says in words what became of it and why."""
    from bot import say

    address = report.address
    place = f"{address.platform}:{address.native_id}" + (
        f"/{address.thread}" * bool(address.thread)
    )
    outcome = say.outcome(report.state, report.sent, report.parts)
    if report.sent and report.state is not DeliveryState.SENT:
        outcome += f", {report.sent} of {report.parts} messages arrived"
    if report.error:
        outcome += f": {report.error.rstrip('.')}"
    if report.finished is None and report.not_before and report.not_before > now:
        outcome += f"; not before {report.not_before:%Y-%m-%d %H:%M} UTC"
    return f"{report.due:%Y-%m-%d %H:%M} UTC  {place}  {report.topic}  {outcome}."
