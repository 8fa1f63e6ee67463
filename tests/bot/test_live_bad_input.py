"""News with everything in it that can break a chat, through the whole bot, on both platforms."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.platforms.telegram.spans import JOINER
from digests import ArticleDraft, Topic
from tests.bot.live import Live, live
from tests.contracts.factories_slack import platform_on
from tests.contracts.factories_telegram import platform_on as telegram_on
from tests.servers.slack import SlackServer
from tests.servers.telegram import TelegramServer

NASTY = (
    '<b>&amp; & "quoted" *_[`~ <!channel> <!here> <@U0000000001> @everyone @townnews /start '
    "\u202edesrever\u2066 👨‍👩‍👧‍👦 {0} {name} %s \\n javascript:alert(1)"
)
TOPICS = (Topic(name="storm", title=NASTY, words=("storm",)),)
LINES = (
    "/latest",
    "/summary 1",
    "/sources 1",
    "/search storm",
    "/mute 1",
    "/mute",
    "/mute off all",
    "/mute <!channel> <b>",
    "/filter only <!here>, <i>",
    "/filter",
    "/filter off",
    "/topics",
    "/settings topics",
    "/subscribe storm 25:99",
    "/zone <@U0000000001>",
    "/time 25:99",
    "/time 08:00 Atlantis",
    "/manage @townnews",
    "/removefeed <b>",
    "/subscribe storm 08:00",
)


def drafts() -> list[ArticleDraft]:
    """Markup in every field, and a title of 5,000 characters with whole families in it."""
    now = datetime.now(UTC) - timedelta(hours=2)
    text = (
        f"The storm broke the roof of the harbour office, {NASTY}. "
        f"The storm costs {NASTY} 42 million crowns. The storm is over on Monday."
    )
    titles = (f"Storm {NASTY}", "Storm of " + "👨‍👩‍👧‍👦 и " * 500)
    return [
        ArticleDraft(
            title=title,
            text=text if number == 0 else f"A storm took {number} trees. No storm was so wild.",
            outlet=NASTY[:80],
            author=NASTY,
            url=f"https://storm-{number}.example/a?b=<b>&c=\"'",
            published=now,
            language="en",
        )
        for number, title in enumerate(titles)
    ]


@pytest.fixture
async def telegram(tmp_path: Path) -> AsyncIterator[tuple[TelegramServer, Live]]:
    async with TelegramServer() as server:
        server.private(100)
        async with live(tmp_path, telegram_on(server), TOPICS) as bot:
            await bot.take_in(*drafts())
            yield server, bot


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[tuple[SlackServer, Live]]:
    async with SlackServer() as server, live(tmp_path, platform_on(server), TOPICS) as bot:
        await bot.take_in(*drafts())
        yield server, bot


async def test_telegram_takes_every_answer_and_nobody_is_called(
    telegram: tuple[TelegramServer, Live], caplog: pytest.LogCaptureFixture
) -> None:
    server, bot = telegram
    for line in LINES:
        count = len(server.visible(100))
        server.say(server.chats[100], line)
        await server.until(lambda: len(server.visible(100)) > count)  # noqa: B023
    await bot.tick()
    for shown in server.visible(100):
        assert not [entity for entity in shown.entities if entity.type == "mention"], shown.text
        assert "\u202e" not in shown.text and not shown.dropped
    told = "\n".join(shown.text for shown in server.visible(100)).replace(JOINER, "")
    assert "<!channel>" in told and "over on Monday" in told, "nothing is left out for its looks"
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "WARNING")]


async def test_slack_takes_every_answer_and_nobody_is_called(
    slack: tuple[SlackServer, Live], caplog: pytest.LogCaptureFixture
) -> None:
    server, bot = slack
    for line in LINES:
        count = len(server.posted())
        if line == "/settings topics":
            continue
        await server.slash("/digest", line.removeprefix("/"))
        await server.until(lambda: len(server.posted()) > count)  # noqa: B023
    await bot.tick()
    await server.slash("/digest", "settings")
    await server.until(lambda: bool(server.workspace.modals))
    for message in server.posted():
        assert not message.seen.mentions, message.text
        assert "\u202e" not in message.text
    told = "\n".join(server.texts())
    assert "<!channel>" in told and "over on Monday" in told
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "WARNING")]
