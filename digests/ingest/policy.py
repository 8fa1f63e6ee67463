"""What is new in a feed, and when to ask again: pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from digests.ingest.feeds import Entry

DAY = timedelta(days=1)
WELL = {"failures": 0, "failing_since": None, "last_error": None}  # columns of a feed
DEAD_AFTER = 10  # failures in a row; with back-off that is about a week
JITTER = 0.1


@dataclass(frozen=True, slots=True)
class KeyedEntry:
    """An entry with what it is known by. `own_page` says that no other entry has its link."""

    entry: Entry
    keys: tuple[str, ...]
    fingerprint: str
    own_page: bool = True


def keyed_entries(entries: Iterable[Entry]) -> list[KeyedEntry]:
    """The entries of one body, each once. Empty ones are left out; of those with one key the first
    stays; a guid that entries with different links share is none.
    """
    filled = [entry for entry in entries if entry.title or entry.text]
    links: dict[str, set[str]] = {}
    for entry in filled:
        links.setdefault(entry.guid or "", set()).add(entry.link or "")
    found: list[KeyedEntry] = []
    taken: set[str] = set()
    for read in filled:
        shared = read.guid and len(links[read.guid]) > 1
        entry = replace(read, guid=None) if shared else read
        keys = keys_of_entry(entry)
        if taken.isdisjoint(keys):
            found.append(KeyedEntry(entry, keys, fingerprint(entry)))
        taken.update(keys)
    pages = Counter(_page(one.entry) for one in found)
    return [replace(one, own_page=pages[_page(one.entry)] == 1) for one in found]


def keys_of_entry(entry: Entry) -> tuple[str, ...]:
    """A guid is no identity (missing, doubled, changing at every poll), so there are two keys: the
    guid, and the link without its query with the title.
    """
    link = _page(entry)
    bare = link.partition("?")[0] if "utm_" in link else link
    keys = [_hash("l", bare, entry.title)] if bare and entry.title else []
    if entry.guid:
        keys.append(_hash("g", entry.guid))
    return tuple(keys or [_hash("t", bare, entry.title, entry.text)])


def fingerprint(entry: Entry) -> str:
    return _hash("f", entry.title, entry.text)


def new_entries(entries: Iterable[KeyedEntry], known: Mapping[str, str]) -> list[KeyedEntry]:
    """Those that are not known under any key (fingerprint by key), or whose words changed."""
    return [one for one in entries if one.fingerprint not in {known.get(key) for key in one.keys}]


def _page(entry: Entry) -> str:
    return (entry.link or "").partition("#")[0]


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
