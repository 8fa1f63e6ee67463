"""Events over HTTP instead of a socket: signed requests are heard, all others are refused."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.errors import PlatformError
from bot.model import Command, Reply
from bot.platforms.slack import SlackPlatform
from tests.contracts.factories_slack import ANN, platform_on
from tests.contracts.stage import Desk
from tests.servers.slack import SlackServer

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


@pytest.fixture
def desk() -> Desk:
    return Desk(answer=lambda incoming: Reply(lines=("Here you are.",)))


@pytest.fixture
async def platform(slack: SlackServer, desk: Desk) -> AsyncIterator[SlackPlatform]:
    built = platform_on(slack, signing_secret=SECRET, listen="127.0.0.1:0", app_token="")
    await built.start(desk.handle)
    yield built
    await built.stop()


async def deliver(
    platform: SlackPlatform, body: str, kind: str, secret: str = SECRET, age: int = 0
) -> tuple[int, str]:
    """What Slack does: sign the body with the secret and the time."""
    stamp = str(int(time.time()) - age)
    base = f"v0:{stamp}:{body}".encode()
    signed = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signed,
    }
    url = f"http://127.0.0.1:{platform._listener.port}/slack/events"  # type: ignore[union-attr]
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers=headers) as response,
    ):
        return response.status, await response.text()


def slash(slack: SlackServer) -> str:
    return urlencode(
        {
            "command": "/digest",
            "text": "latest coalition",
            "team_id": "T0000000001",
            "channel_id": "C0000000001",
            "channel_name": "news",
            "user_id": ANN,
            "user_name": "ann",
            "response_url": slack.response_url("C0000000001", ANN),
            "trigger_id": "1.t",
        }
    )


FORM = "application/x-www-form-urlencoded"


async def test_a_signed_command_is_answered(
    slack: SlackServer, platform: SlackPlatform, desk: Desk
) -> None:
    assert await deliver(platform, slash(slack), FORM) == (200, "")
    (command,) = await desk.hears(1)
    assert isinstance(command, Command)
    assert (command.name, command.argument) == ("latest", "coalition")
    assert (await slack.message()).text == "Here you are."
    assert platform.health().connected


@pytest.mark.parametrize(("secret", "age"), [("wrong", 0), (SECRET, 3600)])
async def test_a_wrong_or_old_signature_is_refused(
    slack: SlackServer, platform: SlackPlatform, desk: Desk, secret: str, age: int
) -> None:
    status, _ = await deliver(platform, slash(slack), FORM, secret, age)
    assert status == 401 and desk.heard == []


async def test_an_event_is_heard_and_the_challenge_is_answered(
    slack: SlackServer, platform: SlackPlatform, desk: Desk
) -> None:
    event = {"type": "app_mention", "user": ANN, "text": "<@U00000000BOT> status", "ts": "1.1"}
    payload = slack.event_payload({**event, "channel": "C0000000001"})
    status, _ = await deliver(platform, json.dumps(payload), "application/json")
    assert status == 200
    (command,) = await desk.hears(1)
    assert isinstance(command, Command) and command.name == "status"
    asked = json.dumps({"type": "url_verification", "challenge": "abc", "token": "t"})
    assert "abc" in (await deliver(platform, asked, "application/json"))[1]


async def test_a_taken_port_is_told_at_the_start(
    slack: SlackServer, platform: SlackPlatform, desk: Desk
) -> None:
    port = platform._listener.port  # type: ignore[union-attr]
    second = platform_on(slack, signing_secret=SECRET, listen=f"127.0.0.1:{port}")
    with pytest.raises(PlatformError) as caught:
        await second.start(desk.handle)
    assert caught.value.permanent and str(port) in str(caught.value)
