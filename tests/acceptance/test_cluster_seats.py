"""Who listens: one process by its seat, with a take-over, or any number behind a load balancer."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import signal
import time
from urllib.parse import urlencode

import aiohttp

from tests.acceptance.fleet import (
    LEASE,
    Fleet,
    eventually,
    free_port,
    has_seat,
    ready,
)
from tests.acceptance.process import Process
from tests.servers.balancer import Balancer
from tests.servers.slack import APP_TOKEN, BOT_TOKEN, SlackServer
from tests.servers.telegram import TelegramServer

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NEWS, ANN = "C0000000001", "U0000000001"


async def two(fleet: Fleet, seat: str) -> tuple[Process, Process]:
    """Who has the seat, and who waits for it."""
    both = [await fleet.start("answer"), await fleet.start("answer")]
    await ready(both)
    await eventually(lambda: has_seat(seat, *both), *both)
    holder = has_seat(seat, *both)
    assert holder is not None
    return holder, next(one for one in both if one is not holder)


async def test_a_listener_that_was_paused_does_not_poll_beside_its_successor(
    fleet: Fleet, telegram: TelegramServer
) -> None:
    ann = telegram.private(100)
    paused, other = await two(fleet, "listen to telegram")
    telegram.say(ann, "/help")
    await eventually(lambda: telegram.visible(ann), paused, other)
    paused.signal(signal.SIGSTOP)
    spent = await eventually(lambda: has_seat("listen to telegram", other), other)
    assert spent > LEASE / 2
    telegram.say(ann, "/topics")
    await eventually(lambda: len(telegram.visible(ann)) == 2, other)
    paused.signal(signal.SIGCONT)
    await eventually(lambda: "lost the seat “listen to telegram”" in paused.log, paused, other)
    await asyncio.sleep(2 * LEASE)
    assert has_seat("listen to telegram", paused, other) is other
    telegram.say(ann, "/help")
    await eventually(lambda: len(telegram.visible(ann)) == 3, paused, other)
    for process in (paused, other):
        assert await process.stop() == 0, process.log
    assert len(telegram.visible(ann)) == 3
    print(f"take-over from a paused listener after {spent:.1f} s, lease {LEASE} s")


async def test_the_socket_of_a_killed_process_is_opened_by_another_one(
    fleet: Fleet, telegram: TelegramServer
) -> None:
    async with SlackServer() as slack:
        fleet.environ |= {
            "DIGESTBOT_SLACK__BOT_TOKEN": BOT_TOKEN,
            "DIGESTBOT_SLACK__APP_TOKEN": APP_TOKEN,
            "DIGESTBOT_SLACK__BASE_URL": slack.base_url,
        }
        holder, other = await two(fleet, "listen to slack")
        await eventually(lambda: slack.socket.connections, holder)
        assert slack.socket.opened == 1
        await slack.slash("/digest", "help")
        await eventually(slack.texts, holder)
        begun = time.monotonic()
        await holder.stop(signal.SIGKILL)
        await eventually(lambda: slack.socket.opened == 2, other)
        spent = time.monotonic() - begun
        said = len(slack.texts())
        await eventually(lambda: slack.socket.connections, other)
        assert (await slack.slash("/digest", "help")).acknowledged
        await eventually(lambda: len(slack.texts()) > said, other)
        assert await other.stop() == 0, other.log
    print(f"take-over of a socket after {spent:.1f} s, lease {LEASE} s")


async def ask(url: str, slack: SlackServer) -> None:
    """A slash command as Slack sends it over HTTP."""
    body = urlencode(
        {
            "command": "/digest",
            "text": "help",
            "team_id": "T0000000001",
            "channel_id": NEWS,
            "channel_name": "news",
            "user_id": ANN,
            "user_name": "ann",
            "response_url": slack.response_url(NEWS, ANN),
            "trigger_id": secrets.token_hex(4),
        }
    )
    stamp = str(int(time.time()))
    signed = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signed}",
    }
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers=headers) as answer,
    ):
        assert answer.status == 200


def answered(slack: SlackServer) -> int:
    return sum(method == "response_url" for method, _ in slack.calls)


async def test_any_number_of_processes_answers_telegram_and_slack_behind_a_load_balancer(
    fleet: Fleet, telegram: TelegramServer
) -> None:
    async with SlackServer() as slack, Balancer() as hooks, Balancer() as events:
        fleet.environ |= {
            "DIGESTBOT_TELEGRAM__WEBHOOK_URL": f"{hooks.url}/telegram",
            "DIGESTBOT_TELEGRAM__WEBHOOK_SECRET": "hook-5b1f90c2",
            "DIGESTBOT_SLACK__BOT_TOKEN": BOT_TOKEN,
            "DIGESTBOT_SLACK__SIGNING_SECRET": SECRET,
            "DIGESTBOT_SLACK__BASE_URL": slack.base_url,
        }
        hooks.ports, events.ports = [[free_port(), free_port()] for _ in range(2)]
        first, second = [
            await fleet.start(
                "answer",
                telegram__webhook_listen=f"127.0.0.1:{hook}",
                slack__listen=f"127.0.0.1:{event}",
            )
            for hook, event in zip(hooks.ports, events.ports, strict=True)
        ]
        await ready([first, second])
        people = [telegram.private(100 + number) for number in range(8)]
        for person in people:
            telegram.say(person, "/help")
        for _ in range(4):
            await ask(f"{events.url}/slack/events", slack)
        await eventually(
            lambda: all(map(telegram.visible, people)) and answered(slack) == 4, first, second
        )
        assert set(hooks.taken) == set(hooks.ports) and set(events.taken) == set(events.ports)
        await first.stop(signal.SIGKILL)
        for person in people:
            telegram.say(person, "/topics")
        for _ in range(2):
            await ask(f"{events.url}/slack/events", slack)
        await eventually(
            lambda: all(len(telegram.visible(one)) == 2 for one in people) and answered(slack) == 6,
            second,
        )
        assert await second.stop() == 0, second.log
        assert not telegram.called("getUpdates") and slack.socket.opened == 0
