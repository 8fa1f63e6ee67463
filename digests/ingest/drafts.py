"""From an entry of a feed to an article: pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from digests.ingest.dates import clamp
from digests.ingest.feeds import ParsedFeed
from digests.ingest.policy import KeyedEntry
from digests.ingest.urls import host_of
from digests.model import ArticleDraft, Feed, TextFrom


def draft_of(feed: Feed, parsed: ParsedFeed, found: KeyedEntry, now: datetime) -> ArticleDraft:
    """An article of what the feed itself says."""
    entry = found.entry
    return ArticleDraft(
        title=entry.title or entry.text[:120],
        text=entry.text or entry.title,
        outlet=feed.outlet or feed.title or parsed.title or host_of(feed.url),
        url=entry.link,
        author=entry.author,
        published=clamp(entry.published, now),
        language=parsed.language,
        text_from=TextFrom.FEED,
        feed=feed.id,
        guid=entry.guid,
        own_page=found.own_page,
    )


def with_page(draft: ArticleDraft, page: ArticleDraft) -> ArticleDraft:
    """The page's text, unless it has less than the feed gave."""
    if len(page.text) <= len(draft.text):
        return draft
    return replace(
        draft,
        text=page.text,
        author=draft.author or page.author,
        published=draft.published or page.published,
        language=draft.language or page.language,
        text_from=TextFrom.PAGE,
    )
