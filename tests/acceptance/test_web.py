"""The web page of the real process, asked over HTTP."""

from __future__ import annotations

import re
import signal
import socket
from pathlib import Path

import httpx
import pytest

from tests.acceptance.process import Process, until
from tests.servers.slack import SlackServer
from tests.servers.telegram import TelegramServer

TOKEN = "intake-4f81c0de"
SCRAPE = "scrape-77aa01"
FERRY = {
    "title": "The ferry stops",
    "text": "The ferry to Orsk will stop on Monday, the harbour master said.",
    "outlet": "Coastline Radio",
}


def address(bot: Process) -> str:
    found = re.findall(r"The web page is at (http://[\d.:]+\d)", bot.log)
    return str(found[-1]) if found else ""


async def opened(bot: Process) -> httpx.AsyncClient:
    await bot.start()
    await until(lambda: address(bot), bot)
    return httpx.AsyncClient(base_url=address(bot))


async def test_health_metrics_and_intake_of_the_running_bot(
    bot: Process, telegram: TelegramServer, slack: SlackServer
) -> None:
    bot.environ |= {
        "DIGESTBOT_WEB__INTAKE_TOKEN": TOKEN,
        "DIGESTBOT_WEB__METRICS_TOKEN": SCRAPE,
    }
    async with await opened(bot) as client:
        assert (await client.get("/healthz")).text == "ok\n"
        await until(lambda: httpx.get(f"{address(bot)}/readyz").status_code == 200, bot)
        headers = {"authorization": f"Bearer {TOKEN}"}
        assert (await client.post("/articles", json=FERRY, headers=headers)).status_code == 201
        assert (await client.post("/articles", json=FERRY, headers=headers)).status_code == 200
        assert (await client.post("/articles", json=FERRY)).status_code == 401
        scraped = await client.get("/metrics", headers={"authorization": f"Bearer {SCRAPE}"})
        assert "digestbot_ready 1.0" in scraped.text
    assert await bot.stop() == 0
    for secret in (TOKEN, SCRAPE):
        assert secret not in bot.log


async def test_a_stop_does_not_wait_for_a_reader_who_is_slow(bot: Process) -> None:
    async with await opened(bot):
        host, _, port = address(bot).removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as slow:
            slow.sendall(b"POST /articles HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n")
            assert await bot.stop(signal.SIGTERM) == 0


async def test_a_port_in_use_costs_the_page_and_not_the_digests(
    bot: Process, telegram: TelegramServer
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bot.environ["DIGESTBOT_WEB__LISTEN"] = f"127.0.0.1:{taken.getsockname()[1]}"
        await bot.start()
        await until(lambda: "There is no web page" in bot.log, bot)
        ann = telegram.private(100)
        telegram.say(ann, "/topics")
        await until(lambda: telegram.visible(ann), bot)
    assert "choose another web.listen" in bot.log
    assert "Traceback" not in bot.log


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("LISTEN", "0.0.0.0:8080", "web.allow_network"),
        ("LISTEN", "8080", "host:port"),
        ("PUBLIC_URL", "news.example", "https://news.example"),
        ("PUBLIC_URL", "https://news.example/digests", "without a path"),
    ],
)
async def test_a_bad_setting_is_one_clear_line(
    tmp_path: Path, name: str, value: str, complaint: str
) -> None:
    process = Process(tmp_path, {f"DIGESTBOT_WEB__{name}": value})
    status, _, said = await process.run("topics")
    assert status == 1
    assert complaint in said
    assert said.count("\n") == 1


async def test_no_secret_of_the_page_stands_in_the_log(bot: Process) -> None:
    """At the loudest level, whatever is done with links, cookies, forms and tokens."""
    bot.environ |= {
        "DIGESTBOT_WEB__INTAKE_TOKEN": TOKEN,
        "DIGESTBOT_WEB__METRICS_TOKEN": SCRAPE,
        "DIGESTBOT_LOG__LEVEL": "DEBUG",
        "DIGESTBOT_LOG__FORMAT": "json",
        "DIGESTBOT_WEB__PUBLIC_URL": "http://digests.example",
    }
    await bot.start()
    port = await listening(bot)
    _, out, _ = await bot.run("web", "login")
    link = out.strip().removeprefix("http://digests.example/login?token=")
    assert len(link) == 43
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        await client.get(f"/login?token={link}")
        await client.post("/login", data={"token": link})
        cookie = client.cookies["digestbot"]
        form = re.search(r'name="csrf" value="([^"]+)"', (await client.get("/manage")).text)
        assert form
        await client.post("/manage/feeds", data={"csrf": form[1], "url": "http://127.0.0.1:1/x"})
        await client.post("/articles", content=b"{", headers={"authorization": f"Bearer {TOKEN}"})
        await client.get("/metrics", headers={"authorization": f"Bearer {SCRAPE}"})
        await client.get(f"/nowhere?token={TOKEN}")
        await client.post("/logout", data={"csrf": form[1]})
    assert await bot.stop() == 0
    secrets = [link, cookie, cookie.split(".")[0].strip('"'), form[1], TOKEN, SCRAPE]
    secrets += [value for name, value in bot.environ.items() if name.endswith("_TOKEN")]
    assert [secret for secret in secrets if secret in bot.log] == []
    assert "The web page is at" in bot.log


async def listening(bot: Process) -> int:
    """The port of a page whose address is another one."""
    await until(lambda: "The web page is at" in bot.log, bot)
    found = re.findall(r"listens on 127\.0\.0\.1:(\d+)", bot.log)
    assert found
    return int(found[-1])
