"""Start-up time and memory of the bot, beside rsstt, the best-known self-hosted Telegram feed bot.

    python -m benchmarks.footprint [--articles 10000] [--chats 1000] [--peer PYTHON]

Ours is `digestbot run` on both platforms (loopback servers) with the web page on, as a process.
Started: from the call until it polls Telegram. Idle: its memory ten seconds later. Full: after so
many articles came in through the inbox of the running process, and so many chats sent /start.

rsstt talks to Telegram by MTProto, which no loopback server here speaks; it is run in its own test
mode (TOKEN=test: everything is loaded, the database is made, nobody logs in), so its figures are a
lower bound. `--peer` is a Python that has it; without one it is installed into a temporary folder.

Memory is the sum of the proportional set sizes of the process and its children, in MB of 10^6 B.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.servers.slack import APP_TOKEN, BOT_TOKEN, SlackServer
from tests.servers.telegram import TelegramServer

ROOT = Path(__file__).resolve().parent.parent
PEER = "rsstt==2.10.0"
WITH = ("aiosqlite<0.22",)  # its database layer does not work with a newer one
IDLE_SECONDS = 10
PATIENCE = 900
TRIES = 5


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(_ours(Path(folder), options.articles, options.chats))
        peer = _peer(Path(folder), options.peer)
    for name, value in {**figures, **peer}.items():
        print(f"{name:>18}  {value}")
    print(
        json.dumps(
            {
                **figures,
                **peer,
                "peer": PEER,
                "memory_ratio": round(figures["idle_mb"] / peer["peer_mb"], 2),
                "start_ratio": round(figures["start_s"] / peer["peer_start_s"], 2),
            }
        )
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--chats", type=int, default=1000)
    parser.add_argument("--peer", type=Path, help="a Python with rsstt installed")
    return parser.parse_args()


async def _ours(folder: Path, articles: int, chats: int) -> dict[str, Any]:
    (folder / "inbox").mkdir()
    async with TelegramServer() as telegram, SlackServer() as slack:
        environ = {
            **os.environ,
            "DIGESTBOT_DATABASE_URL": f"sqlite:///{folder}/digestbot.db",
            "DIGESTBOT_INGEST__INBOX": str(folder / "inbox"),
            "DIGESTBOT_INGEST__MAX_FILE_MEGABYTES": "200",
            "DIGESTBOT_WEB__LISTEN": "127.0.0.1:0",
            "DIGESTBOT_TELEGRAM__TOKEN": telegram.token,
            "DIGESTBOT_TELEGRAM__BASE_URL": telegram.base_url,
            "DIGESTBOT_TELEGRAM__BASE_FILE_URL": telegram.base_file_url,
            "DIGESTBOT_SLACK__BOT_TOKEN": BOT_TOKEN,
            "DIGESTBOT_SLACK__APP_TOKEN": APP_TOKEN,
            "DIGESTBOT_SLACK__BASE_URL": slack.base_url,
            "PYTHONPATH": str(ROOT),
        }
        starts, processor = [], []
        for _ in range(TRIES):  # the first one also makes the database
            process, seconds = await _start(telegram, environ, folder)
            starts.append(seconds)
            processor.append(cpu_seconds(process.pid))
            if len(starts) < TRIES:
                await _stop(process)
        try:
            await asyncio.sleep(IDLE_SECONDS)
            idle = memory(process.pid)
            await _fill(folder, telegram, articles, chats)
            await asyncio.sleep(IDLE_SECONDS)
            full = memory(process.pid)
        finally:
            await _stop(process)
    return {
        "first_start_s": round(starts[0], 2),
        "start_s": round(sorted(starts[1:])[len(starts[1:]) // 2], 2),
        "start_cpu_s": round(min(processor[1:]), 2),
        "idle_mb": round(idle, 1),
        "full_mb": round(full, 1),
        "articles": articles,
        "chats": chats,
    }


async def _start(
    telegram: TelegramServer, environ: dict[str, str], folder: Path
) -> tuple[asyncio.subprocess.Process, float]:
    calls = len(telegram.called("getUpdates"))
    begun = time.perf_counter()
    with (folder / "log.txt").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=folder, env=environ, stdout=log, stderr=log
        )
    async with asyncio.timeout(60):
        while len(telegram.called("getUpdates")) == calls:
            await asyncio.sleep(0.005)
            if process.returncode is not None:
                raise SystemExit((folder / "log.txt").read_text())
    return process, time.perf_counter() - begun


async def _stop(process: asyncio.subprocess.Process) -> None:
    process.terminate()
    await process.wait()


async def _fill(folder: Path, telegram: TelegramServer, articles: int, chats: int) -> None:
    """Articles through the inbox, as the running process takes them; then people."""
    unfinished = folder / "articles.jsonl"
    with unfinished.open("w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(article)}\n" for article in _articles(articles))
    unfinished.rename(folder / "inbox" / "articles.jsonl")
    done = folder / "inbox" / "done"
    async with asyncio.timeout(PATIENCE):
        while not (done.exists() and any(done.iterdir())):
            await asyncio.sleep(0.2)
    people = [telegram.private(1000 + number) for number in range(chats)]
    for person in people:
        telegram.say(person, "/start")
    async with asyncio.timeout(PATIENCE):
        while not all(telegram.visible(person) for person in people):
            await asyncio.sleep(0.2)


def _articles(number: int) -> list[dict[str, str]]:
    """News of 150 words each, from 40 outlets over a month; a vocabulary as large as a paper's."""
    chance = random.Random(7)
    words = [f"{a}{b}{c}" for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES]
    now = datetime.now(UTC)
    found = []
    for each in range(number):
        beat = chance.sample(words, 12)
        sentences = [
            " ".join(chance.choices([*beat, *chance.choices(words, k=60)], k=15)).capitalize() + "."
            for _ in range(10)
        ]
        found.append(
            {
                "title": " ".join(beat[:7]).capitalize(),
                "text": " ".join(sentences),
                "outlet": f"Outlet {each % 40}",
                "url": f"https://outlet-{each % 40}.example/{each}",
                "published": (now - timedelta(minutes=4 * (number - each))).isoformat(),
            }
        )
    return found


