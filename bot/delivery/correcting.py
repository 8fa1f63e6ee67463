"""Corrections: messages that are in chats already are edited, or followed by a marked one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot import say
from bot.delivery.pacing import Pacer
from bot.delivery.policy import backoff
from bot.errors import ChatMoved, DeliveryError, Held
from bot.model import Part, Reply
from bot.platforms import Platform
from bot.say.language import speaking
from bot.store import BotStore, Corrected, ToCorrect

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 20
AT_ONCE = 20


class Correcting:
    """Give `tick` to the clock. Editing a message twice changes nothing, so it is safe to repeat;
    a message of its own may come twice if the process dies in the moment of posting it."""

    def __init__(
        self, store: BotStore, platforms: Mapping[str, Platform], pacers: Mapping[str, Pacer]
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._pacers = pacers

    async def tick(self, now: datetime, platform: str | None = None) -> None:
        """Correct what is due, some messages at a time, at the pace of the platform: of all of
        them, or of one."""
        due = [
            one
            for one in await self._store.to_correct(now)
            if self._knows(one) and platform in (None, one.address.platform)
        ]
        for start in range(0, len(due), AT_ONCE):
            await asyncio.gather(*(self._correct(one, now) for one in due[start:][:AT_ONCE]))

    def _knows(self, one: ToCorrect) -> bool:
        return one.address.platform in self._platforms

    async def _correct(self, one: ToCorrect, now: datetime) -> None:
        try:
            state = await self._once(one)
            await self._store.corrected(one, state)
        except ChatMoved:
            later = now + backoff(one.attempts)  # deliveries write the new address down
            await self._store.corrected(one, Corrected.PENDING, "the chat moved", later)
        except Held:
            return
        except DeliveryError as error:
            await self._settle(one, error, now)

    async def _settle(self, one: ToCorrect, error: DeliveryError, now: datetime) -> None:
        if error.permanent or one.attempts + 1 >= MOST_ATTEMPTS:
            log.error("A correction did not reach %s: %s", one.address.native_id, error)
            await self._store.corrected(one, Corrected.FAILED, str(error))
            return
        wait = error.retry_after
        later = now + (backoff(one.attempts) if wait is None else timedelta(seconds=wait))
        await self._store.corrected(one, Corrected.PENDING, str(error), later)

    async def _once(self, one: ToCorrect) -> Corrected:
        platform = self._platforms[one.address.platform]
        with speaking(one.language):
            line = say.correction(one.title, one.text)
            amended = await self._amended(platform, one, line)
            (own,) = platform.render(Reply(lines=(line,)))
        if amended and await self._edited(platform, one, amended):
            return Corrected.EDITED
        await self._posted(platform, one, own)
        return Corrected.POSTED

    async def _amended(self, platform: Platform, one: ToCorrect, line: str) -> Part | None:
        """With what was put right in the same message before."""
        part: Part | None = one.part
        before = await self._store.corrections_before(one.delivery, one.correction)
        for said in (*(say.correction(*each) for each in before), line):
            part = platform.amended(part, said) if part else None
        return part

    async def _edited(self, platform: Platform, one: ToCorrect, part: Part) -> bool:
        pacer = self._pacers[platform.name]
        async with pacer.turn(one.address.native_id, group=one.group) as turn:
            await turn.leave()
            return await platform.edit(one.address, one.message_id, part)

    async def _posted(self, platform: Platform, one: ToCorrect, part: Part) -> None:
        key = f"correction {one.correction} {one.delivery}"
        pacer = self._pacers[platform.name]
        async with pacer.turn(one.address.native_id, group=one.group) as turn:
            await turn.leave()
            await platform.send(one.address, part, key)
