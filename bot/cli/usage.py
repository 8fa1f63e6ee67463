"""`digestbot usage`: what the language model was used for this month, and what it cost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.settings import settings

if TYPE_CHECKING:
    from bot.config import Config
    from digests import Usage

COLUMNS = ("day", "questions", "tokens in", "tokens out", "cost", "points", "repaired", "replaced",
           "failures")  # fmt: skip
EXPLAINED = (
    "repaired: points that the model had to write anew; replaced: points whose source sentence "
    "was told in their place, for they did not hold."
)


@click.command("usage")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def usage_command(config: Path | None, as_json: bool) -> None:
    """Show what the language model did this month: tokens, cost, points and caps."""
    loaded = settings(config)
    month, days = asyncio.run(_usage(loaded))
    if as_json:
        click.echo(json.dumps(_plain(loaded, month, days), ensure_ascii=False))
        return
    for line in lines(loaded, month, days):
        click.echo(line)


async def _usage(config: Config) -> tuple[Usage, Sequence[Usage]]:
    from bot.app import opened
    from bot.clock import utc_now
    from digests import together, usage

    now = utc_now()
    async with opened(config, now) as database:
        days = await usage(database, now)
    return together(days, f"{now:%Y-%m}"), days


def lines(config: Config, month: Usage, days: Sequence[Usage]) -> list[str]:
    """A table with a line a day and the sum of the month, then the caps."""
    model = config.model
    said = [f"Language model: {model.model or 'none is configured'}"]
    if days:
        rows = [COLUMNS, *(_cells(one) for one in days), _cells(month)]
        widths = [max(len(row[n]) for row in rows) for n in range(len(COLUMNS))]
        said += ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
                 for row in rows]  # fmt: skip
        said.append(EXPLAINED)
    else:
        said.append("It was not used this month.")
    caps = [f"{value:,} {of}" for value, of in _caps(config) if value is not None]
    said.append(f"Caps: {', '.join(caps) or 'none'}.")
    said += [f"{one.day}: the cap of the {one.capped} was reached." for one in days if one.capped]
    return said


def _cells(one: Usage) -> tuple[str, ...]:
    numbers = (one.points, one.repaired, one.replaced, one.failures)
    return (
        one.day,
        f"{one.questions:,}",
        f"{one.tokens_in:,}",
        f"{one.tokens_out:,}",
        f"{one.cost:,.4f}",
        *(f"{number:,}" for number in numbers),
    )


def _caps(config: Config) -> tuple[tuple[float | None, str], ...]:
    model = config.model
    return (
        (model.daily_tokens, "tokens a day"),
        (model.monthly_tokens, "tokens a month"),
        (model.daily_money, "in money a day"),
        (model.monthly_money, "in money a month"),
    )


def _plain(config: Config, month: Usage, days: Sequence[Usage]) -> dict[str, Any]:
    names = ("daily_tokens", "monthly_tokens", "daily_money", "monthly_money")
    return {
        "model": config.model.model,
        "month": asdict(month),
        "days": [asdict(one) for one in days],
        "caps": {name: getattr(config.model, name) for name in names},
    }
