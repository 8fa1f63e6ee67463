"""The newsroom: takes in feeds, pages and files, and knows what is worth telling.

This is the public face; `bot` imports from here only.
"""

from digests.errors import (
    DigestsError,
    FetchError,
    StoreError,
    SummaryError,
    UnknownStoryError,
    UnknownTopicError,
    UnreadableError,
)
from digests.ingest.fetch import Fetcher, FetchPolicy
from digests.ingest.files import FileRead, read_files
from digests.ingest.plain import read_pasted
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
    KeyPoint,
    Period,
    Section,
    Story,
    TakenIn,
    TakenInAs,
    TextFrom,
    Topic,
)
from digests.newsroom import Counts, Explained, Newsroom, SearchHit
from digests.store.database import Database
from digests.store.migrate import STORE_TREE, MigrationReport, MigrationTree, migrate
from digests.store.tables import UtcDateTime

__all__ = [
    "STORE_TREE",
    "Article",
    "ArticleDraft",
    "Certainty",
    "Citation",
    "Counts",
    "Database",
    "Digest",
    "DigestQuery",
    "DigestSection",
    "DigestStory",
    "DigestsError",
    "Explained",
    "Feed",
    "FetchError",
    "FetchPolicy",
    "Fetcher",
    "FileRead",
    "KeyPoint",
    "MigrationReport",
    "MigrationTree",
    "Newsroom",
    "Period",
    "SearchHit",
    "Section",
    "StoreError",
    "Story",
    "SummaryError",
    "TakenIn",
    "TakenInAs",
    "TextFrom",
    "Topic",
    "UnknownStoryError",
    "UnknownTopicError",
    "UnreadableError",
    "UtcDateTime",
    "migrate",
    "read_files",
    "read_pasted",
]
