"""The only place that knows every concrete class: it builds the bot, starts it and stops it."""

from __future__ import annotations

from bot.app.newsroom import fetcher_of, opened, opened_newsroom, sync_feeds, topics_of
from bot.app.platforms import platforms_of, secrets_of
from bot.app.serve import NO_PLATFORM, run

__all__ = [
    "NO_PLATFORM",
    "fetcher_of",
    "opened",
    "opened_newsroom",
    "platforms_of",
    "run",
    "secrets_of",
    "sync_feeds",
    "topics_of",
]
