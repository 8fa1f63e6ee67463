"""What went wrong in the newsroom, in one sentence with what to do."""

from __future__ import annotations

from bot.say.language import SOURCE, _, spoken
from digests import (
    DigestsError,
    FetchError,
    UnknownStoryError,
    UnknownTopicError,
    UnreadableError,
)

LATER = frozenset(
    {"connect", "timeout", "broken-connection", "truncated", "rate-limited", "server-error"}
)
LOCKED = frozenset({"denied", "tls"})
ABSENT = frozenset({"not-found", "gone", "dns", "bad-url"})


def trouble(error: DigestsError) -> str:
    """English is the newsroom's own language, and says most."""
    if spoken() == SOURCE:
        return f"{error}"
    if isinstance(error, UnknownTopicError):
        return _(
            "There is no topic “{topic}”. Topics: {known}.",
            topic=error.topic,
            known=", ".join(error.known) or _("none"),
        )
    if isinstance(error, UnknownStoryError):
        return _("That story is not there any more. Send /latest for what is.")
    if isinstance(error, FetchError):
        return _unfetched(error)
    if isinstance(error, UnreadableError):
        return _("I found no article in {source}.", source=error.source)
    return broken()


def _unfetched(error: FetchError) -> str:
    if error.outcome in LATER:
        return _("{url} can’t be reached now. Please try again later.", url=error.url)
    if error.outcome in ABSENT:
        return _("There is no such page: {url}. Please check the address.", url=error.url)
    if error.outcome in LOCKED:
        return _("{url} does not let me in.", url=error.url)
    if error.outcome == "private-address":
        return _("{url} is in a private network; I read public pages only.", url=error.url)
    return _("{url} is no page that I can read.", url=error.url)


def broken() -> str:
    return _("Something went wrong here, and it was noted. Please try again in a minute.")
