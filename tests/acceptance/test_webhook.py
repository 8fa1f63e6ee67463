"""Telegram calls the real process instead of being polled, over strict loopback services."""

from __future__ import annotations

import socket
from pathlib import Path

import httpx
import pytest

from tests.acceptance.process import Process, until
from tests.servers.telegram import TelegramServer

SECRET = "hook-5b1f90c2"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def test_telegram_calls_with_the_secret_and_polling_takes_over_again(
    bot: Process, telegram: TelegramServer
) -> None:
    ann, port = telegram.private(100), free_port()
    hook = f"http://127.0.0.1:{port}/telegram"
    polled = dict(bot.environ)
    (bot.folder / "secret").write_text(f"{SECRET}\n")
    bot.environ |= {
        "DIGESTBOT_TELEGRAM__WEBHOOK_URL": hook,
        "DIGESTBOT_TELEGRAM__WEBHOOK_LISTEN": f"127.0.0.1:{port}",
        "DIGESTBOT_TELEGRAM__WEBHOOK_SECRET_FILE": str(bot.folder / "secret"),
    }
    await bot.start()
    telegram.say(ann, "/help")
    await until(lambda: telegram.visible(ann), bot)
    assert telegram.polling.webhook == hook and not telegram.called("getUpdates")
    async with httpx.AsyncClient() as stranger:
        assert (await stranger.post(hook, json={"update_id": 1})).status_code == 403
        guess = {HEADER: "guess"}
        assert (await stranger.post(hook, json={}, headers=guess)).status_code == 403
        assert (await stranger.get(hook, headers={HEADER: SECRET})).status_code == 405
    sign = bot.folder / "digestbot.health.json"
    healthy = '"telegram": {"connected": true'
    await until(lambda: sign.exists() and healthy in sign.read_text(), bot)
    assert await bot.stop() == 0
    telegram.say(ann, "/topics")  # waits at Telegram
    bot.environ = polled
    await bot.start()
    await until(lambda: len(telegram.visible(ann)) == 2, bot)
    assert not telegram.polling.webhook
    assert await bot.stop() == 0
    assert SECRET not in bot.log


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("WEBHOOK_URL", "http://bot.example/telegram", "public https:// address"),
        ("WEBHOOK_LISTEN", "8443", "host:port"),
        ("WEBHOOK_SECRET", "not allowed!", "1 to 256"),
    ],
)
async def test_a_bad_setting_of_the_webhook_is_one_clear_line(
    tmp_path: Path, telegram: TelegramServer, key: str, value: str, said: str
) -> None:
    environ = {"DIGESTBOT_TELEGRAM__TOKEN": telegram.token, f"DIGESTBOT_TELEGRAM__{key}": value}
    status, _, line = await Process(tmp_path, environ).run("run")
    assert status == 1 and said in line and len(line.strip().splitlines()) == 1
    assert value not in line or key != "WEBHOOK_SECRET"
