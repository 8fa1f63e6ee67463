"""Telegram: adapter (listens, sends, translates errors) and render (pure)."""

from bot.platforms.telegram.adapter import TelegramPlatform
from bot.platforms.telegram.settings import Pauses, TelegramSettings

__all__ = ["Pauses", "TelegramPlatform", "TelegramSettings"]
