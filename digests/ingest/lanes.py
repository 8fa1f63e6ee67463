"""Which feed to poll next, so that no host is asked too much at once: pure."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence

from digests.ingest.urls import host_of
from digests.store.feeds import DueFeed


class Lanes:
    """Feeds by host: a host never has more than `per_host` in hand, whoever waits for it."""

    def __init__(self, feeds: Sequence[DueFeed], per_host: int) -> None:
        self._queues: defaultdict[str, deque[DueFeed]] = defaultdict(deque)
        for due in feeds:
            self._queues[host_of(due.feed.url)].append(due)
        self._ready = deque(
            host for host, queue in self._queues.items() for _ in range(min(per_host, len(queue)))
        )
        self._hosts: dict[int, str] = {due.feed.id: host_of(due.feed.url) for due in feeds}

    def __len__(self) -> int:
        return len(self._ready)

    def take(self) -> DueFeed | None:
        while self._ready:
            if queue := self._queues[self._ready.popleft()]:
                return queue.popleft()
        return None

    def give_back(self, due: DueFeed) -> None:
        """The feed is done; its place at the host is free."""
        self._ready.append(self._hosts[due.feed.id])
