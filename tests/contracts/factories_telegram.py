"""Telegram on the loopback server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.model import Address
from bot.platforms.telegram import Pauses, TelegramPlatform, TelegramSettings
from tests.contracts.stage import Desk, Stage
from tests.servers.telegram import Fault, TelegramServer


def platform_on(server: TelegramServer, **pauses: float) -> TelegramPlatform:
    """A platform for this server, with short waits."""
    fast = {"poll": 2, "retry": 0.02, "longest_retry": 0.1, "press": 0.3, **pauses}
    return TelegramPlatform(
        TelegramSettings(
            token=server.token,
            base_url=server.base_url,
            base_file_url=server.base_file_url,
            pauses=Pauses(**fast),
        )
    )


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    async with TelegramServer() as server:
        ann = server.private(100)
        blocked = server.private(101)
        platform, desk = platform_on(server), Desk()
        await platform.start(desk.handle)
        server.block(blocked)
        await desk.hears(1)
        desk.heard.clear()

        async def say(line: str) -> None:
            server.say(ann, f"/{line}")

        async def press(command: str) -> None:
            server.press(server.visible(ann)[-1], command)

        async def until_seen(count: int) -> None:
            await server.until(lambda: len(server.visible(ann)) >= count)

        def cut(after: bool) -> None:
            server.fault("sendMessage", Fault.DROP_AFTER if after else Fault.DROP_BEFORE)

        try:
            yield Stage(
                platform=platform,
                desk=desk,
                home=Address("telegram", "100"),
                say=say,
                seen=lambda: [shown.text for shown in server.visible(ann)],
                until_seen=until_seen,
                press=press,
                gone=Address("telegram", "101"),
                cut=cut,
            )
        finally:
            await platform.stop()
