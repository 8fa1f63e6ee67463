"""The newsroom: takes in feeds, pages and files, and knows what is worth telling.

This is the public face; `bot` imports from here only.

Each name is loaded from its module when it is first used: the running bot needs few of them, and a
command of the command line even fewer.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

# At once: a function of the name of its package would else be hidden by that.
from digests.summarise import Summariser, summarise

if TYPE_CHECKING:
    from digests.archive import Edition, edition_number
    from digests.arriving import ArrivalsReport
    from digests.asking import check_model, language_model
    from digests.errors import (
        DigestsError,
        FetchError,
        StoreError,
        SummaryError,
        UnknownStoryError,
        UnknownTopicError,
        UnreadableError,
    )
    from digests.ingest.check import FeedCheck, check_feeds
    from digests.ingest.feedbook import find_feed
    from digests.ingest.fetch import Fetcher, FetchPolicy
    from digests.ingest.files import FileRead, read_files
    from digests.ingest.inbox import take_inbox
    from digests.ingest.jsonlines import article_of
    from digests.ingest.opml import export_opml, import_opml
    from digests.ingest.plain import read_pasted
    from digests.ingest.poller import PollReport
    from digests.ingest.reading import read_page
    from digests.model import (
        Article,
        ArticleDraft,
        Certainty,
        Citation,
        Digest,
        DigestQuery,
        DigestSection,
        DigestStory,
        Feed,
        Filters,
        KeyPoint,
        Period,
        Section,
        Story,
        TakenIn,
        TakenInAs,
        TextFrom,
        TimelineDay,
        Topic,
    )
    from digests.newsroom import Counts, Explained, Newsroom, SearchHit
    from digests.spending import Budget, Usage, together, usage
    from digests.state import export_state, import_state
    from digests.store.arrivals import Arrivals
    from digests.store.copying import check_sqlite, copy_sqlite, vacuum_sqlite
    from digests.store.database import Database, Snapshot
    from digests.store.dump import NEWSROOM_STATE, State, count_rows
    from digests.store.migrate import STORE_TREE, MigrationReport, MigrationTree, migrate
    from digests.store.tables import UtcDateTime
    from digests.store.upkeep import Size, forget_stories, sizes
    from digests.summarise.endpoint import EndpointSettings

_MODULES = {
    "digests.archive": ("Edition", "edition_number"),
    "digests.arriving": ("ArrivalsReport",),
    "digests.asking": (
        "check_model",
        "language_model",
    ),
    "digests.errors": (
        "DigestsError",
        "FetchError",
        "StoreError",
        "SummaryError",
        "UnknownStoryError",
        "UnknownTopicError",
        "UnreadableError",
    ),
    "digests.ingest.check": (
        "FeedCheck",
        "check_feeds",
    ),
    "digests.ingest.feedbook": ("find_feed",),
    "digests.ingest.fetch": (
        "FetchPolicy",
        "Fetcher",
    ),
    "digests.ingest.files": (
        "FileRead",
        "read_files",
    ),
    "digests.ingest.inbox": ("take_inbox",),
    "digests.ingest.jsonlines": ("article_of",),
    "digests.ingest.opml": (
        "export_opml",
        "import_opml",
    ),
    "digests.ingest.plain": ("read_pasted",),
    "digests.ingest.poller": ("PollReport",),
    "digests.ingest.reading": ("read_page",),
    "digests.model": (
        "Article",
        "ArticleDraft",
        "Certainty",
        "Citation",
        "Digest",
        "DigestQuery",
        "DigestSection",
        "DigestStory",
        "Feed",
        "Filters",
        "KeyPoint",
        "Period",
        "Section",
        "Story",
        "TakenIn",
        "TakenInAs",
        "TextFrom",
        "TimelineDay",
        "Topic",
    ),
    "digests.newsroom": (
        "Counts",
        "Explained",
        "Newsroom",
        "SearchHit",
    ),
    "digests.spending": (
        "Budget",
        "Usage",
        "together",
        "usage",
    ),
    "digests.state": (
        "export_state",
        "import_state",
    ),
    "digests.store.arrivals": ("Arrivals",),
    "digests.store.copying": (
        "check_sqlite",
        "copy_sqlite",
        "vacuum_sqlite",
    ),
    "digests.store.database": (
        "Database",
        "Snapshot",
    ),
    "digests.store.dump": (
        "NEWSROOM_STATE",
        "State",
        "count_rows",
    ),
    "digests.store.migrate": (
        "MigrationReport",
        "MigrationTree",
        "STORE_TREE",
        "migrate",
    ),
    "digests.store.tables": ("UtcDateTime",),
    "digests.store.upkeep": (
        "Size",
        "forget_stories",
        "sizes",
    ),
    "digests.summarise.endpoint": ("EndpointSettings",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "NEWSROOM_STATE",
    "STORE_TREE",
    "Arrivals",
    "ArrivalsReport",
    "Article",
    "ArticleDraft",
    "Budget",
    "Certainty",
    "Citation",
    "Counts",
    "Database",
    "Digest",
    "DigestQuery",
    "DigestSection",
    "DigestStory",
    "DigestsError",
    "Edition",
    "EndpointSettings",
    "Explained",
    "Feed",
    "FeedCheck",
    "FetchError",
    "FetchPolicy",
    "Fetcher",
    "FileRead",
    "Filters",
    "KeyPoint",
    "MigrationReport",
    "MigrationTree",
    "Newsroom",
    "Period",
    "PollReport",
    "SearchHit",
    "Section",
    "Size",
    "Snapshot",
    "State",
    "StoreError",
    "Story",
    "Summariser",
    "SummaryError",
    "TakenIn",
    "TakenInAs",
    "TextFrom",
    "TimelineDay",
    "Topic",
    "UnknownStoryError",
    "UnknownTopicError",
    "UnreadableError",
    "Usage",
    "UtcDateTime",
    "article_of",
    "check_feeds",
    "check_model",
    "check_sqlite",
    "copy_sqlite",
    "count_rows",
    "edition_number",
    "export_opml",
    "export_state",
    "find_feed",
    "forget_stories",
    "import_opml",
    "import_state",
    "language_model",
    "migrate",
    "read_files",
    "read_page",
    "read_pasted",
    "sizes",
    "summarise",
    "take_inbox",
    "together",
    "usage",
    "vacuum_sqlite",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
