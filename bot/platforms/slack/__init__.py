"""Slack: adapter (listens, sends, translates errors) and render (pure)."""

from bot.platforms.slack.adapter import SlackPlatform
from bot.platforms.slack.settings import Pauses, SlackSettings

__all__ = ["Pauses", "SlackPlatform", "SlackSettings"]
