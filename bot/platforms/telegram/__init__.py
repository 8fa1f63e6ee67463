"""Telegram: adapter (listens, sends, translates errors) and render (pure)."""

from bot.platforms.telegram.adapter import TelegramPlatform
from bot.platforms.telegram.settings import Menu, Pauses, TelegramSettings

__all__ = ["Menu", "Pauses", "TelegramPlatform", "TelegramSettings"]
