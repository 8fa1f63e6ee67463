"""Errors of the newsroom: one root; each text says in one sentence what to do."""

from __future__ import annotations


class DigestsError(Exception):
    """Root of everything that `digests` raises on purpose; `str(error)` is fit for a person."""


class UnreadableError(DigestsError):
    """A file, page or feed can't be turned into articles; `source` names it."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class FetchError(DigestsError):
    """A URL could not be fetched; `outcome` is a stable class name, `permanent` says give up.

    `retry_after` is in seconds, as the server asked, or None.
    """

    def __init__(
        self,
        url: str,
        reason: str,
        *,
        outcome: str,
        permanent: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason
        self.outcome = outcome
        self.permanent = permanent
        self.retry_after = retry_after
        self.redirects: tuple[str, ...] = ()  # how far it came
        self.bytes_read = 0  # of the last answer


class UnknownTopicError(DigestsError):
    """No topic of that name is configured."""

    def __init__(self, topic: str, known: tuple[str, ...]) -> None:
        choice = ", ".join(known) or "none is configured yet"
        super().__init__(f"There is no topic “{topic}”. Topics: {choice}.")
        self.topic = topic
        self.known = known


class UnknownStoryError(DigestsError):
    """No story has that id."""

    def __init__(self, story: int) -> None:
        super().__init__(
            f"There is no story {story}. Ask for the latest digest to see its numbers."
        )
        self.story = story


class SummaryError(DigestsError):
    """A summariser could not do its work; the newsroom falls back to the extractive one."""


class StoreError(DigestsError):
    """The database can't be used: newer than the program, locked by another process, disk full."""
