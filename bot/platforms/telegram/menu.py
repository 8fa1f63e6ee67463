"""Tell Telegram which commands to offer, for each scope and in each language."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeDefault,
)
from telegram.error import RetryAfter, TelegramError

from bot.platforms.telegram.errors import told, wait_of
from bot.platforms.telegram.settings import TelegramSettings

log = logging.getLogger(__name__)
LONGEST_DESCRIPTION = 256
LONGEST_PAUSE = 600.0  # seconds

Entries = Sequence[tuple[str, str]]


async def offer_menus(bot: Bot, settings: TelegramSettings) -> None:
    """Each menu is tried again until Telegram takes it."""
    pause = settings.pauses.retry
    for language, scope, entries in _menus(settings):
        commands = [BotCommand(name, text[:LONGEST_DESCRIPTION]) for name, text in entries]
        while commands:
            try:
                await bot.set_my_commands(commands, scope=scope, language_code=language or None)
                break
            except RetryAfter as error:
                pause = max(pause, wait_of(error))
            except TelegramError as error:
                log.info("The menu of commands was not set: %s", told(error))
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)


def _menus(settings: TelegramSettings) -> Iterator[tuple[str, BotCommandScope, Entries]]:
    for language, menu in settings.menus.items():
        yield language, BotCommandScopeDefault(), menu.everyone
        if menu.group:
            yield language, BotCommandScopeAllGroupChats(), menu.group
            yield language, BotCommandScopeAllChatAdministrators(), menu.everyone
