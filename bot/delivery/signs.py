"""Pure: the signs of life, and what is wrong with them in one sentence; None when nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model import PlatformHealth
from bot.store import QueueReport
from digests import Arrivals

QUIET_CONTACT = timedelta(minutes=3)  # a long poll takes up to 50 s, a ping interval 40 s
QUIET_FEEDS = timedelta(hours=1)
OLD_ARRIVALS = timedelta(minutes=30)  # a hundred thousand are taken in within minutes
OLD_QUEUE = timedelta(hours=2)  # 100,000 chats take an hour at Telegram's rate
# How long a tick may take, by its name. Posting may take hours, and is watched by the queue.
QUIET_TICKS = {
    "prepare": timedelta(minutes=5),
    "feeds": timedelta(hours=1),
    "arrivals": timedelta(minutes=10),
}


@dataclass(frozen=True, slots=True)
class FeedSigns:
    """How polling went, whoever polls. `failing_since` is set while not one feed can be fetched."""

    last_fetch: datetime | None = None
    failing_since: datetime | None = None


def platform_trouble(name: str, health: PlatformHealth, now: datetime) -> str | None:
    """Of the contact: the last successful poll, or the last sign of the socket."""
    if health.problem:
        return f"{name}: {health.problem}"
    if health.last_contact and now - health.last_contact > QUIET_CONTACT:
        silent = minutes(health.last_contact, now)
        return f"Nothing was heard from {name} for {silent} minutes; is the network up?"
    return None


def queue_trouble(queue: QueueReport, now: datetime) -> str | None:
    """Deliveries stand still: the oldest is long due, and none left for long."""
    if queue.oldest is None or now - queue.oldest <= OLD_QUEUE:
        return None
    if queue.last_sent and now - queue.last_sent <= OLD_QUEUE:
        return None
    return f"{queue.open} deliveries wait, the oldest since {queue.oldest:%Y-%m-%d %H:%M} UTC."


def feeds_trouble(feeds: FeedSigns, now: datetime) -> str | None:
    """Not one feed can be fetched."""
    if feeds.failing_since is None or now - feeds.failing_since <= QUIET_FEEDS:
        return None
    since = feeds.last_fetch or feeds.failing_since
    return f"No feed could be fetched for {minutes(since, now)} minutes; is the network up?"


def arrivals_trouble(arrivals: Arrivals, now: datetime) -> str | None:
    """What was read from feeds is not taken in: it does not get into stories."""
    if arrivals.oldest is None or now - arrivals.oldest <= OLD_ARRIVALS:
        return None
    return (
        f"{arrivals.waiting} entries of feeds wait to be taken in, the oldest since "
        f"{arrivals.oldest:%Y-%m-%d %H:%M} UTC."
    )


def refused_trouble(arrivals: Arrivals) -> str | None:
    """Entries found a fault in us; they are tried again."""
    if not arrivals.refused:
        return None
    return f"Entries of feeds can't be taken in: {arrivals.error}; the log says which."


def tick_troubles(
    ticked: Mapping[str, datetime], started: datetime, now: datetime
) -> dict[str, str | None]:
    """Work that is called again and again and came to no good end for long, by its name."""
    found: dict[str, str | None] = {}
    for name, patience in QUIET_TICKS.items():
        last = ticked.get(name, started)
        silent = now - last > patience
        found[f"tick {name}"] = (
            f"“{name}” came to no end for {minutes(last, now)} minutes; the log says why."
            if silent
            else None
        )
    return found


def minutes(since: datetime, now: datetime) -> int:
    return int((now - since).total_seconds() // 60)
