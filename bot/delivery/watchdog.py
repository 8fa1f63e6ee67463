"""Notices what went quiet, and tells the owner once when it does and once when it is back."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.errors import ChatMoved, DeliveryError
from bot.model import Address, PlatformHealth, Reply
from bot.platforms import Platform
from bot.store import BotStore, QueueReport

log = logging.getLogger(__name__)

QUIET_CONTACT = timedelta(minutes=3)  # a long poll takes up to 50 s, a ping interval 40 s
OLD_QUEUE = timedelta(hours=2)  # 100,000 chats take an hour at Telegram's rate


def read_owner(text: str | None) -> Address | None:
    """`telegram:12345` or `slack:U0123`, as the configuration names the owner's chat."""
    platform, _, native_id = (text or "").partition(":")
    return Address(platform, native_id) if platform and native_id else None


def platform_trouble(name: str, health: PlatformHealth, now: datetime) -> str | None:
    """Pure: what is wrong with the contact to a platform, in one sentence; None when nothing."""
    if health.problem:
        return f"{name}: {health.problem}"
    if health.last_contact and now - health.last_contact > QUIET_CONTACT:
        minutes = int((now - health.last_contact).total_seconds() // 60)
        return f"Nothing was heard from {name} for {minutes} minutes; is the network up?"
    return None


def queue_trouble(queue: QueueReport, now: datetime) -> str | None:
    """Pure: whether deliveries stand still: the oldest is long due, and none left for long."""
    if queue.oldest is None or now - queue.oldest <= OLD_QUEUE:
        return None
    if queue.last_sent and now - queue.last_sent <= OLD_QUEUE:
        return None
    return f"{queue.open} deliveries wait, the oldest since {queue.oldest:%d %B %H:%M} UTC."


class Watchdog:
    """Give `tick` to the clock, twice a minute or so."""

    def __init__(
        self, store: BotStore, platforms: Mapping[str, Platform], owner: Address | None
    ) -> None:
        self._store = store
        self._platforms = platforms
        self.owner = owner

    async def tick(self, now: datetime) -> None:
        """Compare what is wrong with what the owner was told."""
        found = {
            name: platform_trouble(name, platform.health(), now)
            for name, platform in self._platforms.items()
        }
        found["deliveries"] = queue_trouble(await self._store.queue(), now)
        waits = await self._store.platform_waits(now)
        for name in self._platforms:
            found[f"{name} waits"] = f"{name}: {waits[name]}" if name in waits else None
        told = await self._store.alarms()
        for name, trouble in found.items():
            if trouble and name not in told:
                await self._raise(name, trouble, now)
            elif not trouble and name in told and await self._store.clear_alarm(name):
                log.info("Over: %s", told[name])
                await self.tell(f"Over again: {told[name]}")

    async def _raise(self, name: str, trouble: str, now: datetime) -> None:
        if not await self._store.raise_alarm(name, trouble, now):
            return
        log.error("%s", trouble)
        if not await self.tell(trouble):
            await self._store.clear_alarm(name)  # told again at the next look

    async def tell(self, line: str) -> bool:
        """False when the owner was certainly not reached."""
        platform = self._platforms.get(self.owner.platform) if self.owner else None
        if platform is None or self.owner is None:
            return True
        try:
            for part in platform.render(Reply(lines=(line,))):
                await platform.send(self.owner, part, "alarm")
        except ChatMoved:
            log.error("The owner's chat moved; set delivery.owner to its new address")
        except DeliveryError as error:
            log.warning("The owner could not be told: %s", error)
            return error.unknown or error.permanent
        return True
