"""Answers to people wait in the same line as deliveries, but before them, and not for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TypeVar

from bot.errors import DeliveryError, Held
from bot.platforms import Line

Result = TypeVar("Result")
PATIENCE = 30.0  # seconds; later nobody waits for an answer any more


async def in_line(
    line: Line | None, chat: str, request: Callable[[], Awaitable[Result]], *, group: bool = False
) -> Result:
    """Make the request when it is its turn; without a line, at once.

    Raises:
        DeliveryError: its turn does not come in time; else whatever the request raises.
    """
    if line is None:
        return await request()
    async with AsyncExitStack() as stack:
        try:
            async with asyncio.timeout(PATIENCE):
                turn = await stack.enter_async_context(line.turn(chat, group=group, reply=True))
                await turn.leave()
        except (TimeoutError, Held):
            raise DeliveryError("the platform asked to wait, longer than an answer can") from None
        try:
            return await request()
        except DeliveryError as error:
            if error.retry_after is not None:
                line.rest(chat, error.retry_after)
            raise
