"""The Telegram adapter answers people, over a real connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from bot.model import Address, Button, ChatChange, ChatEvent, Command, Reply
from bot.platforms.telegram import TelegramPlatform
from tests.contracts import samples
from tests.contracts.factories_telegram import platform_on
from tests.contracts.stage import Desk
from tests.servers.telegram import Fault, TelegramServer

ROW = ((Button(label="Coalition", command="subscribe coalition"),),)


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as running:
        running.private(100)
        running.private(101, "Bob")
        yield running


@pytest.fixture
def desk() -> Desk:
    return Desk(answer=lambda incoming: Reply(lines=(f"re: {getattr(incoming, 'argument', '')}",)))


@pytest.fixture
async def platform(server: TelegramServer, desk: Desk) -> AsyncIterator[TelegramPlatform]:
    built = platform_on(server)
    await built.start(desk.handle)
    yield built
    await built.stop()


async def eventually(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.01)


# -- answering -----------------------------------------------------------------------------


async def test_a_slow_command_holds_up_nobody_else(
    server: TelegramServer, platform: TelegramPlatform, desk: Desk
) -> None:
    release = asyncio.Event()
    quick = desk.handle

    async def handle(incoming: Command | ChatChange) -> Reply | None:
        if isinstance(incoming, Command) and incoming.argument == "slow":
            await release.wait()
        return await quick(incoming)

    await platform.stop()
    await platform.start(handle)
    server.say(server.chats[100], "/summary slow")
    server.say(server.chats[100], "/summary after")
    for number in range(3):
        server.say(server.chats[101], f"/summary {number}")
    await server.until(lambda: len(server.visible(101)) == 3)
    assert [shown.text for shown in server.visible(101)] == ["re: 0", "re: 1", "re: 2"]
    assert not server.visible(100)
    release.set()
    await server.until(lambda: len(server.visible(100)) == 2)
    assert [shown.text for shown in server.visible(100)] == ["re: slow", "re: after"]


async def test_a_press_is_acknowledged_while_the_work_goes_on_and_the_menu_is_edited_in_place(
    server: TelegramServer, platform: TelegramPlatform, desk: Desk
) -> None:
    desk.answer = lambda incoming: Reply(lines=("Choose.",), buttons=ROW)
    server.say(server.chats[100], "/start")
    await server.until(lambda: server.visible(100))
    release = asyncio.Event()

    async def handle(incoming: Command | ChatChange) -> Reply:
        await release.wait()
        return Reply(lines=("Subscribed.",))

    await platform.stop()
    await platform.start(handle)
    (menu,) = server.visible(100)
    server.press(menu, "subscribe coalition")
    await server.until(lambda: bool(server.answers))
    assert not menu.edits
    release.set()
    await server.until(lambda: menu.edits)
    assert menu.text == "Subscribed." and menu.buttons == []
    assert len(server.visible(100)) == 1 and len(server.answers) == 1


async def test_a_press_that_waits_for_the_answer_before_it_is_acknowledged_all_the_same(
    server: TelegramServer, platform: TelegramPlatform, desk: Desk
) -> None:
    desk.answer = lambda incoming: Reply(lines=("Choose.",), buttons=ROW)
    server.say(server.chats[100], "/start")
    await server.until(lambda: server.visible(100))
    release = asyncio.Event()

    async def handle(incoming: Command | ChatChange) -> Reply:
        await release.wait()
        return Reply(lines=(f"{getattr(incoming, 'name', '')} done",), notice=True)

    await platform.stop()
    await platform.start(handle)
    (menu,) = server.visible(100)
    server.say(server.chats[100], "/summary")
    server.press(menu, "subscribe coalition")
    await server.until(lambda: bool(server.answers))
    assert not menu.edits and "text" not in server.answers[0]
    release.set()
    await server.until(lambda: "subscribe done" in menu.text)
    assert len(server.answers) == 1, "a notice that came too late is a message"


async def test_a_notice_goes_to_whoever_pressed_alone(
    server: TelegramServer, platform: TelegramPlatform, desk: Desk
) -> None:
    desk.answer = lambda incoming: Reply(digest=samples.usual(), buttons=ROW)
    server.say(server.chats[100], "/latest")
    await server.until(lambda: server.visible(100))
    desk.answer = lambda incoming: Reply(lines=("Only admins can do that.",), notice=True)
    server.press(server.visible(100)[0], "subscribe coalition")
    await server.until(lambda: bool(server.answers))
    (answer,) = server.answers
    assert answer["text"] == "Only admins can do that." and answer["show_alert"]
    desk.answer = lambda incoming: Reply(lines=("x" * 201,), notice=True)
    server.press(server.visible(100)[0], "subscribe coalition")
    await server.until(lambda: len(server.visible(100)) == 2)
    assert "text" not in server.answers[1]


async def test_what_a_button_opens_takes_the_place_of_a_digest(
    server: TelegramServer, platform: TelegramPlatform, desk: Desk
) -> None:
    desk.answer = lambda incoming: Reply(digest=samples.usual(), buttons=ROW)
    server.say(server.chats[100], "/latest")
    await server.until(lambda: server.visible(100))
    (shown,) = server.visible(100)
    desk.answer = lambda incoming: Reply(lines=("Sources",), buttons=ROW, in_place=True)
    server.press(shown, "open 1 sources")
    await server.until(lambda: shown.edits)
    assert shown.text == "Sources" and len(server.visible(100)) == 1
    parts = tuple(platform.render(Reply(digest=samples.usual(), buttons=ROW)))
    desk.answer = lambda incoming: Reply(parts=parts, in_place=True)
    server.press(shown, "open 1")
    await server.until(lambda: shown.edits == 2)
    assert "The bridge opens" in shown.text and shown.buttons


async def test_a_silent_reply_makes_no_sound(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    address = Address("telegram", "100")
    for silent in (True, False):
        (part,) = platform.render(Reply(digest=samples.usual(), silent=silent))
        await platform.send(address, part, "key")
    assert [shown.silent for shown in server.visible(100)] == [True, False]


async def test_a_digest_stays_when_a_button_under_it_is_pressed(
    server: TelegramServer, platform: TelegramPlatform, desk: Desk
) -> None:
    desk.answer = lambda incoming: Reply(digest=samples.usual(), buttons=ROW)
    server.say(server.chats[100], "/latest")
    await server.until(lambda: server.visible(100))
    desk.answer = lambda incoming: Reply(lines=("Subscribed.",))
    server.press(server.visible(100)[0], "subscribe coalition")
    await server.until(lambda: len(server.visible(100)) == 2)
    assert "The bridge opens" in server.visible(100)[0].text


async def test_a_press_that_changes_nothing_is_no_error(
    server: TelegramServer, platform: TelegramPlatform, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.answer = lambda incoming: Reply(lines=("Choose.",), buttons=ROW)
    server.say(server.chats[100], "/start")
    await server.until(lambda: server.visible(100))
    server.press(server.visible(100)[0], "start")
    await server.until(lambda: server.called("editMessageText"))
    server.press(server.visible(100)[0], "start")
    await server.until(lambda: len(server.called("editMessageText")) == 2)
    await platform.stop()
    assert len(server.visible(100)) == 1 and not caplog.records


async def test_a_button_of_before_a_restart_works_and_a_deleted_menu_is_sent_anew(
    server: TelegramServer, platform: TelegramPlatform, desk: Desk
) -> None:
    desk.answer = lambda incoming: Reply(lines=("Choose.",), buttons=ROW)
    server.say(server.chats[100], "/start")
    await server.until(lambda: server.visible(100))
    await platform.stop()
    menu = server.messages.pop()
    server.press(menu, "subscribe coalition")
    await platform.start(desk.handle)
    await server.until(lambda: server.visible(100))
    assert server.visible(100)[0].id != menu.id


async def test_a_press_that_comes_too_late_for_telegram_is_answered_all_the_same(
    server: TelegramServer, platform: TelegramPlatform, desk: Desk
) -> None:
    server.say(server.chats[100], "/start")
    await server.until(lambda: server.visible(100))
    update = server.press(server.visible(100)[0], "latest now")
    server.queries[update["callback_query"]["id"]] = True
    await server.until(lambda: server.visible(100)[0].text == "re: now")


async def test_answers_go_into_the_forum_topic_of_the_question(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    forum = server.forum(-1007, topics=(4,))
    server.say(forum, "/latest@digest_test_bot", thread=4)
    await server.until(lambda: server.visible(forum))
    assert server.visible(forum)[0].thread == 4


async def test_long_work_shows_that_the_bot_is_typing(server: TelegramServer, desk: Desk) -> None:
    platform = platform_on(server, typing_after=0.01)
    typing = asyncio.Event()

    async def handle(incoming: Command | ChatChange) -> Reply:
        await typing.wait()
        return Reply(lines=("Done.",))

    await platform.start(handle)
    server.say(server.chats[100], "/summary")
    await server.until(lambda: (100, "typing") in server.methods.actions)
    typing.set()
    await server.until(lambda: server.visible(100))
    await platform.stop()


async def test_refused_markup_goes_out_as_plain_text(
    server: TelegramServer, platform: TelegramPlatform, desk: Desk
) -> None:
    server.fault("sendMessage", Fault.BAD_MARKUP)
    desk.answer = lambda incoming: Reply(digest=samples.usual())
    server.say(server.chats[100], "/latest")
    await server.until(lambda: server.visible(100))
    (shown,) = server.visible(100)
    assert "The bridge opens on Monday." in shown.text
    assert not shown.slices("bold")


async def test_an_answer_waits_for_a_short_rate_limit(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    server.fault("sendMessage", Fault.RETRY_AFTER, value=1)
    server.say(server.chats[100], "/latest")
    await server.until(lambda: server.visible(100))
    assert len(server.visible(100)) == 1


async def test_an_answer_of_unknown_outcome_is_not_repeated(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    server.fault("sendMessage", Fault.DROP_AFTER)
    server.say(server.chats[100], "/latest one")
    server.say(server.chats[100], "/latest two")
    await server.until(lambda: len(server.visible(100)) == 2)
    assert [shown.text for shown in server.visible(100)] == ["re: one", "re: two"]


async def test_an_answer_follows_a_group_that_moved(
    server: TelegramServer, platform: TelegramPlatform, desk: Desk
) -> None:
    group = server.group(-5)
    new = server.migrate(group, -1005)
    server.updates.clear()
    server.say(group, "/latest")
    await server.until(lambda: server.visible(new))
    moved = desk.heard[-1]
    assert isinstance(moved, ChatChange) and moved.event is ChatEvent.MOVED
    assert moved.new_address == Address("telegram", "-1005")


# -- who may ------------------------------------------------------------------------------


async def test_admins_are_asked_for_live_and_remembered_for_a_moment(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    group, here = server.group(-5, admins=(7,)), Address("telegram", "-5")
    server.person(7), server.person(8)
    group.admins[9] = "creator"
    server.person(9)
    assert await platform.is_admin(here, "7") and await platform.is_admin(here, "9")
    assert not await platform.is_admin(here, "8")
    asked = len(server.called("getChatMember"))
    assert await platform.is_admin(here, "7")
    assert len(server.called("getChatMember")) == asked


async def test_the_chat_itself_is_an_admin_and_another_channel_is_not(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    server.group(-5)
    here = Address("telegram", "-5")
    assert await platform.is_admin(here, "-5")
    assert not await platform.is_admin(here, "-1009")
    assert not server.called("getChatMember")


async def test_nobody_is_an_admin_while_telegram_does_not_answer(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    server.group(-5, admins=(7,))
    server.person(7)
    server.fault("getChatMember", Fault.HTML_502)
    assert not await platform.is_admin(Address("telegram", "-5"), "7")
    assert await platform.is_admin(Address("telegram", "-5"), "7"), "a failure is not remembered"
