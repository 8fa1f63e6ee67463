"""Brings one claimed delivery to its chat: begin, send, record, part by part."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.delivery.concerns import Concerns
from bot.delivery.pacing import Pacer, Turn
from bot.delivery.policy import LOOK_AFTER, decide, not_now, rest, retry, unclear
from bot.delivery.recorder import Recorder
from bot.errors import ChatMoved, DeliveryError, Held
from bot.model import ChatKind, DeliveryState, Part
from bot.platforms import Platform
from bot.store import Begin, BotStore, Claimed, ClaimedPart, Outcome, Sent

log = logging.getLogger(__name__)

CLOCK_SKEW = timedelta(seconds=5)  # between us and the platform, when a part is looked for
MAX_MOVES = 3
LONGEST_REST = 5.0  # seconds that a chat with full limits may keep its place in the hand
RENDITIONS = 256  # contents to keep at hand


class Gone(Exception):  # noqa: N818 - the delivery is out of our hands; nothing went wrong
    """Stop with this delivery: it was settled, or the lease is over."""


@dataclass(slots=True)
class Courier:
    """Everything that delivering through one token needs."""

    platform: Platform
    store: BotStore
    pacer: Pacer
    recorder: Recorder
    time: Callable[[], datetime]
    concerns: Concerns
    resend: bool = True
    stopping: bool = False
    trouble: int = 0  # certain failures in a row, over all chats
    in_flight: set[int] = field(default_factory=set)  # deliveries that must not be let go now
    _contents: dict[int, dict[int, Part]] = field(default_factory=dict)

    async def deliver(self, delivery: Claimed) -> None:
        """Send what is left of it. Returns when all is recorded, whatever the outcome."""
        try:
            if all(part.state is DeliveryState.SENT for part in delivery.parts):
                await self.store.finish(delivery, DeliveryState.SENT, self.time())
                return
            for part in delivery.parts:
                if part.state is DeliveryState.UNKNOWN:
                    await self._clear_up(delivery, part)
                moves = 0
                while part.state is DeliveryState.PENDING:
                    moves += await self._attempt(delivery, part)
                    if moves > MAX_MOVES:
                        await self._settle(
                            delivery, part, retry("the chat keeps moving", part, self.time())
                        )
            await self._finish(delivery)
        except Gone:
            return

    async def _attempt(self, delivery: Claimed, part: ClaimedPart) -> bool:
        """One request; True when the chat moved and the part is to be sent there."""
        if self.stopping:
            await self.store.release([delivery])
            raise Gone
        content = await self._content(delivery, part)
        chat, group = delivery.address.native_id, delivery.kind is not ChatKind.PRIVATE
        if (seconds := self.pacer.rest_of(chat)) > LONGEST_REST:
            await self._settle(delivery, part, rest(seconds, self.time()))
        async with self.pacer.turn(chat, group=group) as turn:
            self.in_flight.add(delivery.id)
            try:
                return await self._request(delivery, part, content, turn)
            finally:
                self.in_flight.discard(delivery.id)

    async def _request(
        self, delivery: Claimed, part: ClaimedPart, content: Part, turn: Turn
    ) -> bool:
        if not await self.recorder.record(Begin(delivery, part)):
            raise Gone
        part.state, part.before, part.tried = DeliveryState.SENDING, part.tried, self.time()
        part.attempts += 1
        try:
            await turn.leave()
            place = delivery.place(content)
            receipt = await self.platform.send(place, content, delivery.key(part))
        except ChatMoved as moved:
            return await self._move(delivery, part, moved)
        except DeliveryError as error:
            turn.ended()
            await self._refused(delivery, part, error)
            return False
        except Held:
            part.tried = part.before
            await self._settle(delivery, part, not_now())
            return False
        turn.ended()
        self.trouble = 0
        await self._sent(delivery, part, receipt.message_id)
        return False

    async def _sent(self, delivery: Claimed, part: ClaimedPart, message_id: str) -> None:
        held = await self.recorder.record(Sent(delivery, part, message_id))
        part.state, part.message_id = DeliveryState.SENT, message_id
        if not held:
            log.warning("The lease of delivery %s was over when its answer came", delivery.id)
            raise Gone

    async def _move(self, delivery: Claimed, part: ClaimedPart, moved: ChatMoved) -> bool:
        if await self.store.move(delivery, moved.new_address, self.time()) is None:
            raise Gone
        part.state = DeliveryState.PENDING
        return True

    async def _refused(self, delivery: Claimed, part: ClaimedPart, error: DeliveryError) -> None:
        now = self.time()
        if error.unknown:
            outcome = self._unclear(str(error), part, now)
        else:
            part.tried = part.before  # nothing of this request arrived
            outcome = decide(error, delivery, part, now)
        if outcome.platform_wait:
            self.pacer.hold((outcome.platform_wait - now).total_seconds())
        if outcome.chat_wait:
            chat_rests = (outcome.chat_wait - now).total_seconds()
            self.pacer.rest(delivery.address.native_id, chat_rests)
        if outcome.plain:
            self.concerns.plain(delivery, part.number, str(error))
            log.error(
                "%s refused the formatting of delivery %s, part %s; it goes as plain text: %s",
                self.platform.name,
                delivery.id,
                part.number,
                error,
            )
        certain = outcome.part is DeliveryState.PENDING and outcome.counted
        self.trouble = self.trouble + 1 if certain else 0
        part.plain = part.plain or outcome.plain
        await self._settle(delivery, part, outcome)

    def _unclear(self, text: str, part: ClaimedPart, now: datetime) -> Outcome:
        looks = self.platform.can_find_sent
        return unclear(text, part, now, can_look=looks, resend=self.resend)

    async def _settle(self, delivery: Claimed, part: ClaimedPart, outcome: Outcome) -> None:
        """Write it down; go on with the delivery only when the outcome says so."""
        held = await self.store.settle(delivery, part, outcome, self.time())
        if outcome.delivery in (DeliveryState.FAILED, DeliveryState.UNKNOWN):
            self.concerns.lost(outcome.error)
            log.error("Delivery %s to %s: %s", delivery.id, delivery.address, outcome.error)
        part.state = outcome.part
        if not held or outcome.delivery is not DeliveryState.CLAIMED:
            raise Gone

    async def _clear_up(self, delivery: Claimed, part: ClaimedPart) -> None:
        """A part of which nobody knows whether it arrived: find out, or follow the setting."""
        now = self.time()
        if not self.platform.can_find_sent:
            if self.resend:
                part.state = DeliveryState.PENDING
            return
        tried = part.tried or delivery.due
        if now < tried + LOOK_AFTER:
            later = unclear("looked for soon", part, tried, can_look=True, resend=False)
            await self._settle(delivery, part, later)
        try:
            place = delivery.place(await self._content(delivery, part))
            found = await self.platform.find_sent(place, delivery.key(part), tried - CLOCK_SKEW)
        except DeliveryError as error:
            await self._not_looked(delivery, part, error)
            return
        if found is None:
            part.state = DeliveryState.PENDING
        else:
            await self._sent(delivery, part, found.message_id)

    async def _not_looked(self, delivery: Claimed, part: ClaimedPart, error: DeliveryError) -> None:
        """The history can't be read: wait when that may change, else as without any history."""
        now = self.time()
        if not error.permanent:
            wait = timedelta(seconds=error.retry_after or LOOK_AFTER.total_seconds())
            later = unclear(str(error), part, now + wait - LOOK_AFTER, can_look=True, resend=False)
            await self._settle(delivery, part, later)
        if error.gone or error.token:
            outcome = decide(error, delivery, part, now)
            await self._settle(delivery, part, outcome)
        if self.resend:
            part.state = DeliveryState.PENDING

    async def _finish(self, delivery: Claimed) -> None:
        """All parts are through. When one is unknown, the marks stay for the next digest."""
        if any(part.state is DeliveryState.UNKNOWN for part in delivery.parts):
            await self.store.finish(delivery, DeliveryState.UNKNOWN, self.time())
            self.concerns.lost("nobody knows whether a message arrived")
            log.error("Delivery %s to %s may lack a part", delivery.id, delivery.address)

    async def _content(self, delivery: Claimed, part: ClaimedPart) -> Part:
        parts = self._contents.get(delivery.rendition)
        if parts is None:
            parts = await self.store.content(delivery.rendition)
            while len(self._contents) >= RENDITIONS:
                self._contents.pop(next(iter(self._contents)), None)
            self._contents[delivery.rendition] = parts
        content = parts[part.number]
        return Part(text=content.text, payload={}) if part.plain else content
