"""Make the README's pictures again: the real bot on the loopback services, photographed.

    python -m tests.servers.make_pictures [--folder docs/images] [--browser chromium]

The process is started as an operator starts it, with the seeds imported; the pages that show what
arrived are drawn by `picture_telegram` and `picture_slack` and taken by a headless browser.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import os
import re
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bot.model import Address
from bot.store import BotStore
from digests import Database
from tests.acceptance.process import ROOT, Process, until
from tests.servers import picture_slack, picture_telegram
from tests.servers.slack import APP_TOKEN, BOT_TOKEN, SlackServer
from tests.servers.telegram import TelegramServer

CHANNEL = "C0000000001"
ANN = "U0000000001"
OLIA = 101
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #1e2127; color: #d7dae0; padding: 18px 22px; width: 720px }
pre { font: 14px/1.42 "DejaVu Sans Mono", monospace; margin: 0 }
b { color: #fff } .prompt { color: #98c379; font-weight: 700 } .dim { color: #8b919d }
.rule { color: #61afef; font-weight: 700 }
</style><pre>"""


async def record(folder: Path) -> dict[str, str]:
    """The pages, by the name of their picture."""
    async with TelegramServer() as telegram, SlackServer() as slack:
        process = Process(
            folder,
            {
                "DIGESTBOT_TELEGRAM__TOKEN": telegram.token,
                "DIGESTBOT_TELEGRAM__BASE_URL": telegram.base_url,
                "DIGESTBOT_TELEGRAM__BASE_FILE_URL": telegram.base_file_url,
                "DIGESTBOT_SLACK__BOT_TOKEN": BOT_TOKEN,
                "DIGESTBOT_SLACK__APP_TOKEN": APP_TOKEN,
                "DIGESTBOT_SLACK__BASE_URL": slack.base_url,
            },
        )
        status, _, said = await process.run("import", str(ROOT / "seeds" / "articles"))
        assert status == 0, said
        await process.start()
        try:
            await slack.socket.connected(seconds=30)
            ann = telegram.private(100)
            telegram.say(ann, "/subscribe coalition")
            await slack.slash("/digest", "subscribe coalition")
            await until(lambda: telegram.visible(ann) and slack.texts(), process)
            posted = len(slack.posted())
            await deliver(folder)
            await until(lambda: len(telegram.visible(ann)) > 1, process)
            await until(lambda: len(slack.posted()) > posted + 1, process)  # and its thread
            await settings(telegram, slack, process)
        finally:
            await process.stop()
        digest = [
            {
                **message.body,
                "ts": message.ts,
                "thread_ts": message.thread_ts,
                "only_for": None,
            }
            for message in slack.posted()[posted:]
        ]
        drawn = {}
        for name, dark in (("", False), ("-dark", True)):
            chat = picture_telegram.page(telegram, ann, "Digestbot", dark=dark)
            drawn[f"telegram{name}"] = plain(chat)
            drawn[f"slack{name}"] = picture_slack.draw(digest, channel="world-news", dark=dark)
            chat = picture_telegram.page(telegram, telegram.chats[OLIA], "Digestbot", dark=dark)
            drawn[f"telegram-settings{name}"] = plain(chat)
            view = slack.workspace.views[ANN]
            drawn[f"slack-home{name}"] = picture_slack.draw_home(view, dark=dark)
        return drawn


async def settings(telegram: TelegramServer, slack: SlackServer, process: Process) -> None:
    """What people set: on Telegram somebody who speaks Ukrainian, on Slack in the App Home."""
    olia = telegram.private(OLIA, "Оля", "uk")
    telegram.say(olia, "/subscribe coalition")
    await until(lambda: telegram.visible(olia), process)
    told = telegram.visible(olia)
    telegram.messages[:] = [shown for shown in telegram.messages if shown not in told]
    telegram.said[:] = [said for said in telegram.said if said.chat != olia.id]
    telegram.say(olia, "/settings")
    await until(lambda: telegram.visible(olia), process)
    home = slack.workspace.im(ANN).id
    await slack.direct("subscribe coalition", ANN)
    await until(lambda: slack.posted(home), process)
    await slack.event({"type": "app_home_opened", "user": ANN, "channel": home, "tab": "home"})
    await until(lambda: ANN in slack.workspace.views, process)


def plain(page: str) -> str:
    """Without the gradient, which makes a picture large."""
    return re.sub(r"linear-gradient\(.*?\)", "none", page)


async def deliver(folder: Path) -> None:
    """As if eight o'clock had come."""
    database = Database.open(f"sqlite:///{folder}/digestbot.db")
    store = BotStore(database)
    try:
        for address in (Address("telegram", "100"), Address("slack", CHANNEL)):
            chat = await store.find_chat(address)
            assert chat is not None
            orders = await store.subscriptions(chat.id)
            await store.make_due([order.id for order in orders], datetime.now(UTC))
    finally:
        await database.close()


async def demo(folder: Path, lines: int = 46) -> str:
    """The first lines of `digestbot demo`, as a terminal shows them."""
    status, shown, said = await Process(folder, {"COLUMNS": "80"}).run("demo")
    assert status == 0, said
    first = ["$ make demo", *shown.splitlines()[:lines]]
    return TERMINAL + "\n".join(_dressed(line) for line in first) + "</pre>"


def _dressed(line: str) -> str:
    safe = html.escape(line)
    styles: tuple[tuple[str, str], ...] = (
        (r"[$›] ", "prompt"),
        (r"━━", "rule"),
        (r"\d\d:\d\d:\d\d |  → |    coalition \d", "dim"),
    )
    for pattern, name in styles:
        if re.match(pattern, line):
            return f'<span class="{name}">{safe}</span>'
    return f"<b>{safe}</b>" if re.fullmatch(r"(   )?[A-Z][\w “”\"]+", line) else safe


def photograph(browser: str, page: str, picture: Path, width: int, scale: float) -> None:
    """One page into one PNG as high as the page is.

    Raises:
        subprocess.CalledProcessError: the browser failed.
    """
    with tempfile.TemporaryDirectory() as name:
        file = Path(name, "page.html")
        probe = "<script>document.title=document.documentElement.scrollHeight</script>"
        file.write_text(page + probe, encoding="utf-8")
        command = [browser, *FLAGS, f"--user-data-dir={name}/profile"]

        def run(*more: str) -> str:
            whole = [*command, *more, file.as_uri()]
            return subprocess.run(whole, check=True, capture_output=True, text=True).stdout

        dumped = run(f"--window-size={width},100", "--dump-dom")
        found = re.search(r"<title>(\d+)</title>", dumped)
        height = int(found[1]) if found else 1000
        run(
            f"--window-size={width},{height}",
            f"--force-device-scale-factor={scale}",
            f"--screenshot={picture.resolve()}",
        )


async def pages() -> dict[str, str]:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        drawn = await record(Path(one))
        return {**drawn, "terminal": await demo(Path(two))}


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the pictures of the README.")
    parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--browser", default=os.environ.get("BROWSER", "chromium"))
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    widths = {"telegram": 480, "slack": 720, "terminal": 764}
    for name, page in asyncio.run(pages()).items():
        picture = chosen.folder / f"{name}.png"
        photograph(chosen.browser, page, picture, widths[name.partition("-")[0]], 1.0)
        print(f"{picture}: {picture.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
