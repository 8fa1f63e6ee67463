"""`digestbot summary`: files, links and standard input told now; several of them are compared."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from bot.cli.reading import pages, summary_json
from bot.cli.settings import settings
from bot.commands.comparing import compared
from bot.say import nothing_in_common
from digests import (
    ArticleDraft,
    Digest,
    FileRead,
    Newsroom,
    UnreadableError,
    read_files,
    read_pasted,
)


@click.command("summary")
@click.argument("sources", metavar="PATH|URL|-...", nargs=-1, required=True)
@click.option("--topic", help="The topic whose sections are used; else the best match.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
@click.pass_obj
def summary_command(
    config: Path | None, sources: tuple[str, ...], topic: str | None, as_json: bool
) -> None:
    """Sum up an article: a file, a link, or standard input (-). Several are compared."""
    failed = asyncio.run(_summary(config, sources, topic, as_json))
    if failed:
        raise click.exceptions.Exit(1)


async def _summary(
    config_path: Path | None, sources: Sequence[str], topic: str | None, as_json: bool
) -> int:
    """Prints the summary; returns how many files could not be read."""
    from bot.app import opened_newsroom
    from bot.clock import utc_now

    config, now = settings(config_path), utc_now()
    read = [source if is_link(source) else drafts_of(source) for source in sources]
    files = [file for one in read if not isinstance(one, str) for file in one]
    wanted: list[str | ArticleDraft] = []
    for one in read:
        wanted += [one] if isinstance(one, str) else [it for file in one for it in file.drafts]
    found: list[Digest] = []
    lines: tuple[str, ...] = ()
    async with opened_newsroom(config, now) as newsroom:
        if len(sources) > 1 and wanted:
            digest, related = compared(await newsroom.summary(apart(wanted), now, topic))
            found, lines = [digest], () if related else (nothing_in_common(),)
        else:
            found = await _each(newsroom, wanted, now, topic)
    errors = [file for file in files if file.error]
    if not found and not errors:
        named = ", ".join(sources)
        raise click.ClickException(f"There is no article in {named}; name a file or a link.")
    shown(found, lines, as_json)
    for file in errors:
        click.echo(f"{file.path}: {file.error.reason if file.error else ''}", err=True)
    return len(errors)


async def _each(
    newsroom: Newsroom, wanted: Sequence[str | ArticleDraft], now: datetime, topic: str | None
) -> list[Digest]:
    return [await newsroom.summary(one, now, topic) for one in wanted]


def shown(found: Sequence[Digest], lines: Sequence[str], as_json: bool) -> None:
    """Prints the digests: as pages for a person, or as JSON."""
    if as_json and found:
        objects = [summary_json(digest) for digest in found]
        told = objects[0] if len(objects) == 1 else objects
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif found:
        told_pages = [page for digest in found for page in pages(digest, "terminal")]
        click.echo("\n".join([*lines, *told_pages]))


def apart(wanted: Sequence[str | ArticleDraft]) -> list[str | ArticleDraft]:
    """The sources with texts named so that it can be told which of them says what.

    A text whose outlet nobody knows, or that another one has too, is called by its title.
    """
    outlets = Counter(one.outlet for one in wanted if isinstance(one, ArticleDraft))
    names: Counter[str] = Counter()
    found: list[str | ArticleDraft] = []
    for one in wanted:
        if isinstance(one, ArticleDraft) and (not one.outlet or outlets[one.outlet] > 1):
            name = ": ".join(part for part in (one.outlet, one.title) if part) or "text"
            names[name] += 1
            name = f"{name} ({names[name]})" if names[name] > 1 else name
            found.append(replace(one, outlet=name))
        else:
            found.append(one)
    return found


def is_link(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def drafts_of(source: str) -> list[FileRead]:
    if source == "-":
        draft = read_pasted(typed_text(sys.stdin.buffer.read()))
        return [FileRead(path=Path("-"), drafts=(draft,))]
    return list(read_files([Path(source)]))


def typed_text(body: bytes) -> str:
    """
    Raises:
        UnreadableError: it is no text.
    """
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("-", "this is no UTF-8 text; save it as UTF-8 first") from error
