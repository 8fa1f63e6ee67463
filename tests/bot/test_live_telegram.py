"""A person on Telegram, from the first minute on: the whole bot against the loopback server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.model import Address, ChatState
from bot.say import date
from bot.say.language import speaking
from tests.bot.live import Live, live
from tests.bot.newsdesk import BRIDGE, LIBRARY
from tests.contracts.factories_telegram import platform_on
from tests.servers.telegram import Shown, TelegramServer

ANN = 100
DAY = timedelta(days=1)


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as running:
        running.private(ANN)
        yield running


@pytest.fixture
async def bot(server: TelegramServer, tmp_path: Path) -> AsyncIterator[Live]:
    async with live(tmp_path, platform_on(server)) as built:
        yield built


def next_hour(now: datetime, hour: int) -> timedelta:
    """How long it is until that hour, UTC."""
    return (now.replace(hour=hour, minute=30) - now) % DAY


def labels(shown: Shown) -> dict[str, str]:
    return {button["text"]: button["callback_data"] for row in shown.buttons for button in row}


async def press(server: TelegramServer, shown: Shown, label: str) -> None:
    """Press, and wait until the press is answered and what it asks is done."""
    answers, calls = len(server.answers), len(server.called("editMessageText"))
    messages = len(server.messages)
    server.press(shown, labels(shown)[label])
    await server.until(lambda: len(server.answers) > answers)
    await server.until(
        lambda: (
            len(server.called("editMessageText")) > calls
            or len(server.messages) > messages
            or "text" in server.answers[-1]
        )
    )


async def subscribed(server: TelegramServer, bot: Live, topic: str = "bridge") -> Shown:
    """Ann's first digest, by pressing buttons alone."""
    server.say(server.chats[ANN], "/start")
    await server.until(lambda: server.visible(ANN))
    (menu,) = server.visible(ANN)
    title = {"bridge": "The harbour bridge", "library": "The old library"}[topic]
    await press(server, menu, title)
    await press(server, menu, "08:00")
    await bot.tick()
    await server.until(lambda: len(server.visible(ANN)) == 2)
    return server.visible(ANN)[1]


async def test_from_start_to_the_first_digest_by_three_presses(
    server: TelegramServer, bot: Live
) -> None:
    server.say(server.chats[ANN], "/start")
    await server.until(lambda: server.visible(ANN))
    (menu,) = server.visible(ANN)
    assert menu.text.count("\n") == 2 and set(labels(menu)) == {
        "The harbour bridge",
        "The old library",
    }
    await press(server, menu, "The harbour bridge")
    assert {"07:00", "08:00", "18:00"} <= set(labels(menu))
    await press(server, menu, "08:00")
    assert "The first digest comes now" in menu.text
    assert len(server.visible(ANN)) == 1, "the menu changes in its place"
    await bot.tick()
    await server.until(lambda: len(server.visible(ANN)) == 2)
    digest = server.visible(ANN)[1]
    assert "42 million crowns" in digest.text and not digest.preview
    assert list(labels(digest)) == ["Whole story", "Sources", "Mute story", "Settings"]


async def test_what_the_first_digest_told_does_not_come_again(
    server: TelegramServer, bot: Live
) -> None:
    await subscribed(server, bot)
    bot.later(DAY)
    await bot.tick()
    assert len(server.visible(ANN)) == 2


async def test_a_deep_link_subscribes_to_its_topic(server: TelegramServer, bot: Live) -> None:
    server.say(server.chats[ANN], "/start library")
    await server.until(lambda: server.visible(ANN))
    assert "Subscribed to “The old library”" in server.visible(ANN)[0].text


async def test_details_of_a_delivered_digest_open_in_its_place_and_lead_back(
    server: TelegramServer, bot: Live
) -> None:
    digest = await subscribed(server, bot)
    before = (digest.text, digest.entities, digest.buttons)
    for label in ("Whole story", "Sources"):
        await press(server, digest, label)
        assert digest.text != before[0]
        await press(server, digest, "Back to the digest")
        assert (digest.text, digest.entities, digest.buttons) == before
    assert len(server.visible(ANN)) == 2 and all(server.queries.values())


