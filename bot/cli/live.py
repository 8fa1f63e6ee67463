"""`digestbot run`, `demo`, `check`, `health` and `migrate`."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.settings import settings


@click.command("run")
@click.option("--log-format", type=click.Choice(["text", "json"]), help="Else log.format.")
@click.option(
    "--role",
    type=click.Choice(["all", "ingest", "digest", "post", "answer"]),
    default="all",
    help="What this process does, if several share the work ([cluster]).",
)
@click.pass_obj
def run_command(config: Path | None, log_format: str | None, role: str) -> None:
    """Run the bot until it is told to stop (Ctrl-C or SIGTERM)."""
    from bot.app import run

    asyncio.run(run(settings(config, log_format), config, role))


@click.command("demo")
def demo_command() -> None:
    """Try everything in this terminal: no account, no key, no network."""
    from bot.demo import run_demo

    raise click.exceptions.Exit(asyncio.run(run_demo()))


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def check_command(config: Path | None, as_json: bool) -> None:
    """Say whether the configuration, the database and the tokens are good."""
    from bot.checks import check_all

    findings = asyncio.run(check_all(settings(config)))
    for finding in findings:
        if as_json:
            click.echo(json.dumps(asdict(finding), ensure_ascii=False))
        else:
            mark = click.style("ok", fg="green") if finding.ok else click.style("wrong", fg="red")
            click.echo(f"{finding.what}: {mark}: {finding.says}")
    if not all(finding.ok for finding in findings):
        raise click.exceptions.Exit(1)


@click.command("health")
@click.pass_obj
def health_command(config: Path | None) -> None:
    """Exit 0 when the running bot polls and delivers; else say what is wrong."""
    from bot.config import load_config
    from bot.health import default_path, problems

    loaded = load_config(config)
    path = loaded.health_file or default_path(loaded.sqlite_file)
    found = problems(path, datetime.now(UTC))
    for problem in found:
        click.echo(problem, err=True)
    if found:
        raise click.exceptions.Exit(1)
    click.echo("Polling and delivering.")


@click.command("migrate")
@click.pass_obj
def migrate_command(config: Path | None) -> None:
    """Bring the database to this version; a SQLite file is copied first."""
    from bot.clock import utc_now
    from bot.store import BOT_TREE
    from digests import STORE_TREE, Database, migrate

    loaded = settings(config)

    async def work() -> None:
        database = Database.open(loaded.database_url)
        try:
            report = await migrate(database, (STORE_TREE, BOT_TREE), utc_now())
        finally:
            await database.close()
        if report.backup:
            click.echo(f"A copy from before is {report.backup}.")
        click.echo(f"Applied {', '.join(report.applied)}." if report.applied else "Nothing to do.")

    asyncio.run(work())
