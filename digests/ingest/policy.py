"""What is new in a feed, and when to ask again: pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from digests.ingest.feeds import Entry

DAY = timedelta(days=1)
DEAD_AFTER = 10  # failures in a row; with back-off that is about a week
JITTER = 0.1


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to take in: new, or known with other words. `keys` is what it is known by."""

    entry: Entry
    keys: tuple[str, ...]
    fingerprint: str


def keys_of_entry(entry: Entry) -> tuple[str, ...]:
    """A guid is no identity (missing, doubled, changing at every poll), so there are two keys: the
    guid with the link, and the link without its query with the title.
    """
    link = (entry.link or "").partition("#")[0]
    bare = link.partition("?")[0] if "utm_" in link else link
    keys = [_hash("l", bare, entry.title)] if bare and entry.title else []
    if entry.guid:
        keys.append(_hash("g", entry.guid))
    return tuple(keys or [_hash("t", bare, entry.title, entry.text)])


def fingerprint(entry: Entry) -> str:
    return _hash("f", entry.title, entry.text)


def new_entries(entries: Iterable[Entry], known: Mapping[str, str]) -> list[NewEntry]:
    """Entries that are not known under any key, or whose words changed; each once."""
    seen: dict[str, str] = dict(known)
    fresh: list[NewEntry] = []
    for entry in entries:
        if not (entry.title or entry.text):
            continue
        keys, words = keys_of_entry(entry), fingerprint(entry)
        if words not in {seen.get(key) for key in keys}:
            fresh.append(NewEntry(entry, keys, words))
        seen |= dict.fromkeys(keys, words)
    return fresh


def next_due(
    url: str, now: datetime, interval: timedelta, asked: Iterable[float | None]
) -> datetime:
    """After a good poll: our interval, or longer if the feed asks for it (seconds), at most a day.
    Up to a tenth more, by feed, so that not all come at once.
    """
    wait = max([interval, *(timedelta(seconds=value) for value in asked if value)])
    return now + _jittered(url, min(wait, DAY))


def next_try(
    url: str, now: datetime, interval: timedelta, failures: int, retry_after: float | None
) -> datetime:
    """After the `failures`th failure in a row: twice as long each time, up to a day; never sooner
    than the server asks.
    """
    wait = min(interval * 2 ** min(failures, 10), DAY)
    return now + max(_jittered(url, wait), timedelta(seconds=retry_after or 0))


def _jittered(url: str, wait: timedelta) -> timedelta:
    share = int(_hash("j", url)[:8], 16) / 0xFFFFFFFF
    return wait * (1 + JITTER * share)


def _hash(*parts: str) -> str:
    text = "\x00".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16).hexdigest()
