"""Groups, channels and topics of forums by what people call them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.model import Address, ChatKind, Place
from bot.platforms.telegram import TelegramPlatform
from bot.platforms.telegram.places import read_place
from tests.contracts.factories_telegram import platform_on
from tests.servers.telegram import TelegramServer


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as running:
        running.private(100)
        yield running


@pytest.fixture
async def platform(server: TelegramServer) -> AsyncIterator[TelegramPlatform]:
    built = platform_on(server)
    yield built
    await built.stop()


@pytest.mark.parametrize(
    ("typed", "chat", "topic"),
    [
        ("@town_news", "@town_news", None),
        (" -1001234567890 ", "-1001234567890", None),
        ("https://t.me/town_news", "@town_news", None),
        ("t.me/town_news/17", "@town_news", "17"),
        ("https://t.me/town_news/17/345", "@town_news", "17"),
        ("https://t.me/c/1234567890/17", "-1001234567890", "17"),
        ("https://t.me/c/1234567890/1/345?single", "-1001234567890", None),
        ("telegram.me/town_news/", "@town_news", None),
        ("town news", "", None),
        ("@ann; DROP", "", None),
        ("100", "", None),
        ("https://example.org/town_news", "", None),
        ("https://t.me/c/x/17", "", None),
        ("", "", None),
        ("@" + "x" * 5000, "", None),
    ],
)
def test_names_ids_and_links_are_read(typed: str, chat: str, topic: str | None) -> None:
    assert read_place(typed) == (chat, topic)


async def test_a_place_is_found_with_its_kind_and_title(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    server.channel(-1001234567890, "Town news", username="town_news")
    server.group(-55, "Desk")
    assert await platform.find_place("@town_news") == Place(
        address=Address("telegram", "-1001234567890"), kind=ChatKind.CHANNEL, title="Town news"
    )
    assert await platform.find_place("-55") == Place(
        address=Address("telegram", "-55"), kind=ChatKind.GROUP, title="Desk"
    )


async def test_a_topic_counts_in_a_forum_alone(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    """In a plain group the number in a link is that of a message."""
    server.forum(-1001111111111, topics=(17,))
    server.group(-1002222222222, kind="supergroup")
    forum = await platform.find_place("t.me/c/1111111111/17")
    plain = await platform.find_place("t.me/c/2222222222/17")
    assert forum and forum.address == Address("telegram", "-1001111111111", "17")
    assert plain and plain.address == Address("telegram", "-1002222222222")


async def test_people_and_strangers_are_no_places(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    kicked = server.group(-77)
    server.kick(kicked)
    for name in ("@nowhere_at_all", "100", "-999", "-77", "@ann_100"):
        assert await platform.find_place(name) is None
