"""Tokens, what they allow, and whether this machine's clock is right by the services' own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.app import NO_PLATFORM, platforms_of
from bot.checks.finding import Finding
from bot.clock import utc_now
from bot.errors import BotError
from bot.platforms import Examined, Rights

if TYPE_CHECKING:
    from bot.config import Config
    from bot.platforms import Platform

LARGEST_DRIFT = timedelta(seconds=60)  # a header has whole seconds, and an answer takes some


async def check_platforms(config: Config) -> list[Finding]:
    try:
        platforms = platforms_of(config)
    except BotError as error:
        return [Finding("tokens", False, str(error))]
    if not platforms:
        return [Finding("tokens", False, NO_PLATFORM)]
    return [finding for platform in platforms for finding in await check_platform(platform)]


async def check_platform(platform: Platform) -> list[Finding]:
    """The token, its rights, and the clock as that service has it."""
    try:
        found = [Finding(platform.name, True, await platform.check())]
        if isinstance(platform, Examined):
            found.append(_rights(platform.name, platform.rights))
            found += _clock(platform.server_time, utc_now())
        return found
    except BotError as error:
        return [Finding(platform.name, False, str(error))]
    finally:
        await platform.stop()  # it opened connections to ask


def _rights(name: str, rights: Rights) -> Finding:
    says = "; ".join((*rights.missing, *rights.unused)) or "all that the bot can use"
    return Finding(f"{name} rights", not rights.missing, says)


def _clock(theirs: datetime | None, ours: datetime) -> list[Finding]:
    if theirs is None:
        return []
    drift = ours - theirs
    if abs(drift) <= LARGEST_DRIFT:
        return [Finding("clock", True, "agrees with the service's")]
    way = "fast" if drift > timedelta() else "slow"
    seconds = round(abs(drift).total_seconds())
    return [Finding("clock", False, f"{seconds} s {way}: let the machine set its clock by NTP.")]
