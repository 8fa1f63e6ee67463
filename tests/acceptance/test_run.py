"""`digestbot run` against strict loopback services: what a chat sees, and what survives."""

from __future__ import annotations

import signal
from datetime import UTC, datetime
from pathlib import Path

from bot.model import Address
from bot.store import BotStore
from tests.acceptance.process import Process, until
from tests.servers.slack import BOT_USER, SlackServer
from tests.servers.telegram import ChatRecord, TelegramServer

CHANNEL = "C0000000001"
FACTS = (
    "intelligence",
    "supplies to watching how the Russian army moves",
    "“air”, “sea”, “land” and “revival”",
    "Macron",
    "Interflex",
    "contact line",
    "The Telegraph",
)


def seen(telegram: TelegramServer, chat: ChatRecord) -> str:
    return "\n".join(message.text for message in telegram.visible(chat))


def straight(text: str) -> str:
    return text.replace("“", '"').replace("”", '"')


def has_the_story(text: str) -> bool:
    plain = straight(text)
    return all(straight(fact) in plain for fact in FACTS)


async def make_due(store: BotStore, address: Address) -> None:
    """As if the hour had come that the chat chose."""
    chat = await store.find_chat(address)
    assert chat is not None
    orders = await store.subscriptions(chat.id)
    await store.make_due([order.id for order in orders], datetime.now(UTC))


async def test_a_telegram_chat_subscribes_reads_and_is_delivered_to(
    bot: Process, telegram: TelegramServer, store: BotStore
) -> None:
    ann = telegram.private(100)
    await bot.start()
    telegram.say(ann, "/start")
    await until(lambda: telegram.visible(ann), bot)
    telegram.say(ann, "/subscribe coalition")
    await until(lambda: "08:00" in seen(telegram, ann), bot)
    telegram.say(ann, "/latest coalition")
    await until(lambda: has_the_story(seen(telegram, ann)), bot)
    before = len(telegram.visible(ann))
    await make_due(store, Address("telegram", "100"))
    await until(lambda: len(telegram.visible(ann)) > before, bot)
    digest = telegram.visible(ann)[-1]
    assert has_the_story(digest.text)
    assert {"US support areas", "Coalition plans"} <= set(digest.slices("bold"))
    assert not digest.preview
    assert not digest.dropped
    telegram.say(ann, "/summary 1")
    await until(lambda: len(telegram.visible(ann)) > before + 1, bot)
    assert "Interflex" in telegram.visible(ann)[-1].text


async def test_a_slack_channel_is_served_like_a_telegram_chat(
    bot: Process, slack: SlackServer, store: BotStore
) -> None:
    await bot.start()
    await slack.socket.connected(seconds=30)
    await slack.slash("/digest", "subscribe coalition")
    await until(lambda: any("08:00" in text for text in slack.texts()), bot)
    await slack.slash("/digest", "latest coalition")
    await until(lambda: has_the_story("\n".join(slack.texts())), bot)
    before = len(slack.posted())
    await make_due(store, Address("slack", CHANNEL))
    await until(lambda: has_the_story("\n".join(slack.texts()[before:])), bot)
    lead, details = slack.posted()[before:]
    assert lead.user == BOT_USER
    assert lead.thread_ts is None and details.thread_ts == lead.ts
    assert not lead.seen.mentions and not details.seen.mentions


async def test_a_kill_in_the_night_loses_no_digest(
    bot: Process, telegram: TelegramServer, store: BotStore
) -> None:
    ann = telegram.private(100)
    await bot.start()
    telegram.say(ann, "/subscribe coalition")
    await until(lambda: "08:00" in seen(telegram, ann), bot)
    await bot.stop(signal.SIGKILL)
    await make_due(store, Address("telegram", "100"))
    before = len(telegram.visible(ann))
    await bot.start()
    await until(lambda: has_the_story(seen(telegram, ann)), bot)
    assert len(telegram.visible(ann)) == before + 1


async def test_a_bot_that_is_told_to_stop_stops_cleanly(
    bot: Process, telegram: TelegramServer
) -> None:
    await bot.start()
    await until(lambda: telegram.called("getUpdates"), bot)
    await until(lambda: "Running on" in bot.log, bot)
    assert await bot.stop() == 0
    assert "Traceback" not in bot.log


async def test_health_means_polling_and_delivering(
    bot: Process, telegram: TelegramServer, slack: SlackServer
) -> None:
    status, _, said = await bot.run("health")
    assert status == 1
    assert "not running" in said
    await bot.start()
    await slack.socket.connected(seconds=30)
    sign = bot.folder / "digestbot.health.json"
    healthy = '"telegram": {"connected": true'
    await until(lambda: sign.exists() and healthy in sign.read_text(), bot)
    await until(lambda: sign.read_text().count('"connected": true') == 2, bot)
    await until(lambda: '"ticked": null' not in sign.read_text(), bot)
    status, said, wrong = await bot.run("health")
    assert (status, said) == (0, "Polling and delivering.\n"), wrong
    telegram.revoked = True
    await until(lambda: '"connected": false' in sign.read_text(), bot, seconds=60)
    status, _, said = await bot.run("health")
    assert status == 1
    assert "telegram" in said


async def test_a_second_bot_on_the_same_database_is_refused(
    bot: Process, telegram: TelegramServer
) -> None:
    await bot.start()
    await until(lambda: "Running on" in bot.log, bot)
    status, _, said = await bot.run("run")
    assert status == 1
    assert "Another digestbot runs on this database" in said
    assert bot.alive


async def test_no_secret_reaches_the_log_even_at_its_loudest(
    bot: Process, telegram: TelegramServer, slack: SlackServer
) -> None:
    ann = telegram.private(100)
    await bot.start()
    telegram.say(ann, "/latest coalition")
    await until(lambda: telegram.visible(ann), bot)
    await slack.socket.connected(seconds=30)
    await bot.stop()
    secrets = [bot.environ[key] for key in bot.environ if key.endswith("TOKEN")]
    assert len(secrets) == 3
    assert [secret for secret in secrets if secret in bot.log] == []
    assert secrets[0].partition(":")[2] not in bot.log


async def test_a_wrong_token_is_one_clear_line(tmp_path: Path, telegram: TelegramServer) -> None:
    process = Process(
        tmp_path,
        {
            "DIGESTBOT_TELEGRAM__TOKEN": "1:wrong-wrong-wrong-wrong-wrong-wrong",
            "DIGESTBOT_TELEGRAM__BASE_URL": telegram.base_url,
        },
    )
    status, _, said = await process.run("run")
    assert status == 1
    assert "token" in said.lower()
    assert "wrong-wrong" not in said
    assert "Traceback" not in said
    status, said, _ = await process.run("check")
    assert status == 1
    assert "telegram: wrong" in said


async def test_no_token_at_all_says_how_to_get_one(tmp_path: Path) -> None:
    status, _, said = await Process(tmp_path).run("run")
    assert status == 1
    assert "DIGESTBOT_TELEGRAM__TOKEN" in said
    assert said.count("\n") == 1


async def test_half_of_slack_is_one_clear_line(tmp_path: Path) -> None:
    process = Process(tmp_path, {"DIGESTBOT_SLACK__BOT_TOKEN": "xoxb-1"})
    status, _, said = await process.run("run")
    assert status == 1
    assert "slack.app_token" in said
