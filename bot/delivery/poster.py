"""Works off the deliveries of one platform: claims some, lets couriers carry them, claims more."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from bot.delivery.concerns import Concerns
from bot.delivery.courier import Courier
from bot.delivery.pacing import Pacer
from bot.delivery.recorder import Recorder
from bot.model import ChatKind
from bot.platforms import Platform
from bot.store import BotStore, Claimed

log = logging.getLogger(__name__)

SECONDS_IN_HAND = 4  # worth of messages to claim ahead; far below the lease
HAND = (8, 200)  # at least, at most
UNLIMITED_HAND = 100
TROUBLE = 8  # certain failures in a row after which the platform counts as out of reach
LONGEST_OUTAGE_PAUSE = 60.0
STOP_SECONDS = 5.0
MEMORY = timedelta(seconds=65)  # of what left before the start: the longest limit is a minute


class MovingTime:
    """A moment that was given, and the seconds since then: no clock of the machine is asked."""

    def __init__(self) -> None:
        self._moment: datetime | None = None
        self._set_at = 0.0

    def set(self, moment: datetime) -> None:
        self._moment, self._set_at = moment, asyncio.get_running_loop().time()

    def __call__(self) -> datetime:
        assert self._moment is not None
        return self._moment + timedelta(seconds=asyncio.get_running_loop().time() - self._set_at)


class Poster:
    """One for each token. `run` may be called again and again, one call at a time."""

    def __init__(
        self, platform: Platform, store: BotStore, pacer: Pacer, concerns: Concerns
    ) -> None:
        self.platform = platform
        self.pacer = pacer
        self._store = store
        self._time = MovingTime()
        recorder = Recorder(store, self._time)
        self._courier = Courier(platform, store, pacer, recorder, self._time, concerns)
        self._hand: dict[asyncio.Task[None], Claimed] = {}
        self._stopping = False
        self._known = False  # whether what left before our start is remembered
        self._outages = 0

    def use(self, *, resend: bool) -> None:
        """Whether a message that may have arrived is sent again, from the next one on."""
        self._courier.resend = resend

    async def run(self, now: datetime) -> int:
        """Deliver until nothing is due any more; returns how many deliveries were in hand.

        Raises:
            StoreError: the database can't be used; what was in hand stays in the ledger.
        """
        self._time.set(now)
        await self._prime(now)
        if await self._has_to_wait(now):
            return 0
        self.pacer.release()
        handled = 0
        try:
            while not self._stopping:
                handled += await self._fill_hand()
                if not self._hand:
                    break
                done, _ = await asyncio.wait(self._hand, return_when=asyncio.FIRST_COMPLETED)
                self._take_back(done)
                if await self._has_to_rest():
                    break
        finally:
            await self._let_go()
        return handled

    async def stop(self) -> None:
        """Finish the requests in flight, give back the rest; at most 5 seconds."""
        self._stopping = self._courier.stopping = True
        waiting = {t: d for t, d in self._hand.items() if d.id not in self._courier.in_flight}
        hand = list(self._hand)
        for task in waiting:
            task.cancel()
        if hand:
            _, late = await asyncio.wait(hand, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
        if waiting:
            await self._store.release(list(waiting.values()))

    async def _fill_hand(self) -> int:
        size = self._hand_size()
        if self._stopping or len(self._hand) > size // 2:
            return 0
        claimed = await self._store.claim(self.platform.name, self._time(), size - len(self._hand))
        for delivery in claimed:
            self._hand[asyncio.create_task(self._courier.deliver(delivery))] = delivery
        return len(claimed)

    def _hand_size(self) -> int:
        rate = self.pacer.limits.per_second
        if rate is None:
            return UNLIMITED_HAND
        return max(HAND[0], min(HAND[1], int(rate * SECONDS_IN_HAND)))

    def _take_back(self, done: set[asyncio.Task[None]]) -> None:
        """Forget what is finished; a fault of ours ends the run and is raised."""
        for task in done:
            self._hand.pop(task, None)
        for task in done:
            if not task.cancelled():
                task.result()

    async def _let_go(self) -> None:
        """Whatever ends the run: requests in flight are finished, the rest is given back."""
        waiting = []
        for task, delivery in self._hand.items():
            if delivery.id not in self._courier.in_flight:
                task.cancel()
                waiting.append(delivery)
        if self._hand:
            await asyncio.gather(*self._hand, return_exceptions=True)
        self._hand.clear()
        if waiting:
            await self._store.release(waiting)

    async def _has_to_wait(self, now: datetime) -> bool:
        """The token was told to wait, perhaps before a restart."""
        return await self._store.waits(self.platform.name, now) is not None

    async def _has_to_rest(self) -> bool:
        """A platform out of reach is tried again with growing pauses, not once for each chat."""
        if self._courier.trouble >= TROUBLE:
            self._outages += 1
            pause = min(2.0**self._outages, LONGEST_OUTAGE_PAUSE)
            until = self._time() + timedelta(seconds=pause)
            reason = f"{self.platform.name} can't be reached"
            await self._store.wait(self.platform.name, until, reason)
            log.warning("%s; next try in %.0f s", reason, pause)
            self._courier.trouble = TROUBLE - 1  # one more failure is enough next time
            return True
        if self._courier.trouble == 0:
            self._outages = 0
        return self.pacer.held

    async def _prime(self, now: datetime) -> None:
        """The limits hold over a restart: remember what left during the last minute."""
        if self._known:
            return
        tried = await self._store.last_tried(self.platform.name, now - MEMORY)
        for address, kind, moment in tried:
            ago = max(0.0, (now - moment).total_seconds())
            self.pacer.remember(address.native_id, ago, group=kind is not ChatKind.PRIVATE)
        self._known = True