async def test_buttons_work_after_a_restart_on_an_old_digest(
    server: TelegramServer, tmp_path: Path
) -> None:
    async with live(tmp_path, platform_on(server)) as bot:
        digest = await subscribed(server, bot)
    async with live(tmp_path, platform_on(server)):
        await press(server, digest, "Sources")
        assert "Harbour Courier" in digest.text


async def test_a_muted_story_does_not_come_in_the_next_digest(
    server: TelegramServer, bot: Live
) -> None:
    digest = await subscribed(server, bot)
    await press(server, digest, "Mute story")
    assert "Muted" in digest.text
    await press(server, digest, "Back to the digest")
    bot.later(DAY)
    more = replace(BRIDGE, text=f"{BRIDGE.text} The bridge gets four lanes, the mayor added.")
    await bot.take_in(more)
    bot.later(timedelta(minutes=1))
    await bot.tick()
    assert len(server.visible(ANN)) == 2
    await press(server, digest, "Mute story")
    await press(server, digest, "Unmute")
    assert "is told again" in digest.text


async def test_each_chat_gets_its_digest_as_it_wishes(server: TelegramServer, bot: Live) -> None:
    wishes = {
        101: ("/length brief", "/silent on"),
        102: ("/filter outlets The Lantern",),
        103: ("/language de",),
        104: ("/zone Auckland",),
        105: (),
    }
    for number, settings in wishes.items():
        chat = server.private(number)
        for line in ("/subscribe bridge", *settings):
            count = len(server.visible(number))
            server.say(chat, line)
            await server.until(lambda: len(server.visible(number)) > count)  # noqa: B023
    texts = {}
    bot.later(next_hour(bot.now, 13))  # it is the next day in Auckland by then
    for number in wishes:
        chat_row = await bot.store.find_chat(Address("telegram", f"{number}"))
        assert chat_row
        (order,) = await bot.store.subscriptions(chat_row.id)
        await bot.store.make_due([order.id], bot.now)
    await bot.tick()
    for number in wishes:
        texts[number] = server.visible(number)[-1]
    assert texts[105].text.count("•") == 4 and texts[101].text.count("•") == 2
    assert texts[101].silent and not texts[105].silent
    assert "Subscribed" not in texts[105].text and "•" not in texts[102].text
    for number, language, zone in (
        (103, "de", "UTC"),
        (104, "en", "Pacific/Auckland"),
        (105, "en", "UTC"),
    ):
        with speaking(language):
            assert f"· {date(bot.now, zone)}" in texts[number].text.splitlines()[0]


async def test_data_of_another_chat_is_refused_by_a_notice(
    server: TelegramServer, bot: Live
) -> None:
    digest = await subscribed(server, bot)
    stranger = server.private(200, "Eve")
    server.say(stranger, "/latest library")
    await server.until(lambda: server.visible(stranger))
    (own,) = server.visible(stranger)
    before = own.text
    for data in (labels(digest)["Sources"], "open 99 whole 1", "open", "managed 1 length full"):
        answers = len(server.answers)
        server.press(own, data, sender=server.people[200])
        await server.until(lambda: len(server.answers) > answers)  # noqa: B023
        assert "another chat" in server.answers[-1]["text"] and server.answers[-1]["show_alert"]
    assert own.text == before and len(server.visible(stranger)) == 1


async def test_the_settings_are_one_message_that_changes_in_its_place(
    server: TelegramServer, bot: Live
) -> None:
    server.say(server.chats[ANN], "/settings")
    await server.until(lambda: server.visible(ANN))
    (page,) = server.visible(ANN)
    for label, text in (
        ("Length", "How much"),
        ("brief", "Digests are brief now"),
        ("All settings", "Length: brief"),
        ("Without a sound", "Sound: without a sound"),
        ("Topics", "Press a topic"),
        ("The old library", "comes from now on"),
        ("All settings", "The old library: every day"),
    ):
        await press(server, page, label)
        assert text in page.text
    assert len(server.visible(ANN)) == 1
    chat = await bot.store.find_chat(Address("telegram", f"{ANN}"))
    assert chat and chat.wishes.silent and chat.wishes.length == "brief"


