"""`digestbot feeds` and `digestbot opml`: what is polled."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from bot.cli.progress import progress, say
from bot.cli.settings import settings
from digests import DigestsError, Feed, FeedCheck, check_feeds, export_opml, import_opml

if TYPE_CHECKING:
    from digests import Newsroom

Result = TypeVar("Result")
MOST_BYTES = 20_000_000
FINE = ("ok", "unchanged")


def in_newsroom(config_path: Path | None, work: Callable[[Newsroom], Awaitable[Result]]) -> Result:
    """Run one piece of work in a newsroom that knows the feeds of the configuration."""
    from bot.app import opened_newsroom, sync_feeds
    from bot.clock import utc_now

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
    from bot.clock import utc_now

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


@feeds_command.command("remove")
@click.argument("number", type=int)
@click.pass_obj
def remove(config: Path | None, number: int) -> None:
    """Remove a feed by its number; its articles stay."""
    change_one(config, number, lambda newsroom: newsroom.remove_feed(number), "Removed.")


@feeds_command.command("pause")
@click.argument("number", type=int)
@click.pass_obj
def pause(config: Path | None, number: int) -> None:
    """Stop polling a feed for now."""
    change_one(config, number, lambda newsroom: newsroom.pause_feed(number), "Paused.")


@feeds_command.command("resume")
@click.argument("number", type=int)
@click.pass_obj
def resume(config: Path | None, number: int) -> None:
    """Poll a paused feed again."""
    from bot.clock import utc_now

    def work(newsroom: Newsroom) -> Awaitable[bool]:
        return newsroom.resume_feed(number, utc_now())

    change_one(config, number, work, "Resumed.")


def change_one(
    config: Path | None, number: int, work: Callable[[Newsroom], Awaitable[bool]], said: str
) -> None:
    """Raises ClickException when there is no such feed."""
    if not in_newsroom(config, work):
        raise click.ClickException(
            f"There is no feed {number}; `digestbot feeds list` shows the numbers."
        )
    click.echo(said)


@feeds_command.command("check")
@click.argument("addresses", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a feed.")
@click.pass_obj
def check(config: Path | None, addresses: tuple[str, ...], as_json: bool) -> None:
    """Fetch feeds and say what came; without ADDRESSES, those that are stored."""
    urls = addresses or tuple(
        feed.url for feed in in_newsroom(config, lambda newsroom: newsroom.feeds())
    )
    found = asyncio.run(_check(config, urls, as_json))
    if any(one.outcome not in FINE for one in found):
        raise click.exceptions.Exit(1)


async def _check(config: Path | None, urls: tuple[str, ...], as_json: bool) -> list[FeedCheck]:
    from bot.app import fetcher_of

    found: list[FeedCheck] = []
    async with fetcher_of(settings(config)) as fetcher:
        with progress(range(len(urls)), "Checking", len(urls)) as steps:
            step = iter(steps)
            async for one in check_feeds(urls, fetcher):
                next(step, None)
                found.append(one)
                say(shown(one, as_json))
    return found


def shown(one: FeedCheck, as_json: bool) -> str:
    if as_json:
        return json.dumps(asdict(one), ensure_ascii=False)
    said = one.detail or f"{one.title or 'no title'}, entries: {one.entries}"
    return f"{one.url}: {one.outcome}: {said}"


@click.group("opml")
def opml_command() -> None:
    """Bring lists of feeds in and out."""


@opml_command.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.pass_obj
def take_opml(config: Path | None, file: Path) -> None:
    """Add every feed of an OPML file, also those that can't be reached at the moment."""
    from bot.clock import utc_now

    if file.stat().st_size > MOST_BYTES:
        raise click.ClickException(f"{file} is too large for a list of feeds.")
    wanted = import_opml(file.read_bytes(), str(file))

    async def work(newsroom: Newsroom) -> int:
        failed = 0
        for url, title in wanted:
            try:
                feed = await newsroom.keep_feed(url, title, utc_now())
                click.echo(f"Added {line(feed)}")
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
