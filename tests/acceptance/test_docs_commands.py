"""Every `digestbot` line in the README and the documentation is run, as a reader would run it."""

from __future__ import annotations

import asyncio
import re
import shlex
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import load_config
from tests.acceptance.process import ROOT, Process, until
from tests.servers.feed_site import FeedSite, feed_site
from tests.servers.slack import APP_TOKEN, BOT_TOKEN
from tests.servers.telegram import TelegramServer

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
TOML = re.compile(r"```toml\n(.*?)```", re.DOTALL)
RUNS_ON = ("digestbot run", "digestbot demo")


def told() -> list[str]:
    """The lines, each once, without what stands behind a `#`."""
    blocks = [block for page in PAGES for block in SHELL.findall(page.read_text(encoding="utf-8"))]
    lines = [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]
    return list(dict.fromkeys(line for line in lines if line.startswith("digestbot ")))


LINES = told()
FINITE = [line for line in LINES if not line.startswith(RUNS_ON)]


@pytest.fixture
async def site() -> AsyncIterator[FeedSite]:
    async with feed_site() as found:
        found.news("/feed.xml", ["A ferry is late"])
        yield found


@pytest.fixture
async def reader(bot: Process, site: FeedSite) -> Process:
    """The folder of somebody who follows the documentation, with the files that it speaks of."""
    folder = bot.folder
    article = ROOT / "seeds" / "articles" / "2025-04-24-harbour-courier-bridge.txt"
    (folder / "article.txt").write_text(article.read_text(encoding="utf-8"), encoding="utf-8")
    other = "A quay for two ferries\n\nThe harbour of Port Ellery gets a second quay in May.\n"
    (folder / "other.txt").write_text(other)
    (folder / "folder").mkdir()
    (folder / "more.jsonl").write_text(
        '{"title": "Owls", "text": "Owls nest in the tower of Orsk.", "outlet": "The Lantern"}\n'
    )
    (folder / "feeds.opml").write_text(
        f'<opml version="2.0"><body><outline xmlUrl="{site.url}/feed.xml"/></body></opml>'
    )
    starter = (ROOT / "seeds" / "topics.toml").read_text(encoding="utf-8")
    (folder / "config.toml").write_text(
        starter + '\n[[topics]]\nname = "bridge"\ntitle = "Bridge"\nwords = ["bridge"]\n'
    )
    (folder / "new.toml").write_text(f'database_url = "sqlite:///{folder}/new.db"\n')
    bot.environ["DIGESTBOT_FETCH__ALLOW_PRIVATE"] = '["127.0.0.0/8"]'
    bot.environ["DIGESTBOT_WEB__PUBLIC_URL"] = "https://news.example"  # for its port is any
    return bot


def as_here(line: str, site: FeedSite, telegram: TelegramServer) -> list[str]:
    """The line with its placeholders filled in."""
    known = {
        "https://news.example/feed.xml": f"{site.url}/feed.xml",
        "123456:ABC": telegram.token,
        "xoxb-…": BOT_TOKEN,
        "xapp-…": APP_TOKEN,
    }
    return [known.get(word, word) for word in shlex.split(line)[1:]]


async def prepare(reader: Process, line: str) -> str:
    """What a reader has done before by the same page."""
    if " init" in line:
        (reader.folder / "config.toml").unlink()
        return line if "--" in line else f"{line} --no-input --telegram-token 123456:ABC"
    if " restore " in line:
        assert (await reader.run("backup", "backups"))[0] == 0
        (made,) = (reader.folder / "backups").glob("*.db")
        return f"digestbot restore backups/{made.name} --yes"
    if " import-state " in line:
        assert (await reader.run("export", "everything.jsonl.gz"))[0] == 0
        del reader.environ["DIGESTBOT_DATABASE_URL"]  # the environment wins over new.toml
    if " health" in line:
        await reader.start()
        await until((reader.folder / "digestbot.health.json").exists, reader)
    return line


def test_the_documentation_has_lines_to_run() -> None:
    assert len(FINITE) > 20


@pytest.mark.parametrize("line", FINITE)
async def test_the_line_works(
    reader: Process, site: FeedSite, telegram: TelegramServer, line: str
) -> None:
    line = await prepare(reader, line)
    async with asyncio.timeout(60):
        while True:
            code, out, err = await reader.run(*as_here(line, site, telegram))
            if code == 0 or " health" not in line:
                break
    assert code == 0, out + err
    assert "Traceback" not in err


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("digestbot run")])
async def test_the_bot_runs(reader: Process, line: str) -> None:
    await reader.start(*shlex.split(line)[2:])
    await until(lambda: "Running on" in reader.log, reader)
    assert await reader.stop(signal.SIGTERM) == 0


def configurations() -> list[tuple[str, str]]:
    return [
        (page.name, block)
        for page in PAGES
        for block in TOML.findall(page.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize(("page", "block"), configurations())
def test_an_example_of_the_configuration_can_be_used(tmp_path: Path, page: str, block: str) -> None:
    (tmp_path / "config.toml").write_text(block, encoding="utf-8")
    load_config(tmp_path / "config.toml")