async def test_the_settings_button_leaves_the_digest_as_it_is(
    server: TelegramServer, bot: Live
) -> None:
    digest = await subscribed(server, bot)
    before = digest.text
    await press(server, digest, "Settings")
    assert digest.text == before and "Settings" in server.visible(ANN)[-1].text


async def test_only_admins_change_a_group_and_others_hear_why_by_a_notice(
    server: TelegramServer, bot: Live
) -> None:
    boss, eve = server.person(7, "Boss"), server.person(8, "Eve")
    group = server.group(-500, admins=(7,))
    server.join(group)
    await server.until(lambda: server.visible(group))
    (welcome,) = server.visible(group)
    server.press(welcome, labels(welcome)["The harbour bridge"], sender=eve)
    await server.until(lambda: bool(server.answers))
    assert "Only admins" in server.answers[0]["text"] and len(server.visible(group)) == 1
    server.press(welcome, labels(welcome)["The harbour bridge"], sender=boss)
    await server.until(lambda: "Subscribed" in welcome.text)


async def test_an_admin_manages_a_channel_from_the_private_chat(
    server: TelegramServer, bot: Live
) -> None:
    channel = server.channel(-1001234567890, "Town news", username="townnews")
    forum = server.forum(-1009876543210, topics=(17,), title="Forum")
    server.person(ANN)
    said = server.chats[ANN]
    server.say(said, "/manage @townnews")
    await server.until(lambda: server.visible(ANN))
    assert "can’t let you manage" in server.visible(ANN)[0].text
    channel.admins[ANN] = forum.admins[ANN] = "administrator"
    await bot.platform.stop()  # what was known of admins is forgotten
    await bot.platform.start(bot.desk.handle)
    bot.platform._admins._known.clear()  # type: ignore[attr-defined]
    for number, (line, answer) in enumerate(
        (
            ("/manage @townnews", "holds for “Town news” now"),
            ("/subscribe bridge 08:00", "For “Town news”"),
            ("/manage https://t.me/c/9876543210/17", "holds for “Forum” now"),
            ("/subscribe library 08:00", "For “Forum”"),
            ("/manage off", "this chat again"),
        ),
        2,
    ):
        server.say(said, line)
        await server.until(lambda: len(server.visible(ANN)) == number)  # noqa: B023
        assert answer in server.visible(ANN)[-1].text
    await bot.tick()
    await server.until(lambda: server.visible(channel) and server.visible(forum))
    assert "42 million" in server.visible(channel)[0].text
    (posted,) = server.visible(forum)
    assert LIBRARY.outlet in posted.text and posted.thread == 17


async def test_a_group_where_the_bot_may_not_write_is_paused_and_keeps_its_settings(
    server: TelegramServer, bot: Live
) -> None:
    boss = server.person(7, "Boss")
    group = server.group(-500, admins=(7,))
    server.say(group, "/subscribe bridge 08:00", sender=boss)
    await server.until(lambda: server.visible(group))
    server.mute(group)
    await becomes(bot, ChatState.PAUSED)
    server.say(group, "/latest", sender=boss)  # whoever writes to us wakes the chat
    await becomes(bot, ChatState.ACTIVE)
    await bot.tick()
    await becomes(bot, ChatState.PAUSED)
    assert len(server.visible(group)) == 1
    server.join(group)
    await becomes(bot, ChatState.ACTIVE)
    bot.later(DAY)
    await bot.tick()
    await server.until(lambda: "42 million" in server.visible(group)[-1].text)


async def becomes(bot: Live, state: ChatState, native_id: str = "-500") -> None:
    async with asyncio.timeout(10):
        while True:
            chat = await bot.store.find_chat(Address("telegram", native_id))
            if chat and chat.state is state:
                return
            await asyncio.sleep(0.02)