_SYLLABLES = ("ka", "lo", "mer", "tin", "sol", "ban", "rid", "gul", "per", "hos", "wen", "dra") * 2


def memory(pid: int) -> float:
    """Megabytes of the process and its children: pages that several share count in shares."""
    total = 0
    for each in [pid, *_children(pid)]:
        try:
            text = Path(f"/proc/{each}/smaps_rollup").read_text()
        except OSError:  # it has just ended
            continue
        total += next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total * 1024 / 1e6


def cpu_seconds(pid: int) -> float:
    """What the process has used of processors so far: a busy machine hardly changes it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *_children(child)]
    return found


def _peer(folder: Path, python: Path | None) -> dict[str, Any]:
    """Start-up and largest memory of rsstt in its test mode."""
    if python is None:
        subprocess.run([sys.executable, "-m", "venv", folder / "peer"], check=True)
        python = folder / "peer" / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", PEER, *WITH], check=True)
    home = folder / "rsstt"
    home.mkdir()
    environ = {
        **os.environ,
        "TOKEN": "test",
        "MANAGER": "1",
        "TELEGRAPH_TOKEN": "",
        "HOME": str(home),
    }
    starts, largest = [], 0.0
    for _ in range(TRIES):
        begun = time.perf_counter()
        process = subprocess.Popen(
            [python, "-m", "rsstt"],
            cwd=home,
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while process.poll() is None:
            largest = max(largest, memory(process.pid))
            time.sleep(0.02)
        starts.append(time.perf_counter() - begun)
        if process.returncode:
            raise SystemExit(f"rsstt ended with {process.returncode}")
    return {
        "peer_start_s": round(sorted(starts[1:])[len(starts[1:]) // 2], 2),
        "peer_mb": round(largest, 1),
    }


if __name__ == "__main__":
    main()
