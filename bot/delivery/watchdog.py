"""Notices what went quiet, and tells the owner once when it does and once when it is back."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TypeAlias

from bot.delivery.concerns import Concerns
from bot.delivery.signs import (
    FeedSigns,
    arrivals_trouble,
    feeds_trouble,
    platform_trouble,
    queue_trouble,
    refused_trouble,
)
from bot.errors import ChatMoved, DeliveryError
from bot.model import Address, Reply
from bot.platforms import Platform
from bot.platforms.answering import in_line
from bot.say import reason_said
from bot.say.language import SOURCE, speaking
from bot.store import BotStore, QueueReport
from digests import Arrivals, StoreError

log = logging.getLogger(__name__)

Contact: TypeAlias = tuple[datetime | None, datetime | None]


def read_owner(text: str | None) -> Address | None:
    """`telegram:12345` or `slack:U0123`, as the configuration names the owner's chat."""
    platform, _, native_id = (text or "").partition(":")
    return Address(platform, native_id) if platform and native_id else None


class Watchdog:
    """Give `tick` to the clock, twice a minute or so.

    What it watches besides platforms and the queue is given by others: `contact` when a feed was
    last fetched, and since when all that is tried fails; `arrivals` what waits to be taken in;
    `others` what else is wrong, by name; `concerns` is noted by those who deliver. Of several
    processes the one that `sees_all` looks at what all share, and each at its own contacts.
    `troubles`, `feeds` and `queue` are what the last tick found. `language` is for an owner whose
    chat has none; the log and the store keep English.
    """

    def __init__(
        self,
        store: BotStore,
        platforms: Mapping[str, Platform],
        owner: Address | None,
        concerns: Concerns | None = None,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self.listening = platforms  # those that this process hears
        self.owner = owner
        self.language = SOURCE
        self.concerns = concerns or Concerns()
        self.feeds = FeedSigns()
        self.contact: Callable[[], Awaitable[Contact]] = no_contact
        self.sees_all: Callable[[], bool] = lambda: True
        self.arrivals: Callable[[], Awaitable[Arrivals]] = nothing_waits
        self.others: Callable[[datetime], Mapping[str, str | None]] = lambda now: {}
        self.troubles: dict[str, str] = {}
        self.queue: QueueReport | None = None

    async def tick(self, now: datetime) -> None:
        """Compare what is wrong with what the owner was told."""
        found = await self._look(now)
        self.troubles = {name: trouble for name, trouble in found.items() if trouble}
        told = await self._store.alarms()
        for name, trouble in found.items():
            if trouble and name not in told:
                await self._raise(name, trouble, now)
            elif not trouble and name in told:
                await self._clear(name, told[name], now)
        for line in self.concerns.take(now):
            log.error("%s", line)
            await self.tell(line)

    async def _look(self, now: datetime) -> dict[str, str | None]:
        contact = {
            name: platform_trouble(name, platform.health(), now)
            for name, platform in self.listening.items()
        }
        return {**contact, **await self._look_at_all(now)} if self.sees_all() else contact

    async def _look_at_all(self, now: datetime) -> dict[str, str | None]:
        self.queue = await self._store.queue(now)
        self.feeds = FeedSigns(*await self.contact())
        waits = await self._store.platform_waits(now)
        arrivals = await self.arrivals()
        return {
            **{f"{name} waits": _waits(name, waits) for name in self._platforms},
            "deliveries": queue_trouble(self.queue, now),
            "feeds": feeds_trouble(self.feeds, now),
            "arrivals": arrivals_trouble(arrivals, now),
            "refused": refused_trouble(arrivals),
            **self.others(now),
        }

    async def _raise(self, name: str, trouble: str, now: datetime) -> None:
        if not await self._store.raise_alarm(name, trouble, now):
            return
        log.error("%s", trouble)
        if not await self.tell(trouble):
            await self._store.clear_alarm(name)  # told again at the next look

    async def _clear(self, name: str, trouble: str, now: datetime) -> None:
        if not await self._store.clear_alarm(name):
            return
        log.info("Over: %s", trouble)
        if not await self.tell(f"Over again: {trouble}"):
            await self._store.raise_alarm(name, trouble, now)  # told at the next look

    async def tell(self, line: str) -> bool:
        """False when the owner was certainly not reached. The line is English, and is said in the
        language of the owner's chat."""
        platform = self._platforms.get(self.owner.platform) if self.owner else None
        if platform is None or self.owner is None:
            return True
        try:
            for part in platform.render(await self._worded(line, self.owner)):
                request = partial(platform.send, self.owner, part, "alarm")
                await in_line(platform.line, self.owner.native_id, request)
        except ChatMoved:
            log.error("The owner's chat moved; set delivery.owner to its new address")
        except DeliveryError as error:
            log.warning("The owner could not be told: %s", error)
            return error.unknown or error.permanent
        return True

    async def _worded(self, line: str, owner: Address) -> Reply:
        language = self.language
        try:
            if chat := await self._store.find_chat(owner):
                language = chat.language
        except StoreError:  # perhaps that is what the owner has to hear
            log.warning("The language of the owner's chat can't be read now")
        with speaking(language):
            return Reply(lines=(reason_said(line),), language=language)


async def no_contact() -> Contact:
    return None, None


async def nothing_waits() -> Arrivals:
    return Arrivals()


def _waits(name: str, waits: Mapping[str, str]) -> str | None:
    return f"{name}: {waits[name]}" if name in waits else None
