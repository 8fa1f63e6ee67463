"""Every way in which a call to Telegram can fail, and what the delivery desk is told of it.

Each test sends a real message over a real connection; `in_chat` says whether people see it.
"""

from __future__ import annotations

import dataclasses
import socket
from collections.abc import AsyncIterator

import pytest

from bot.errors import ChatMoved, DeliveryError
from bot.model import Address, Part
from bot.platforms.telegram import TelegramPlatform
from tests.contracts.factories_telegram import platform_on
from tests.servers.telegram import Fault, TelegramServer
from tests.servers.telegram.model import bad_request

ANN = Address("telegram", "100")
GROUP = Address("telegram", "-5")
PART = Part(text="hello", payload={"html": "<b>hello</b>"})


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


async def refused(
    platform: TelegramPlatform, address: Address = ANN, part: Part = PART
) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await platform.send(address, part, "key")
    return caught.value


def reading(error: DeliveryError) -> set[str]:
    """The flags that are set."""
    names = ("permanent", "unknown", "gone", "token", "markup", "everyone")
    return {name for name in names if getattr(error, name)}


@pytest.mark.parametrize(
    ("fault", "in_chat"),
    [
        (Fault.DROP_BEFORE, False),
        (Fault.DROP_AFTER, True),
        (Fault.HTML_502, False),
        (Fault.HTML_502_AFTER, True),
        (Fault.CUT_JSON, True),
        (Fault.EMPTY_OK, True),
    ],
)
async def test_an_unclear_answer_leaves_the_outcome_unknown(
    server: TelegramServer, platform: TelegramPlatform, fault: Fault, in_chat: bool
) -> None:
    server.fault("sendMessage", fault)
    assert reading(await refused(platform)) == {"unknown"}
    assert len(server.visible(100)) == int(in_chat)


async def test_an_answer_that_does_not_come_in_time_leaves_the_outcome_unknown(
    server: TelegramServer,
) -> None:
    hasty = platform_on(server, call=0.1)
    server.fault("sendMessage", Fault.SLOW_AFTER, value=30)
    assert reading(await refused(hasty)) == {"unknown"}
    await server.until(lambda: server.visible(100))
    await hasty.stop()


async def test_a_refused_connection_is_certain_non_delivery(server: TelegramServer) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        server.port, port = unused.getsockname()[1], server.port
        platform = platform_on(server)
        server.port = port
        error = await refused(platform)
        await platform.stop()
    assert reading(error) == set() and error.retry_after is None


async def test_a_host_that_has_no_address_is_certain_non_delivery(server: TelegramServer) -> None:
    platform = platform_on(server)
    settings = dataclasses.replace(platform._settings, base_url="http://nowhere.invalid/bot")
    lost = TelegramPlatform(settings)
    assert reading(await refused(lost)) == set()
    await lost.stop()


async def test_a_rate_limit_says_how_long_to_wait(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    server.fault("sendMessage", Fault.RETRY_AFTER, value=43_838)
    error = await refused(platform)
    assert reading(error) == set() and error.retry_after == 43_838
    assert not server.visible(100)


async def test_a_group_that_became_a_supergroup_gives_its_new_address(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    group = server.group(-5)
    server.migrate(group, -1005)
    with pytest.raises(ChatMoved) as caught:
        await platform.send(GROUP, PART, "key")
    assert caught.value.new_address == Address("telegram", "-1005")
    assert await platform.send(caught.value.new_address, PART, "key")


async def test_a_revoked_token_is_told_as_such_and_never_shown(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    server.revoked = True
    error = await refused(platform)
    assert reading(error) == {"permanent", "token"}
    assert server.token not in str(error) and "BotFather" in str(error)


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        ("block", "private"),
        *(
            (trouble, kind)
            for trouble in ("kick", "leave", "mute")
            for kind in ("group", "supergroup", "channel")
        ),
    ],
)
async def test_a_chat_that_may_not_be_written_to_is_gone(
    server: TelegramServer, platform: TelegramPlatform, trouble: str, kind: str
) -> None:
    chat = server.private(100)
    if kind != "private":
        chat = server.channel(-5) if kind == "channel" else server.group(-5, kind=kind)
    getattr(server, trouble)(chat)
    error = await refused(platform, Address("telegram", str(chat.id)))
    assert reading(error) == {"permanent", "gone"}


async def test_an_unknown_chat_and_a_stranger_are_gone(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    server.stranger(7)
    for native_id in ("7", "8", "-99", "@nobody_here"):
        error = await refused(platform, Address("telegram", native_id))
        assert reading(error) == {"permanent", "gone"}, native_id


@pytest.mark.parametrize("topic", ["deleted", "closed"])
async def test_a_forum_topic_that_is_no_more_is_gone(
    server: TelegramServer, platform: TelegramPlatform, topic: str
) -> None:
    forum = server.forum(-1007, topics=(4,))
    address = Address("telegram", "-1007", "4")
    await platform.send(address, PART, "key")
    assert server.visible(forum)[0].thread == 4
    assert forum.topics
    forum.topics = {} if topic == "deleted" else {4: False}
    assert reading(await refused(platform, address)) == {"permanent", "gone"}


async def test_refused_markup_is_told_apart_from_other_refusals(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    broken = Part(text="a < b", payload={"html": "a < b"})
    assert reading(await refused(platform, part=broken)) == {"permanent", "markup"}
    plain = Part(text="a < b", payload={})
    await platform.send(ANN, plain, "key")
    assert server.visible(100)[0].text == "a < b"
    empty = Part(text=" ", payload={})
    assert reading(await refused(platform, part=empty)) == {"permanent"}


async def test_a_bad_request_of_unknown_words_is_permanent(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    server.private(100).trouble = bad_request("SOMETHING_NEW")
    assert reading(await refused(platform)) == {"permanent"}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429])
async def test_a_page_of_a_proxy_is_not_taken_for_telegrams_word(
    server: TelegramServer, platform: TelegramPlatform, status: int
) -> None:
    server.fault("sendMessage", Fault.PAGE, value=status)
    assert reading(await refused(platform)) == {"unknown"}
