"""A page by its address: fetch it, and read it in a worker."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from digests.ingest.dates import clamp
from digests.ingest.fetch import ACCEPT_PAGE, MEGABYTE, Fetcher
from digests.ingest.worker import Named, Workers
from digests.model import ArticleDraft

PAGE_SECONDS = 30.0
PAGE_WIRE_BYTES = 5 * MEGABYTE
PAGE_BODY_BYTES = 10 * MEGABYTE
# By its name: all that reads pages is loaded in the worker alone.
READ_HTML: Named[ArticleDraft] = Named("digests.ingest.pages", "read_html")


async def read_page(
    fetcher: Fetcher, url: str, now: datetime, workers: Workers | None = None
) -> ArticleDraft:
    """The article at `url`.

    Raises:
        FetchError: it could not be fetched.
        UnreadableError: there is no article text in it.
    """
    limits = replace(
        fetcher.policy,
        timeout_seconds=max(PAGE_SECONDS, fetcher.policy.timeout_seconds),
        wire_bytes=min(PAGE_WIRE_BYTES, fetcher.policy.wire_bytes),
        max_bytes=min(PAGE_BODY_BYTES, fetcher.policy.max_bytes),
    )
    fetched = await fetcher.fetch(url, accept=ACCEPT_PAGE, limits=limits)
    own = workers or Workers(1)
    try:
        draft = await own.run_async(
            READ_HTML, fetched.body, fetched.final_url, fetched.content_type, seconds=PAGE_SECONDS
        )
    finally:
        if workers is None:
            own.close()
    return replace(draft, published=clamp(draft.published, now))
