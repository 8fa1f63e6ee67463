"""The flow of delivering: due subscriptions → deliveries → parts → messages."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.config import DeliveryConfig
from bot.delivery.builder import Builder, stories_of
from bot.delivery.concerns import Concerns
from bot.delivery.correcting import Correcting
from bot.delivery.drafting import Drafting
from bot.delivery.newsroom import Newsroom
from bot.delivery.pacing import Pacer
from bot.delivery.poster import Poster
from bot.model import Subscription
from bot.platforms import Platform
from bot.store import INSTANT, BotStore
from digests import DigestsError, UnknownTopicError

log = logging.getLogger(__name__)

RECOVER_EVERY = timedelta(seconds=5)
STORIES_EVERY = timedelta(seconds=30)


class DeliveryDesk:
    """Everything that is delivered goes over this desk. `now` may be any clock's.

    A live bot gives `ticks` to its clock, so that one slow platform holds up nobody; `tick` does
    the same in one call and returns when all that is due has left or waits.
    """

    def __init__(
        self,
        newsroom: Newsroom,
        store: BotStore,
        platforms: Mapping[str, Platform],
        settings: DeliveryConfig | None = None,
        pacers: Mapping[str, Pacer] | None = None,
    ) -> None:
        settings = settings or DeliveryConfig()
        self._newsroom = newsroom
        self._store = store
        self.concerns = Concerns()
        self.pacers = {
            name: (pacers or {}).get(name) or Pacer(platform.limits)
            for name, platform in platforms.items()
        }
        self.drafting = Drafting(newsroom, store, platforms, self.pacers)
        self.correcting = Correcting(store, platforms, self.pacers)
        self.builder = Builder(newsroom, store, platforms, self.drafting)
        for name, platform in platforms.items():
            platform.line = self.pacers[name]  # one token, one budget: answers wait there too
        self.posters = {
            name: Poster(platform, store, self.pacers[name], self.concerns)
            for name, platform in platforms.items()
        }
        for poster in self.posters.values():
            poster.use(resend=settings.on_unknown == "resend")
        self._alone = True
        self._recovered: datetime | None = None
        self._looked: datetime | None = None

    @property
    def ticks(self) -> dict[str, Callable[[datetime], Awaitable[object]]]:
        """One tick that prepares, and one for each platform that posts."""
        posts = {f"post to {name}": poster.run for name, poster in self.posters.items()}
        return {
            "prepare": self.prepare,
            "drafts": self.drafting.tick,
            "corrections": self.correcting.tick,
            **posts,
        }

    def use(self, settings: DeliveryConfig) -> None:
        """Follow a new configuration from the next request on."""
        if telegram := self.pacers.get("telegram"):
            limits = replace(telegram.limits, per_second=settings.telegram_per_second)
            telegram.limits = limits
        for poster in self.posters.values():
            poster.use(resend=settings.on_unknown == "resend")

    async def recover(self, now: datetime) -> int:
        """At the start: take over what the last process had in hand; all that was in hand, if this
        is the only one."""
        self._recovered = now
        return await self._store.recover(now, everything=self._alone)

    def share(self) -> None:
        """Other processes deliver from the same ledger, through the same tokens."""
        self._alone = False
        for name, pacer in self.pacers.items():
            pacer.share(self._store, name)

    async def leave_shares(self) -> None:
        """At the very end: what this process used of tokens stands where others look."""
        await asyncio.gather(*(p.budget.close() for p in self.pacers.values() if p.budget))

    async def tick(self, now: datetime) -> None:
        """Fan out what is due, build it, and post until nothing is left to post now."""
        await self.prepare(now)
        await self.post(now)

    async def prepare(self, now: datetime) -> int:
        """Make the deliveries that are due, with their parts; returns how many got parts."""
        await self.recover_expired(now)
        await self.fan_out(now)
        return await self.builder.build(now)

    async def recover_expired(self, now: datetime) -> None:
        """Take over what a process had in hand that died meanwhile, every few seconds."""
        if self._recovered is None or now >= self._recovered + RECOVER_EVERY:
            await self._store.recover(now)
            self._recovered = now

    async def fan_out(self, now: datetime) -> None:
        """Make the deliveries that are due, without their parts."""
        await self._watch_stories(now)
        await self._store.fan_out(now)

    async def build(self, topic: str, now: datetime) -> int:
        """Give content to the deliveries of a topic that wait for it; returns how many got some."""
        return await self.builder.build(now, topic)

    async def post(self, now: datetime) -> None:
        """Send what is built, on all platforms at once."""
        await asyncio.gather(*(poster.run(now) for poster in self.posters.values()))

    async def deliver_now(self, subscription: Subscription, now: datetime) -> None:
        """The next tick delivers to this subscription, whatever its schedule says."""
        await self._store.make_due([subscription.id], now)

    async def stop(self) -> None:
        """Finish or park what is in hand, within 5 seconds."""
        await asyncio.gather(*(poster.stop() for poster in self.posters.values()))

    async def _watch_stories(self, now: datetime) -> None:
        """Subscriptions for the moment at which a story has enough outlets."""
        if self._looked is not None and now < self._looked + STORIES_EVERY:
            return
        self._looked = now
        for topic, outlets in await self._store.waiting_for_stories():
            try:
                digest = await self._newsroom.digest(stories_of(topic, now), now)
            except UnknownTopicError:
                continue  # the topic is no longer there; its subscriptions are kept
            except DigestsError:
                log.exception("The stories of “%s” can't be told now; tried again", topic)
                continue
            stories = [s.story for s in digest.stories if s.story and len(s.outlets) >= outlets]
            await self._store.note_reached(topic, outlets, stories, now - INSTANT)
            await self._store.make_waiting_due(topic, outlets, now)
