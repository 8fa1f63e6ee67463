"""Parts of deliveries and replies, as platforms send them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class DeliveryState(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    MOOT = "moot"  # nothing new to tell, or the subscription ended


UNDER_FIRST = "under_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message of a delivery or reply, as a platform rendered it.

    `text` is plain, for logs, notifications and the fallback without markup. `payload` is JSON:
    what the platform's `send` needs. With `UNDER_FIRST` in it, the part goes into the thread of the
    first one.
    """

    text: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the platform gave back for one part."""

    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How fast a platform may be written to; None means no such limit.

    `per_second` holds for the whole token, `chat_interval` is in seconds between two messages of
    one chat, `group_per_minute` holds for each group and channel.
    """

    per_second: float | None = None
    chat_interval: float | None = None
    group_per_minute: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformHealth:
    """`last_contact` is the last successful poll or socket hello; `problem` is one sentence."""

    connected: bool
    last_contact: datetime | None = None
    problem: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)
