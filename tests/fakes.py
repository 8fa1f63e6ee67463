"""A strict chat service in memory: it keeps the contract and refuses what a real one refuses."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.errors import DeliveryError
from bot.model import (
    UNDER_FIRST,
    Address,
    Content,
    Limits,
    Part,
    Place,
    PlatformHealth,
    Receipt,
    Reply,
)
from bot.platforms import Handle, Line
from digests import Digest

Fault = Exception | Callable[[], Awaitable[None]]
LONGEST = 4096


@dataclass(slots=True)
class Message:
    """One message as it stands in a chat."""

    address: Address
    text: str
    key: str
    plain: bool
    id: str


@dataclass
class FakePlatform:
    """`messages` is what people see. `faults` are raised, in order, for a chat's next requests;
    `after` ones once the message already stands in the chat (the answer got lost).

    `split` makes a part of each story; without it a digest is one part. With `threads` those after
    the first belong into its thread, where that is asked for.
    """

    name: str = "telegram"
    limits: Limits = field(default_factory=Limits)
    can_find_sent: bool = False
    can_be_silent: bool = False
    takes_locations: bool = False
    is_workspace: bool = False
    split: bool = False
    threads: bool = False
    messages: list[Message] = field(default_factory=list)
    requests: list[tuple[Address, str]] = field(default_factory=list)
    rendered: int = 0
    before: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    after: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    unreadable: DeliveryError | None = None
    sealed: set[str] = field(default_factory=set)  # messages that can't be edited any more
    admins: set[str] = field(default_factory=set)
    line: Line | None = None

    async def check(self) -> str:
        return "@fake"

    async def start(self, handle: Handle) -> None:
        self.handle = handle

    async def stop(self) -> None:
        return None

    def render(self, content: Content) -> Sequence[Part]:
        self.rendered += 1
        digest = content if isinstance(content, Digest) else content.digest
        if not digest:
            assert isinstance(content, Reply)
            return [_part("\n".join(content.lines))]
        stories = [_story(story.title, [p.text for p in story.points]) for story in digest.stories]
        if self.split:
            first, *others = [_part(text) for text in stories]
            if not (self.threads and isinstance(content, Reply) and content.threaded):
                return [first, *others]
            under = {UNDER_FIRST: True}
            return [first, *(replace(part, payload={**part.payload, **under}) for part in others)]
        return [_part("\n\n".join([digest.title, *stories]))]

    async def send(self, address: Address, part: Part, key: str) -> Receipt:
        assert address.platform == self.name, "a part for another platform"
        assert 0 < len(part.text) <= LONGEST, "too long, or empty"
        self.requests.append((address, key))
        await _fail(self.before[address.native_id])
        message = Message(address, part.text, key, not part.payload, str(len(self.messages) + 1))
        self.messages.append(message)
        await _fail(self.after[address.native_id])
        return Receipt(message_id=message.id)

    async def find_sent(self, address: Address, key: str, since: datetime) -> Receipt | None:
        assert self.can_find_sent, "this platform has no history to look into"
        if self.unreadable:
            raise self.unreadable
        for message in self.messages:
            if (message.address, message.key) == (address, key):
                return Receipt(message_id=message.id)
        return None

    async def edit(self, address: Address, message_id: str, part: Part) -> bool:
        assert 0 < len(part.text) <= LONGEST, "too long, or empty"
        self.requests.append((address, f"edit {message_id}"))
        await _fail(self.before[address.native_id])
        mine = [message for message in self.messages if message.id == message_id]
        if not mine or message_id in self.sealed:
            return False
        mine[0].text = part.text
        await _fail(self.after[address.native_id])
        return True

    def amended(self, part: Part, line: str) -> Part | None:
        text = f"{part.text}\n{line}"
        return Part(text=text, payload=part.payload) if len(text) <= LONGEST else None

    async def is_admin(self, address: Address, person: str) -> bool:
        return person in self.admins

    async def find_place(self, name: str) -> Place | None:
        return None

    def health(self) -> PlatformHealth:
        return PlatformHealth(connected=True)

    def texts(self, native_id: str) -> list[str]:
        """What stands in a chat, in order."""
        return [m.text for m in self.messages if m.address.native_id == native_id]


def _part(text: str) -> Part:
    return Part(text=text, payload={"markup": f"<b>{text}</b>"})


def _story(title: str, points: list[str]) -> str:
    return "\n".join([title, *points])


async def _fail(faults: deque[Fault]) -> None:
    if not faults:
        return
    fault = faults.popleft()
    if isinstance(fault, Exception):
        raise fault
    await fault()
