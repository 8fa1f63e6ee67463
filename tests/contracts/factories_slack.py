"""Slack on the loopback server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.model import Address
from bot.platforms.slack import Pauses, SlackPlatform, SlackSettings
from tests.contracts.stage import Desk, Stage
from tests.servers.slack import APP_TOKEN, BOT_TOKEN, Fault, SlackServer

ANN = "U0000000001"


def platform_on(slack: SlackServer, **more: Any) -> SlackPlatform:
    """A platform for this server, with short waits."""
    pauses = {"retry": 0.02, "longest_retry": 0.1, "watch": 0.05, "ping": 0.5, "stop": 3.0}
    pauses |= {name: more.pop(name) for name in list(more) if name in Pauses.__slots__}
    known = {"bot_token": BOT_TOKEN, "app_token": APP_TOKEN, "base_url": slack.base_url}
    return SlackPlatform(SlackSettings(**{**known, **more}, pauses=Pauses(**pauses)))


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    async with SlackServer() as slack:
        home = slack.workspace.im(ANN)
        slack.workspace.add_channel("C00000GONE", "old", archived=True)
        platform, desk = platform_on(slack), Desk()
        await platform.start(desk.handle)

        async def say(line: str) -> None:
            outcome = await slack.slash("/digest", line, channel=home.id)
            assert outcome.acknowledged

        async def press(command: str) -> None:
            message = slack.posted(home.id)[-1]
            label = next(b["text"]["text"] for b in message.seen.buttons if b["value"] == command)
            assert (await slack.press(message, label)).acknowledged

        async def until_seen(count: int) -> None:
            await slack.until(lambda: len(slack.posted(home.id)) >= count)

        def cut(after: bool) -> None:
            slack.faults.plan("chat.postMessage", Fault.DROP_AFTER if after else Fault.DROP_BEFORE)

        try:
            yield Stage(
                platform=platform,
                desk=desk,
                home=Address("slack", home.id),
                say=say,
                seen=lambda: slack.texts(home.id),
                until_seen=until_seen,
                press=press,
                gone=Address("slack", "C00000GONE"),
                cut=cut,
            )
        finally:
            await platform.stop()
