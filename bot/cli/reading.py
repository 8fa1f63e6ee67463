"""`digestbot import`, `preview` and `topics`: articles in, digests out, no chat."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from bot.cli.progress import progress, say
from bot.cli.settings import settings
from bot.wording import also
from digests import (
    Citation,
    Digest,
    DigestQuery,
    DigestSection,
    Period,
    TakenInAs,
    read_files,
)

SAID = {
    TakenInAs.NEW: "new",
    TakenInAs.KNOWN: "already stored",
    TakenInAs.UPDATED: "updated",
    TakenInAs.COPY: "a copy of a stored article",
}
PREVIEW_DAYS = 7
EVERY_STORY = 100_000
WIDTH = 80


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_obj
def import_command(config: Path | None, paths: tuple[Path, ...]) -> None:
    """Take in stored articles: .txt, .md, .html and .jsonl files, and folders of them."""
    failed = asyncio.run(_import(config, paths))
    if failed:
        raise click.exceptions.Exit(1)


async def _import(config_path: Path | None, paths: Sequence[Path]) -> int:
    """Prints a line a file and a count; returns how many files were not taken in whole."""
    from bot.app import opened_newsroom
    from bot.clock import utc_now

    config, now = settings(config_path), utc_now()
    counts = dict.fromkeys(TakenInAs, 0)
    failed = 0
    limit = int(config.ingest.max_file_megabytes * 1_000_000)
    async with opened_newsroom(config, now) as newsroom:
        with progress(read_files(paths, max_bytes=limit), "Reading") as files:
            for file in files:
                for taken in await newsroom.take_in(file.drafts, utc_now()):
                    counts[taken.outcome] += 1
                    said = SAID[taken.outcome]
                    say(f"{file.path}: {said}: {taken.article.title}")
                if file.error:
                    failed += 1
                    say(f"{file.path}: not taken in: {file.error.reason}", err=True)
    total = sum(counts.values())
    shares = ", ".join(f"{number} {SAID[kind]}" for kind, number in counts.items() if number)
    click.echo(f"{total} articles" + (f": {shares}" if shares else "") + ".")
    if failed:
        click.echo(f"{failed} files could not be taken in; the lines above say why.", err=True)
    return failed


def summary_json(digest: Digest) -> dict[str, Any]:
    """One summary as `digestbot summary --json` prints it."""
    story = digest.stories[0]
    return {
        "title": story.title,
        "outlet": ", ".join(story.outlets),
        "published": story.published.isoformat(),
        "language": story.language,
        "sections": [section_json(section) for section in story.sections],
    }


def section_json(section: DigestSection) -> dict[str, Any]:
    return {
        "title": section.title or also(),
        "points": [
            {
                "text": point.text,
                "certainty": point.certainty.value,
                "attribution": point.attribution,
                "outlets": list(point.outlets),
                "citations": [citation_json(citation) for citation in point.citations],
                "differs": list(point.differs),
                "against": [citation_json(citation) for citation in point.against],
            }
            for point in section.points
        ],
    }


def citation_json(citation: Citation) -> dict[str, Any]:
    """The sentence that a point stands on, or that says otherwise, and whose it is."""
    return {
        "article": citation.article,
        "outlet": citation.outlet,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }


@click.command("preview")
@click.argument("topic")
@click.option(
    "--platform",
    type=click.Choice(["telegram", "slack", "terminal"]),
    default="terminal",
    show_default=True,
    help="Drawn as this platform draws it.",
)
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=PREVIEW_DAYS,
    show_default=True,
    help="Stories of so many days.",
)
@click.option("--all", "whole", is_flag=True, help="All stories, also those that /more would tell.")
@click.option("--json", "as_json", is_flag=True, help="What would be sent, as JSON.")
@click.pass_obj
def preview_command(
    config: Path | None, topic: str, platform: str, days: int, whole: bool, as_json: bool
) -> None:
    """Show the digest of TOPIC as a chat would be sent it now."""
    digest = asyncio.run(_preview(config, topic, days, whole))
    if as_json:
        click.echo(json.dumps(digest_json(digest, platform), ensure_ascii=False, indent=2))
    elif not digest.stories:
        click.echo(f"Nothing to tell about {digest.title} in the last {days} days.")
    else:
        click.echo("\n".join(pages(digest, platform)))
        if digest.left_out:
            click.echo("Those that /more tells in a chat are shown here with --all.", err=True)


async def _preview(config_path: Path | None, topic: str, days: int, whole: bool) -> Digest:
    from bot.app import opened_newsroom
    from bot.clock import utc_now

    config, now = settings(config_path), utc_now()
    period = Period(start=now - timedelta(days=days), end=now + timedelta(seconds=1))
    async with opened_newsroom(config, now) as newsroom:
        query = DigestQuery(topic=topic, period=period)
        query = replace(query, max_stories=EVERY_STORY) if whole else query
        return await newsroom.digest(query, now)


def digest_json(digest: Digest, platform: str) -> dict[str, Any]:
    """The digest without markup, and the messages as the platform is sent them."""
    return {
        "topic": digest.topic,
        "title": digest.title,
        "left_out": digest.left_out,
        "stories": [
            {
                "story": story.story,
                "title": story.title,
                "outlets": list(story.outlets),
                "published": story.published.isoformat(),
                "language": story.language,
                "sections": [section_json(section) for section in story.sections],
            }
            for story in digest.stories
        ],
        "messages": [dict(part.payload) for part in render(digest, platform)],
    }


def render(digest: Digest, platform: str) -> Sequence[Any]:
    """The parts of a digest; no connection, no token."""
    if platform == "telegram":
        from bot.platforms.telegram.render import render as telegram

        return telegram(digest)
    if platform == "slack":
        from bot.platforms.slack.render import render as slack

        return slack(digest)
    from bot.platforms.terminal.render import render as terminal

    return terminal(digest, WIDTH)


def pages(digest: Digest, platform: str) -> list[str]:
    """The digest as lines for a person: what the platform is sent, markup included."""
    parts = render(digest, platform)
    if platform == "terminal":
        return [str(part.payload.get("page", part.text)) for part in parts]
    if platform == "telegram":
        return [str(part.payload.get("text", part.text)) for part in parts]
    return [json.dumps(dict(part.payload), ensure_ascii=False, indent=2) for part in parts]


@click.group("topics", invoke_without_command=True)
@click.pass_context
def topics_command(ctx: click.Context) -> None:
    """List the topics that people can subscribe to, with their sections."""
    if ctx.invoked_subcommand:
        return
    from bot.app import topics_of

    for topic in topics_of(settings(ctx.obj)):
        click.echo(f"{topic.name}: {topic.title}")
        for section in topic.sections:
            click.echo(f"  {section.title}")


@topics_command.command("test")
@click.argument("topic")
@click.option("--limit", default=50, show_default=True, help="Look at so many, the newest first.")
@click.pass_obj
def test_topic(config: Path | None, topic: str, limit: int) -> None:
    """Show which stored articles TOPIC takes, and why."""
    asyncio.run(_explain(config, topic, limit))


async def _explain(config_path: Path | None, topic: str, limit: int) -> None:
    from bot.app import opened_newsroom
    from bot.clock import utc_now

    async with opened_newsroom(settings(config_path), utc_now()) as newsroom:
        found = await newsroom.explain(topic, limit)
    for one in found:
        mark = "yes" if one.wanted else "no "
        reasons = "; ".join(one.reasons) or "nothing of it matches"
        click.echo(f"{mark}  {one.article.outlet}: {one.article.title} ({reasons})")
    click.echo(f"{sum(one.wanted for one in found)} of {len(found)} articles are taken.")
