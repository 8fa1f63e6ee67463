"""`digestbot demo`: the real bot in this terminal, with no account, no key and no network.

Only the articles are seeds, and only the first due time is moved near: newsroom, store, ledger,
clock and desk are those of `digestbot run`, on a SQLite file that is thrown away.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import tomllib
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import TextIO

import click

from bot.clock import Clock
from bot.commands import Desk, DeskSettings
from bot.config import TopicConfig
from bot.delivery import DeliveryDesk
from bot.model import ChatKind, Command, Person
from bot.platforms import Platform
from bot.platforms.terminal import HERE, TerminalPlatform
from bot.store import BOT_TREE, BotStore
from digests import STORE_TREE, ArticleDraft, Database, Newsroom, Topic, migrate, read_files

SCRIPT = (
    "/topics",
    "/subscribe harbour-bridge",
    "/latest harbour-bridge",
    "/summary 1",
    "/time 07:30 Kyiv",
    "/status",
    "/help",
)
AWAY = timedelta(seconds=2)  # the first digest
PATIENCE = 30  # seconds for it to come, on a machine that is busy with other things
# Seeds up to this day come in as if it had been two days ago: the rest is then news.
EARLIER = date(2025, 4, 25)

NEXT_STEP = (
    "That was the demo; its database is gone. To go live, get a token:",
    "· Telegram: write /newbot to @BotFather, then run\n"
    "    DIGESTBOT_TELEGRAM__TOKEN=… digestbot run",
    "· Slack: create an app from the manifest (see README) at api.slack.com/apps, then run\n"
    "    DIGESTBOT_SLACK__BOT_TOKEN=xoxb-… DIGESTBOT_SLACK__APP_TOKEN=xapp-… \\\n"
    "      digestbot run",
    "The README shows each step.",
)


@dataclass(frozen=True, slots=True)
class Scene:
    """The parts of the bot that the demo shows."""

    newsroom: Newsroom
    store: BotStore
    platform: TerminalPlatform
    desk: Desk
    deliveries: DeliveryDesk


async def run_demo(script: Sequence[str] | None = None, out: TextIO | None = None) -> int:
    """Play the demo; returns the exit status.

    `script` is what a person types, without it their own lines; when standard input is no
    terminal, a short script of our own.
    """
    if script is None and not (sys.stdin and sys.stdin.isatty()):
        script = SCRIPT
    out = out or sys.stdout
    lines = None if script is None else _typed(script, out)
    async with _scene(TerminalPlatform(lines, out)) as scene:
        _say(out, click.style("Digestbot demo", bold=True) + ": no account, no key, no network.")
        await _take_in(scene, out)
        await _deliver(scene, out)
        await _answer(scene, out, by_hand=script is None)
    _say(out, *NEXT_STEP)
    return 0


@asynccontextmanager
async def _scene(platform: TerminalPlatform) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="digestbot-demo-"))
        database = Database.open(f"sqlite:///{folder}/demo.db")
        stack.push_async_callback(database.close)
        await migrate(database, (STORE_TREE, BOT_TREE), _now())
        newsroom, store = Newsroom(database, _topics()), BotStore(database)
        platforms: dict[str, Platform] = {platform.name: platform}
        settings = DeskSettings(default_times=(_minute(_now() + timedelta(minutes=1)),))
        yield Scene(
            newsroom=newsroom,
            store=store,
            platform=platform,
            desk=Desk(newsroom, store, platforms, settings),
            deliveries=DeliveryDesk(newsroom, store, platforms),
        )


def _topics() -> list[Topic]:
    text = files("seeds").joinpath("topics.toml").read_text(encoding="utf-8")
    return [TopicConfig(**entry).topic() for entry in tomllib.loads(text)["topics"]]


async def _take_in(scene: Scene, out: TextIO) -> None:
    """The seeds of the first days as old news, the others as news."""
    now = _now()
    drafts = await asyncio.to_thread(_seeds)
    old = [draft for draft in drafts if draft.published and draft.published.date() <= EARLIER]
    await scene.newsroom.take_in(old, now - timedelta(days=2))
    await scene.newsroom.take_in([draft for draft in drafts if draft not in old], now)
    counts = await scene.newsroom.counts()
    outlets = len({draft.outlet for draft in drafts})
    _say(
        out,
        f"Took in {counts.articles} stored articles of {outlets} outlets: "
        f"{counts.stories} stories.",
        "The one about the coalition retells a real report; all others are plainly invented.",
        "",
    )


def _seeds() -> list[ArticleDraft]:
    with as_file(files("seeds").joinpath("articles")) as folder:
        return [draft for read in read_files([Path(folder)]) for draft in read.drafts]


async def _deliver(scene: Scene, out: TextIO) -> None:
    """Subscribe as a person would, and let the clock bring the digest when it is due."""
    topic = scene.newsroom.topics[0]
    await _type(scene, out, f"subscribe {topic.name}")
    chat = await scene.store.chat(HERE, _now())
    orders = await scene.store.subscriptions(chat.id)
    due = _now() + AWAY
    await scene.store.set_times(chat.id, orders[0].times, {order.id: due for order in orders})
    _say(
        out,
        f"{_stamp()} That is too long to wait in a demo: the digest is now due at {due:%H:%M:%S}.",
        "",
    )


async def _type(scene: Scene, out: TextIO, line: str) -> None:
    """What a person would type, and the answer."""
    name, _, argument = line.partition(" ")
    _echo(out, f"/{line}")
    command = Command(
        name=name,
        argument=argument,
        address=HERE,
        chat_kind=ChatKind.PRIVATE,
        person=Person(id="me"),
        received=_now(),
    )
    reply = await scene.desk.handle(command)
    for part in scene.platform.render(reply) if reply else ():
        scene.platform.show(str(part.payload["page"]))


async def _answer(scene: Scene, out: TextIO, *, by_hand: bool) -> None:
    """Run the clock; when the digest has come, take commands until the person leaves."""
    clock = Clock({"delivery": scene.deliveries.tick})
    clock.start()
    try:
        await asyncio.wait_for(scene.platform.first_sent.wait(), PATIENCE)
        _say(out, f"{_stamp()} Delivered, and written into the ledger.", "")
        if by_hand:
            _say(out, "Your turn: /latest, /summary 1, /topics, /help … and /quit to leave.", "")
        await scene.platform.start(scene.desk.handle)
        await scene.platform.ended.wait()
    finally:
        await scene.platform.stop()
        clock.stop()
        await scene.deliveries.stop()
        await clock.finish(2)


async def _typed(script: Sequence[str], out: TextIO) -> AsyncIterator[str]:
    for line in script:
        _echo(out, line)
        yield line


def _echo(out: TextIO, line: str) -> None:
    click.echo(click.style(f"› {line}", fg="cyan", bold=True) + "\n", file=out)


def _say(out: TextIO, *lines: str) -> None:
    click.echo("\n".join(lines), file=out)


def _stamp() -> str:
    return click.style(f"{_now():%H:%M:%S}", dim=True)


def _now() -> datetime:
    return datetime.now(UTC)


def _minute(moment: datetime) -> time:
    return moment.time().replace(second=0, microsecond=0)
