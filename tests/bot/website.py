"""The web page over a real store and a real newsroom, asked in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from selectolax.lexbor import LexborHTMLParser

from bot.app.web import drawers
from bot.login import login_link
from bot.store import BotStore
from bot.web.app import build_app
from bot.web.tools import WebSettings, WebTools
from digests import Fetcher, Newsroom
from tests.bot.newsdesk import NOW, TOPICS, open_room

HOME = "http://127.0.0.1:8080"


@dataclass
class Site:
    """What a test asks the page through. `trouble` is what the bot complains of, `editors` name the
    topics that have some.
    """

    newsroom: Newsroom
    store: BotStore
    trouble: list[str] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)
    now: datetime = NOW
    client: httpx.AsyncClient = field(init=False)

    async def get(self, path: str, **more: str) -> httpx.Response:
        return await self.client.get(path, headers=more)

    def later(self, **much: float) -> None:
        self.now += timedelta(**much)

    def tools(self, **settings: Any) -> WebTools:
        return WebTools(
            newsroom=self.newsroom,
            store=self.store,
            settings=WebSettings(**settings),
            trouble=lambda _now: self.trouble,
            now=lambda: self.now,
            draw=drawers(),
            with_editors=lambda: self.editors,
        )


@asynccontextmanager
async def open_site(
    folder: Path, fetcher: Fetcher | None = None, **settings: Any
) -> AsyncIterator[Site]:
    """A page whose newsroom took in two articles two hours ago."""
    async for room in open_room(folder, TOPICS):
        newsroom = Newsroom(room.store.database, TOPICS, fetcher=fetcher)
        site = Site(newsroom, room.store)
        transport = httpx.ASGITransport(build_app(site.tools(**settings)))
        async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
            site.client = client
            yield site
        await newsroom.close()


async def log_in(site: Site) -> httpx.Response:
    """By a fresh link."""
    link = await login_link(site.store, HOME, site.now)
    return await site.client.post("/login", data={"token": link.partition("token=")[2]})


async def csrf(site: Site, path: str = "/manage") -> str:
    """The token of the session, as it stands in the forms of a page."""
    field = LexborHTMLParser((await site.get(path)).text).css_first("input[name=csrf]")
    assert field is not None
    return str(field.attributes["value"])


async def send(site: Site, path: str, **fields: str) -> httpx.Response:
    """A form as the page sends it."""
    return await site.client.post(path, data={"csrf": await csrf(site), **fields})


def bearer(token: str) -> Mapping[str, str]:
    return {"authorization": f"Bearer {token}"}
