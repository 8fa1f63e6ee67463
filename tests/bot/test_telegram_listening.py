"""The Telegram adapter stays alive: polls, webhooks, tokens, other processes, a clean end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

import pytest

from bot.errors import PlatformError
from bot.model import Address, Button, ChatChange, Command, Reply
from bot.platforms.telegram import Menu, Pauses, TelegramPlatform, TelegramSettings
from bot.platforms.telegram.errors import REFUSED
from bot.platforms.telegram.polling import OTHER_PROCESS
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


# -- staying alive ------------------------------------------------------------------------


async def test_check_names_the_bot(server: TelegramServer) -> None:
    platform = platform_on(server)
    assert await platform.check() == "@digest_test_bot"
    await platform.stop()


@pytest.mark.parametrize("token", ["1:wrong-token", "nonsense"])
async def test_a_wrong_token_stops_the_start_without_being_shown(
    server: TelegramServer, desk: Desk, token: str
) -> None:
    settings = TelegramSettings(token=token, base_url=server.base_url)
    platform = TelegramPlatform(settings)
    with pytest.raises(PlatformError) as caught:
        await platform.start(desk.handle)
    await platform.stop()
    assert caught.value.permanent and str(caught.value) == REFUSED
    assert token not in f"{caught.value!r} {settings!r}"


async def test_a_telegram_that_can_not_be_reached_is_tried_again(desk: Desk) -> None:
    server = TelegramServer()
    await server.start()
    await server.stop()
    server.private(100)
    platform = platform_on(server)
    await platform.start(desk.handle)
    health = platform.health()
    assert not health.connected and "can't be reached" in str(health.problem)
    await server.start()
    server.say(server.chats[100], "/latest")
    await server.until(lambda: server.visible(100))
    assert platform.health().connected
    await platform.stop()
    await server.stop()


async def test_a_revoked_token_is_noticed_and_a_new_permission_too(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    server.revoked = True
    server.say(server.chats[100], "/latest")  # ends the poll that is under way
    await eventually(lambda: platform.health().problem == REFUSED)
    assert not platform.health().connected
    server.revoked = False
    await eventually(lambda: platform.health().connected)


async def test_cut_polls_are_tried_again_without_a_traceback(
    server: TelegramServer, platform: TelegramPlatform, caplog: pytest.LogCaptureFixture
) -> None:
    server.fault("getUpdates", Fault.CUT_JSON, times=2)
    server.fault("getUpdates", Fault.HTML_502, times=2)
    server.fault("getUpdates", Fault.DROP_BEFORE, times=2)
    server.say(server.chats[100], "/latest")
    await server.until(lambda: server.visible(100))
    await eventually(lambda: platform.health().connected)
    assert not [record for record in caplog.records if record.exc_info]
    assert server.token not in caplog.text


async def test_a_second_process_with_the_token_is_refused_with_a_clear_line(
    server: TelegramServer, desk: Desk
) -> None:
    first = platform_on(server, probation=0)
    await first.start(desk.handle)
    second = platform_on(server)
    await second.start(desk.handle)
    assert await asyncio.wait_for(second.refused(), 10) == OTHER_PROCESS
    await eventually(lambda: second.health().problem == OTHER_PROCESS)
    await eventually(lambda: first.health().connected)
    server.say(server.chats[100], "/latest")
    await server.until(lambda: server.visible(100))
    await second.stop()
    await first.stop()
    assert len(desk.heard) == 1


async def test_a_webhook_left_behind_is_taken_away(server: TelegramServer, desk: Desk) -> None:
    server.polling.webhook = "https://old.example/hook"
    platform = platform_on(server)
    await platform.start(desk.handle)
    server.say(server.chats[100], "/latest")
    await server.until(lambda: server.visible(100))
    await platform.stop()


async def test_stopping_finishes_answers_and_confirms_what_was_handled(
    server: TelegramServer, platform: TelegramPlatform, desk: Desk
) -> None:
    working = asyncio.Event()

    async def handle(incoming: Command | ChatChange) -> Reply:
        working.set()
        await asyncio.sleep(0.1)
        return Reply(lines=("Done.",))

    await platform.stop()
    await platform.start(handle)
    update = server.say(server.chats[100], "/summary")
    await asyncio.wait_for(working.wait(), 10)
    await platform.stop()
    assert [shown.text for shown in server.visible(100)] == ["Done."]
    assert server.polling.confirmed == update["update_id"] and not server.updates
    assert platform.health().problem == "stopped"


async def test_what_was_not_handled_comes_again_after_a_crash(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    started = asyncio.Event()

    async def hang(incoming: Command | ChatChange) -> Reply | None:
        started.set()
        await asyncio.sleep(60)
        return None

    await platform.stop()
    crashing = platform_on(server)
    await crashing.start(hang)
    server.say(server.chats[100], "/latest again")
    await asyncio.wait_for(started.wait(), 10)
    assert crashing._running
    crashing._running.cancel()  # as kill -9 would: nothing is confirmed
    again = Desk(answer=lambda incoming: Reply(lines=("Here.",)))
    await platform.start(again.handle)
    await server.until(lambda: server.visible(100))
    assert crashing._counter
    await crashing._counter.finish(0)


async def test_the_menu_of_commands_is_offered_for_each_scope_and_language(
    server: TelegramServer, desk: Desk
) -> None:
    server.fault("setMyCommands", Fault.HTML_502)
    settings = TelegramSettings(
        token=server.token,
        base_url=server.base_url,
        menus={
            "": Menu(
                everyone=[("latest", "show the news"), ("time", "set the time")],
                group=[("latest", "show the news")],
            ),
            "de": Menu(everyone=[("latest", "Nachrichten zeigen")]),
        },
        pauses=Pauses(retry=0.02),
    )
    platform = TelegramPlatform(settings)
    await platform.start(desk.handle)
    known = server.methods.commands
    await server.until(lambda: len(known) == 4)
    offered = {where: [entry["command"] for entry in menu] for where, menu in known.items()}
    assert offered == {
        ("default", ""): ["latest", "time"],
        ("all_group_chats", ""): ["latest"],
        ("all_chat_administrators", ""): ["latest", "time"],
        ("default", "de"): ["latest"],
    }
    assert known["default", "de"][0]["description"] == "Nachrichten zeigen"
    await platform.stop()


async def test_no_log_line_names_the_token(
    server: TelegramServer, platform: TelegramPlatform, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.say(server.chats[100], "/latest")
    await server.until(lambda: server.visible(100))
    await platform.stop()
    assert server.token not in caplog.text


async def test_digests_have_no_link_preview(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    (part,) = platform.render(samples.usual())
    await platform.send(Address("telegram", "100"), part, "key")
    assert server.visible(100)[0].preview is False


async def test_a_channel_can_be_named(server: TelegramServer, platform: TelegramPlatform) -> None:
    server.channel(-1009, username="news_channel")
    (part,) = platform.render(samples.usual())
    assert await platform.send(Address("telegram", "@news_channel"), part, "key")
    assert server.visible(-1009)


# -- webhook ------------------------------------------------------------------------------


@pytest.fixture
async def called(server: TelegramServer, desk: Desk) -> AsyncIterator[TelegramPlatform]:
    """A platform that Telegram calls, instead of being polled."""
    platform = TelegramPlatform(
        TelegramSettings(
            token=server.token,
            base_url=server.base_url,
            webhook_url="http://127.0.0.1:0/telegram",
            webhook_listen="127.0.0.1:0",
            pauses=Pauses(retry=0.02, longest_retry=0.1),
        )
    )
    await platform.start(desk.handle)
    yield platform
    await platform.stop()


async def test_telegram_may_call_instead_of_being_polled(
    server: TelegramServer, called: TelegramPlatform
) -> None:
    server.say(server.chats[100], "/latest by webhook")
    await server.until(lambda: server.visible(100))
    assert server.visible(100)[0].text == "re: by webhook"
    assert called.health().connected
    assert not server.called("getUpdates")
    await server.until(lambda: server.polling.delivered == [200])


async def test_an_update_that_is_delivered_twice_is_answered_once(
    server: TelegramServer, called: TelegramPlatform, desk: Desk
) -> None:
    server.again(server.say(server.chats[100], "/latest"))
    await server.until(lambda: server.polling.delivered == [200, 200])
    await server.until(lambda: server.visible(100))
    assert len(desk.heard) == 1


async def test_a_call_without_the_secret_is_turned_away(
    server: TelegramServer, called: TelegramPlatform, desk: Desk
) -> None:
    server.polling.secret = "guessed"
    server.say(server.chats[100], "/unsubscribe")
    await server.until(lambda: len(server.polling.delivered) >= 2)
    assert set(server.polling.delivered) == {403} and not desk.heard
    server.polling.secret = called._listener._secret
    await server.until(lambda: server.visible(100))


async def test_a_taken_port_stops_the_start_with_a_clear_line(
    server: TelegramServer, desk: Desk
) -> None:
    settings = TelegramSettings(
        token=server.token,
        base_url=server.base_url,
        webhook_url="https://bot.example/telegram",
        webhook_listen=f"127.0.0.1:{server.port}",
    )
    platform = TelegramPlatform(settings)
    with pytest.raises(PlatformError) as caught:
        await platform.start(desk.handle)
    assert caught.value.permanent and str(server.port) in str(caught.value)
    await platform.stop()


async def test_a_webhook_is_told_again_when_telegram_could_not_be_reached(
    server: TelegramServer, desk: Desk
) -> None:
    server.fault("setWebhook", Fault.HTML_502)
    settings = TelegramSettings(
        token=server.token,
        base_url=server.base_url,
        webhook_url="http://127.0.0.1:0/telegram",
        webhook_listen="127.0.0.1:0",
        pauses=Pauses(retry=0.02, longest_retry=0.1),
    )
    platform = TelegramPlatform(settings)
    await platform.start(desk.handle)
    assert not platform.health().connected
    server.say(server.chats[100], "/latest")
    await server.until(lambda: server.visible(100))
    await platform.stop()


# -- odd answers --------------------------------------------------------------------------


async def test_an_update_that_can_not_be_read_takes_no_other_with_it(
    server: TelegramServer, platform: TelegramPlatform, desk: Desk
) -> None:
    server.push(message={"message_id": 1})
    server.push(callback_query={})
    server.push(my_chat_member={"chat": {"id": 1}})
    server.say(server.chats[100], "/latest")
    await server.until(lambda: server.visible(100))
    assert len(desk.heard) == 1 and platform.health().connected
