"""`digestbot status`: how much there is, how much room it takes, and what waits."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.settings import settings

if TYPE_CHECKING:
    from bot.config import Config
    from digests import Arrivals, Counts, Size

UNITS = ("B", "kB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True)
class Status:
    """What the command shows. `deliveries` counts by state; `backup` is the newest one."""

    counts: Counts
    arrivals: Arrivals
    sizes: tuple[Size, ...]
    chats: dict[str, int]
    deliveries: dict[str, int]
    backup: Path | None


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def status_command(config: Path | None, as_json: bool) -> None:
    """Show what is stored, how much room each table takes, and what waits to be sent."""
    found = asyncio.run(_status(settings(config)))
    if as_json:
        click.echo(json.dumps(_plain(found), ensure_ascii=False))
        return
    for line in lines(found):
        click.echo(line)


async def _status(config: Config) -> Status:
    from bot.app import opened, topics_of
    from bot.backup import backups_in
    from bot.clock import utc_now
    from bot.store import BotStore
    from digests import Newsroom, sizes

    async with opened(config, utc_now()) as database:
        store = BotStore(database)
        newsroom = Newsroom(database, topics_of(config))
        folder = config.backup.folder
        counted = await store.delivery_counts()
        return Status(
            counts=await newsroom.counts(),
            arrivals=await newsroom.arrivals(),
            sizes=tuple(await sizes(database)),
            chats=await store.chat_counts(),
            deliveries={state.value: found for state, found in counted.items()},
            backup=next(reversed(backups_in(folder)), None) if folder else None,
        )


def lines(status: Status) -> list[str]:
    """For a person."""
    counts = status.counts
    said = [
        f"Articles: {counts.articles} in {counts.stories} stories",
        f"Feeds: {counts.feeds}, of which {counts.failing_feeds} fail",
        f"Arrivals: {_arrived(status.arrivals)}",
        f"Chats: {_counted(status.chats)}",
        f"Deliveries: {_counted(status.deliveries)}",
        f"Newest backup: {status.backup or 'none; set [backup] folder'}",
        "",
        f"{'table':<18}{'rows':>12}{'size':>12}",
    ]
    said += [
        f"{one.table:<18}{one.rows:>12}{_human(one.bytes):>12}" for one in status.sizes if one.rows
    ]
    known = [one.bytes for one in status.sizes if one.bytes is not None]
    if known:
        rows = sum(one.rows for one in status.sizes)
        said.append(f"{'all':<18}{rows:>12}{_human(sum(known)):>12}")
    return said


def _arrived(arrivals: Arrivals) -> str:
    said = f"{arrivals.waiting} wait to be taken in"
    return f"{said}, {arrivals.refused} can't be" if arrivals.refused else said


def _counted(found: dict[str, int]) -> str:
    return ", ".join(f"{number} {state}" for state, number in found.items()) or "none"


def _human(size: int | None) -> str:
    if size is None:
        return "-"
    amount = float(size)
    for unit in UNITS[:-1]:
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} {UNITS[-1]}"


def _plain(status: Status) -> dict[str, Any]:
    oldest = status.arrivals.oldest
    return {
        **asdict(status),
        "arrivals": {
            **asdict(status.arrivals),
            "oldest": oldest.isoformat() if oldest else None,
        },
        "backup": str(status.backup) if status.backup else None,
        "sizes": [asdict(one) for one in status.sizes],
    }
