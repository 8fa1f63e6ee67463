"""Values that pass between the ledger's questions and those who deliver."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.model import UNDER_FIRST, Address, ChatKind, DeliveryState, Part, Wishes

LEASE = timedelta(seconds=60)
OPEN = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.SENDING)
INSTANT = timedelta(microseconds=1)  # the finest step of our clocks


@dataclass(frozen=True, slots=True)
class Build:
    """Deliveries that get the same digest: one rendition for all of them.

    They are told what was first seen after `told_until` and before `until`, in their `language`,
    with dates in their `zone`, as their `wishes` say. With `outlets` they are told of the stories
    alone that reached so many outlets in that time, and of these everything. Their ids lie between
    both `ids`: a chat with wishes of its own is found without a walk over all the others.
    """

    platform: str
    topic: str
    told_until: datetime
    until: datetime
    wishes: Wishes = field(default_factory=Wishes)
    zone: str = "UTC"
    language: str = "en"
    outlets: int = 0
    ids: tuple[int, int] = (0, 2**62)

    @property
    def mark(self) -> datetime:
        """The told-until mark once they are told: the last moment that the digest covers."""
        return self.until - INSTANT


@dataclass(slots=True)
class ClaimedPart:
    """One part as the ledger knew it at the claim.

    `tried` is when the last request began of which something may have arrived, `before` the same
    without the request that is under way.
    """

    number: int
    state: DeliveryState
    attempts: int
    plain: bool
    tried: datetime | None
    before: datetime | None = None
    message_id: str | None = None


@dataclass(slots=True)
class Claimed:
    """A delivery in our hands until its lease is over; `token` fences every update."""

    id: int
    token: str
    subscription: int
    chat: int
    address: Address
    kind: ChatKind
    due: datetime
    until: datetime
    rendition: int
    parts: list[ClaimedPart] = field(default_factory=list)

    def place(self, content: Part) -> Address:
        """The chat, or the thread under the first message for a part that belongs there.

        The first one's receipt is on the disk before the second begins, so a part that was
        interrupted is looked for, and sent, in the same place after a restart.
        """
        first = self.parts[0].message_id
        if not content.payload.get(UNDER_FIRST) or self.address.thread or not first:
            return self.address
        return replace(self.address, thread=first)

    def key(self, part: ClaimedPart) -> str:
        """Names the part on the platform, so that it can be looked for there."""
        return f"{self.id}.{part.number}.{int(self.due.timestamp())}"

    @property
    def touched(self) -> bool:
        """Whether something of it may stand in the chat already."""
        return any(part.state in (DeliveryState.SENT, DeliveryState.UNKNOWN) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Begin:
    """The request for this part leaves now."""

    delivery: Claimed
    part: ClaimedPart


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform took the part."""

    delivery: Claimed
    part: ClaimedPart
    message_id: str


Step = Begin | Sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What becomes of a part that was not plainly sent, and of its delivery.

    `delivery` CLAIMED means: go on with it at once. `chat_wait` and `platform_wait` are moments
    before which the chat, or the whole token, is not written to. `counted` is False when the
    attempt does not count. `pause` is the reason why the chat can't be written to.
    """

    part: DeliveryState
    delivery: DeliveryState
    error: str
    not_before: datetime | None = None
    chat_wait: datetime | None = None
    platform_wait: datetime | None = None
    counted: bool = True
    plain: bool = False
    pause: str | None = None
