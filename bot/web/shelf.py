"""Finished pages: made once for everybody, until something new is taken in."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import Response

from bot.web.days import day_of
from bot.web.sessions import session_of
from bot.web.tools import tools_of

MOST_PAGES = 100
AT_ONCE = 2  # pages being made: whoever walks through the archive must not hold up deliveries
Make = Callable[[], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Finished:
    """A page with its validators; `changed` is in whole seconds, as HTTP has them."""

    etag: str
    changed: datetime
    body: bytes
    media_type: str


@dataclass(slots=True)
class Shelf:
    """The pages that were asked for last. `opened` is when the process began: what changed before,
    such as the configuration, is not known.
    """

    opened: datetime
    pages: OrderedDict[str, Finished] = field(default_factory=OrderedDict)
    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def keep(self, key: str, page: Finished) -> None:
        self.pages[key] = page
        self.pages.move_to_end(key)
        while len(self.pages) > MOST_PAGES:
            self.pages.popitem(last=False)


async def shelved(request: Request, make: Make) -> Response:
    """The page from the shelf, or made now; 304 for a reader who has it already."""
    shelf: Shelf = request.app.state.shelf
    if await session_of(request):  # their pages hold what belongs to their session
        async with shelf.turn:
            return await make()
    key = str(request.url)  # with the host, for links may begin with it
    etag = await _etag(request, key)
    known = shelf.pages.get(key)
    if known is None or known.etag != etag:
        async with shelf.turn:
            made = await make()
        if made.status_code != 200:
            return made
        changed = await _changed(request, shelf, known)
        known = Finished(etag, changed, bytes(made.body), made.media_type or "text/html")
        shelf.keep(key, known)
    return _answer(request, known)


async def _etag(request: Request, key: str) -> str:
    """Names everything that the page depends on."""
    tools = tools_of(request)
    edition = await tools.newsroom.edition()
    today = day_of(tools.now(), tools.settings.zone)
    opened = request.app.state.shelf.opened
    decided: list[object] = [await tools.store.drafts_of(topic) for topic in tools.with_editors()]
    decided.append(await tools.store.newest_correction())
    parts = (key, edition.number, tools.newsroom.topics, today, opened, decided)
    return f'"{hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'


async def _changed(request: Request, shelf: Shelf, before: Finished | None) -> datetime:
    tools = tools_of(request)
    if before:
        return tools.now().replace(microsecond=0)
    newest = (await tools.newsroom.edition()).changed or shelf.opened
    return max(newest, shelf.opened).replace(microsecond=0)


def _answer(request: Request, page: Finished) -> Response:
    headers = {
        "ETag": page.etag,
        "Last-Modified": format_datetime(page.changed, usegmt=True),
        "Cache-Control": "no-cache",
        "Vary": "Cookie",
    }
    if has_it(request, page):
        return Response(status_code=304, headers=headers)
    return Response(page.body, headers=headers, media_type=page.media_type)


def has_it(request: Request, page: Finished) -> bool:
    """Whether the reader's copy is this one (RFC 9110, section 13.2.2: tags win over dates)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        given = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        return page.etag in given or given == ["*"]
    since = request.headers.get("if-modified-since", "")
    try:
        return page.changed <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False
