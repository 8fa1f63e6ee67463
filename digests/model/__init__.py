"""The nouns of the newsroom: frozen values, no behaviour beyond what derives from their fields.

Every datetime is aware and in UTC. Every text is plain, without markup."""

from digests.model.articles import Article, ArticleDraft, Feed, TakenIn, TakenInAs, TextFrom
from digests.model.digests import Digest, DigestSection, DigestStory, Story, TimelineDay
from digests.model.points import Certainty, Citation, KeyPoint
from digests.model.topics import DigestQuery, Filters, Period, Section, Topic

__all__ = [
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
]
