"""A terminal whose screen and keyboard belong to the test."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.platforms.terminal import HERE, TerminalPlatform
from tests.contracts.stage import Desk, Stage


class Screen(io.StringIO):
    """Keeps the pages apart that were written."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[str] = []

    def write(self, text: str) -> int:
        self.pages.append(text.rstrip("\n"))
        return super().write(text)


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    keyboard: asyncio.Queue[str] = asyncio.Queue()
    screen, desk = Screen(), Desk()

    async def lines() -> AsyncIterator[str]:
        while True:
            yield await keyboard.get()

    async def say(line: str) -> None:
        await keyboard.put(f"/{line}")

    async def until_seen(count: int) -> None:
        async with asyncio.timeout(10):
            while len(screen.pages) < count:
                await asyncio.sleep(0.01)

    platform = TerminalPlatform(lines(), screen, width=80)
    await platform.start(desk.handle)
    try:
        yield Stage(
            platform=platform,
            desk=desk,
            home=HERE,
            say=say,
            seen=lambda: list(screen.pages),
            until_seen=until_seen,
        )
    finally:
        await platform.stop()
