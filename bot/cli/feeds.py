"""`digestbot feeds` and `digestbot opml`: what is polled."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from bot.cli.progress import progress
from bot.cli.settings import settings
from digests import DigestsError, Feed, FeedCheck, check_feeds, export_opml, import_opml

if TYPE_CHECKING:
    from digests import Newsroom

Result = TypeVar("Result")
MOST_BYTES = 20_000_000
FINE = ("ok", "unchanged")


def in_newsroom(config_path: Path | None, work: Callable[[Newsroom], Awaitable[Result]]) -> Result:
    """Run one piece of work in a newsroom that knows the feeds of the configuration."""
    from bot.app import opened_newsroom, sync_feeds, utc_now

    async def run() -> Result:
        config, now = settings(config_path), utc_now()
        async with opened_newsroom(config, now) as newsroom:
            await sync_feeds(newsroom, config, now)
            return await work(newsroom)

    return asyncio.run(run())


@click.group("feeds")
def feeds_command() -> None:
    """Add, remove, list, pause, resume and check feeds."""


@feeds_command.command("list")
@click.pass_obj
def list_feeds(config: Path | None) -> None:
    """List the feeds with their state and last error."""
    feeds = in_newsroom(config, lambda newsroom: newsroom.feeds())
    for feed in feeds:
        click.echo(line(feed))
    if not feeds:
        click.echo("No feeds yet: add one with `digestbot feeds add ADDRESS`.")


def line(feed: Feed) -> str:
    """One feed in one line."""
    said = f"{feed.id}  {feed.state}  {feed.title or feed.url}  {feed.url}"
    if feed.last_error:
        said += f"  failed {feed.failures} times: {feed.last_error}"
    return said


@feeds_command.command("add")
@click.argument("addresses", nargs=-1, required=True)
@click.pass_obj
def add_feeds(config: Path | None, addresses: tuple[str, ...]) -> None:
    """Add feeds, by their own address or by their site's."""
    from bot.app import utc_now

    async def work(newsroom: Newsroom) -> int:
        failed = 0
        for address in addresses:
            try:
                feed = await newsroom.add_feed(address, utc_now())
                click.echo(f"Added {line(feed)}")
            except DigestsError as error:
                failed += 1
                click.echo(str(error), err=True)
        return failed

    if in_newsroom(config, work):
        raise click.exceptions.Exit(1)


def one_feed(name: str, said: str, help_line: str, verb: str) -> click.Command:
    """A sub-command that does one thing to one feed."""

    @click.command(name, help=help_line)
    @click.argument("number", type=int)
    @click.pass_obj
    def command(config: Path | None, number: int) -> None:
        from bot.app import utc_now

        async def work(newsroom: Newsroom) -> bool:
            if verb == "remove":
                return await newsroom.remove_feed(number)
            if verb == "pause":
                return await newsroom.pause_feed(number)
            return await newsroom.resume_feed(number, utc_now())

        if not in_newsroom(config, work):
            raise click.ClickException(
                f"There is no feed {number}; `digestbot feeds list` shows the numbers."
            )
        click.echo(said)

    return command


feeds_command.add_command(
    one_feed("remove", "Removed; its articles stay.", "Remove a feed by its number.", "remove")
)
feeds_command.add_command(one_feed("pause", "Paused.", "Stop polling a feed for now.", "pause"))
feeds_command.add_command(one_feed("resume", "Resumed.", "Poll a paused feed again.", "resume"))


@feeds_command.command("check")
@click.argument("addresses", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a feed.")
@click.pass_obj
def check(config: Path | None, addresses: tuple[str, ...], as_json: bool) -> None:
    """Fetch feeds and say what came; without ADDRESSES, those that are stored."""
    from bot.app import fetcher_of

    urls = addresses or tuple(
        feed.url for feed in in_newsroom(config, lambda newsroom: newsroom.feeds())
    )
    found = asyncio.run(_check(urls, fetcher_of(settings(config)), as_json))
    if any(one.outcome not in FINE for one in found):
        raise click.exceptions.Exit(1)


async def _check(urls: tuple[str, ...], fetcher: object, as_json: bool) -> list[FeedCheck]:
    from digests import Fetcher

    assert isinstance(fetcher, Fetcher)
    found: list[FeedCheck] = []
    async with fetcher:
        with progress(range(len(urls)), "Checking", len(urls)) as steps:
            step = iter(steps)
            async for one in check_feeds(urls, fetcher):
                next(step, None)
                found.append(one)
                click.echo(
                    json.dumps(asdict(one), ensure_ascii=False)
                    if as_json
                    else f"{one.url}: {one.outcome}: {one.detail}"
                )
    return found


@click.group("opml")
def opml_command() -> None:
    """Bring lists of feeds in and out."""


@opml_command.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.pass_obj
def take_opml(config: Path | None, file: Path) -> None:
    """Add every feed of an OPML file."""
    from bot.app import utc_now

    if file.stat().st_size > MOST_BYTES:
        raise click.ClickException(f"{file} is too large for a list of feeds.")
    wanted = import_opml(file.read_bytes(), str(file))

    async def work(newsroom: Newsroom) -> int:
        failed = 0
        for url, title in wanted:
            try:
                await newsroom.add_feed(url, utc_now())
                click.echo(f"Added {title or url}")
            except DigestsError as error:
                failed += 1
                click.echo(str(error), err=True)
        return failed

    failed = in_newsroom(config, work)
    click.echo(f"{len(wanted) - failed} of {len(wanted)} feeds added.")
    if failed:
        raise click.exceptions.Exit(1)


@opml_command.command("export")
@click.pass_obj
def give_opml(config: Path | None) -> None:
    """Print all feeds as OPML."""
    click.echo(export_opml(in_newsroom(config, lambda newsroom: newsroom.feeds())))
