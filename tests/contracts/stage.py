"""What a contract test needs of a platform: a started adapter, and a look at what people see.

How to add a platform: write `factories_NAME.py` with an async context manager `stage()` that
yields a `Stage`, and add NAME to `PLATFORMS` in `conftest.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.model import Address, ChatChange, Command, Reply
from bot.platforms import Platform


@dataclass
class Desk:
    """Stands in for the command desk: remembers what came and answers what a test wants."""

    answer: Callable[[Command | ChatChange], Reply | None] = lambda incoming: None
    heard: list[Command | ChatChange] = field(default_factory=list)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def handle(self, incoming: Command | ChatChange) -> Reply | None:
        self.heard.append(incoming)
        async with self.news:
            self.news.notify_all()
        return self.answer(incoming)

    async def hears(self, count: int = 1) -> list[Command | ChatChange]:
        async with asyncio.timeout(10), self.news:
            await self.news.wait_for(lambda: len(self.heard) >= count)
        return self.heard


@dataclass(frozen=True)
class Stage:
    """One platform, started with `desk.handle`.

    `home` is a chat that the bot may write to. `say` makes a person write a command line there,
    such as "latest coalition", the way this platform's people do. `seen` gives the plain texts
    that the chat shows, oldest first, and `until_seen` waits for that many. What a platform can't
    do is None: `press` presses the button that asks this command, `gone` is a chat that refuses
    the bot for good, `cut` cuts the connection at the next message: before the service takes it
    (False) or after (True).
    """

    platform: Platform
    desk: Desk
    home: Address
    say: Callable[[str], Awaitable[None]]
    seen: Callable[[], list[str]]
    until_seen: Callable[[int], Awaitable[None]]
    press: Callable[[str], Awaitable[None]] | None = None
    gone: Address | None = None
    cut: Callable[[bool], None] | None = None
