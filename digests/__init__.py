"""The newsroom: takes in feeds, pages and files, and knows what is worth telling.

This is the public face; `bot` imports from here only.
"""

from digests.archive import Edition
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
from digests.store.copying import check_sqlite, copy_sqlite, vacuum_sqlite
from digests.store.database import Database
from digests.store.dump import NEWSROOM_STATE, State, count_rows
from digests.store.migrate import STORE_TREE, MigrationReport, MigrationTree, migrate
from digests.store.tables import UtcDateTime
from digests.store.upkeep import Size, forget_stories, sizes
from digests.summarise import Summariser, summarise
from digests.summarise.endpoint import EndpointSettings

__all__ = [
    "NEWSROOM_STATE",
    "STORE_TREE",
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
