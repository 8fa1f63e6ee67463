"""What `digestbot check` looks at: each finding is fine, or says how to mend what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.app import NO_PLATFORM, opened, platforms_of, topics_of
from bot.clock import utc_now
from bot.errors import BotError
from digests import DigestsError

if TYPE_CHECKING:
    from bot.config import Config


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check."""

    what: str
    ok: bool
    says: str


async def check_all(config: Config) -> list[Finding]:
    """Configuration, database and tokens, in this order."""
    names = ", ".join(topic.name for topic in topics_of(config))
    return [
        Finding("configuration", True, f"topics: {names}"),
        await check_database(config),
        *await check_platforms(config),
    ]


async def check_database(config: Config) -> Finding:
    try:
        async with opened(config, utc_now()) as database:
            return Finding("database", True, database.url.render_as_string(hide_password=True))
    except DigestsError as error:
        return Finding("database", False, str(error))
    except OSError as error:
        return Finding("database", False, f"{error.strerror} ({error.filename}).")


async def check_platforms(config: Config) -> list[Finding]:
    try:
        platforms = platforms_of(config)
    except BotError as error:
        return [Finding("tokens", False, str(error))]
    if not platforms:
        return [Finding("tokens", False, NO_PLATFORM)]
    found = []
    for platform in platforms:
        try:
            found.append(Finding(platform.name, True, await platform.check()))
        except BotError as error:
            found.append(Finding(platform.name, False, str(error)))
        finally:
            await platform.stop()  # it opened connections to ask
    return found
