"""What `digestbot check` looks at: each finding is fine, or says how to mend what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.app import topics_of
from bot.checks.finding import Finding
from bot.checks.machine import check_backups, check_disk, check_zone
from bot.checks.model import check_language_model
from bot.checks.platforms import check_platforms
from bot.checks.stored import check_database, check_feeds
from bot.clock import utc_now

if TYPE_CHECKING:
    from bot.config import Config

__all__ = ["Finding", "check_all"]


async def check_all(config: Config) -> list[Finding]:
    """Everything, in the order in which it is needed; one failing thing hides no other."""
    now = utc_now()
    names = ", ".join(topic.name for topic in topics_of(config))
    database = await check_database(config, now)
    found = [
        Finding("configuration", True, f"topics: {names}"),
        check_zone(config, now),
        check_disk(config),
        check_backups(config, now),
        database,
    ]
    if database.ok:
        found.append(await check_feeds(config, now))
    return [*found, *await check_platforms(config), *await check_language_model(config)]
