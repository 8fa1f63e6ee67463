"""Starting and stopping when the services do not answer, and a second bot on the same token."""

from __future__ import annotations

import asyncio
import signal
import time

from bot.model import Address, Reply
from bot.store import BotStore
from tests.acceptance.process import Process, until
from tests.acceptance.test_run import make_due, seen
from tests.contracts.factories_telegram import platform_on
from tests.contracts.stage import Desk
from tests.servers.slack import Fault as SlackFault
from tests.servers.slack import SlackServer
from tests.servers.telegram import Fault, TelegramServer

IN_TIME = 10.0
HANGS = 60.0


async def stopped_in(bot: Process) -> float:
    began = time.monotonic()
    assert await bot.stop(signal.SIGTERM) == 0, bot.log
    assert "Traceback" not in bot.log
    return time.monotonic() - began


async def test_a_bot_whose_requests_hang_stops_in_ten_seconds_and_loses_nothing(
    bot: Process, telegram: TelegramServer, slack: SlackServer, store: BotStore
) -> None:
    ann, bob = telegram.private(100), telegram.private(101)
    await bot.start()
    telegram.say(ann, "/subscribe coalition")
    await until(lambda: "08:00" in seen(telegram, ann), bot)
    before = len(telegram.visible(ann))
    telegram.fault("sendMessage", Fault.SLOW_AFTER, value=HANGS, chat=100)
    telegram.fault("sendMessage", Fault.SLOW_AFTER, value=HANGS, chat=101)
    await make_due(store, Address("telegram", "100"))
    telegram.say(bob, "/help")
    await until(lambda: telegram.visible(bob) and len(telegram.visible(ann)) > before, bot)
    assert await stopped_in(bot) < IN_TIME
    telegram.mend()
    await bot.start()  # nobody knows whether the digest arrived: it is sent once more
    await until(lambda: len(telegram.visible(ann)) == before + 2, bot)
    digests = telegram.visible(ann)[before:]
    assert digests[0].text == digests[1].text
    await until(lambda: "Running on" in bot.log.partition("Stopping")[2], bot)
    await stopped_in(bot)


async def test_a_bot_that_can_not_even_start_stops_in_ten_seconds(
    bot: Process, telegram: TelegramServer
) -> None:
    telegram.fault("getMe", Fault.SLOW_AFTER, value=HANGS, times=9)
    await bot.start()
    await until(lambda: telegram.called("getMe"), bot)
    assert await stopped_in(bot) < IN_TIME


async def test_services_that_can_not_be_reached_at_the_start_are_tried_again(
    bot: Process, telegram: TelegramServer, slack: SlackServer
) -> None:
    ann = telegram.private(100)
    slack.faults.plan("auth.test", SlackFault.HTML, times=2)
    await telegram.stop()
    await bot.start()
    await until(lambda: "Telegram can't be reached" in bot.log, bot)
    await until(lambda: "Running on" in bot.log, bot)
    await asyncio.sleep(0.5)
    assert bot.alive
    await telegram.start()  # on the port that it had
    telegram.say(ann, "/help")
    await until(lambda: telegram.visible(ann), bot)
    await slack.socket.connected(seconds=30)


async def test_a_second_bot_on_the_same_token_is_refused_and_the_first_goes_on(
    bot: Process, telegram: TelegramServer
) -> None:
    """The first one runs for long: it takes no conflict for a sign that it came too late."""
    ann, desk = telegram.private(100), Desk(lambda incoming: Reply(lines=("I am the first.",)))
    first = platform_on(telegram, probation=0, poll=5)
    await first.start(desk.handle)
    try:
        status, _, said = await bot.run("run")
        assert status == 1
        assert "Another process uses this Telegram token" in said
        assert "Traceback" not in said
        telegram.say(ann, "/help")
        await until(lambda: seen(telegram, ann) == "I am the first.", bot)
    finally:
        await first.stop()
