"""The contract that every platform keeps; one suite in `tests/contracts` runs on all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import NamedTuple, Protocol, runtime_checkable

from bot.model import (
    Address,
    ChatChange,
    Command,
    Content,
    Limits,
    Part,
    Place,
    PlatformHealth,
    Receipt,
    Reply,
    Search,
)

Incoming = Command | ChatChange | Search
Handle = Callable[[Incoming], Awaitable[Reply | None]]
"""What a platform calls for everything that comes in; it never raises. The platform renders and
sends the reply by itself, to where the command came from."""


class Leaving(Protocol):
    """A turn in the line of a token: `leave` waits for the moment of the request."""

    async def leave(self) -> None: ...


class Line(Protocol):
    """The line in front of a token, in which deliveries and answers wait; answers go first."""

    def turn(
        self, chat: str, *, group: bool = False, reply: bool = False
    ) -> AbstractAsyncContextManager[Leaving]: ...

    def rest(self, chat: str, seconds: float) -> None:
        """The platform told this chat to wait."""


class Platform(Protocol):
    """One chat service. `name` is also the `platform` of its addresses.

    `line` is given by the one who delivers through the same token; whatever the platform writes by
    itself (answers, greetings) waits there for its turn.
    """

    name: str
    limits: Limits
    line: Line | None

    async def check(self) -> str:
        """Ask the service who we are; returns a line such as "@my_bot".

        Raises:
            PlatformError: permanent for a refused token, else the service can't be reached.
        """

    async def start(self, handle: Handle) -> None:
        """Begin to listen; returns once listening. A service that can't be reached is retried in
        the background and is no error.

        Raises:
            PlatformError: permanent: the token is refused, or another process holds it.
        """

    async def stop(self) -> None:
        """Stop listening and finish the replies in hand, within 4 seconds."""

    def render(self, content: Content) -> Sequence[Part]:
        """Pure: one or more parts, each within the platform's limits, split at a point's edge."""

    async def send(self, address: Address, part: Part, key: str) -> Receipt:
        """Send one part, once, without any retry of its own. `key` names the part for `find_sent`.

        A part with an empty payload is sent as its plain text, without any markup.

        Raises:
            DeliveryError, ChatMoved: and nothing else.
        """

    can_find_sent: bool
    can_be_silent: bool  # whether a message may come without a sound
    takes_locations: bool  # whether a place that a person sends is their zone
    is_workspace: bool  # whether its people work together and may see what its channels get

    async def find_sent(self, address: Address, key: str, since: datetime) -> Receipt | None:
        """Look in the chat for the part with this key, sent since then; None: it is not there.

        Only called where `can_find_sent` is True.

        Raises:
            DeliveryError: the chat's history can't be read.
        """

    async def edit(self, address: Address, message_id: str, part: Part) -> bool:
        """Put the part in the place of a message of ours, once; False where it can't be edited any
        more. The same edit twice changes nothing.

        Raises:
            DeliveryError, ChatMoved: and nothing else.
        """

    def amended(self, part: Part, line: str) -> Part | None:
        """Pure: the part with one more line below it; None where it has no room."""

    async def is_admin(self, address: Address, person: str) -> bool:
        """Whether this person may change the subscriptions of a group or channel, asked live."""

    async def find_place(self, name: str) -> Place | None:
        """The group or channel that a person means by its name, its id or a link to it (or to a
        topic or thread of it); None where the bot knows none."""

    def health(self) -> PlatformHealth: ...


@runtime_checkable
class ForOneProcess(Protocol):
    """A platform whose token serves one process only, and that may learn of another one late."""

    async def refused(self) -> str:
        """Wait until another process proves to hold the token; returns what to tell the owner."""
        ...


class Rights(NamedTuple):
    """What a token may not do, each with how to allow it: what the bot needs, what it could use."""

    missing: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


@runtime_checkable
class Examined(Protocol):
    """A platform that says more of itself after `check`: for the person who runs the bot.

    `server_time` is the service's clock, as of its last answer.
    """

    server_time: datetime | None
    rights: Rights
