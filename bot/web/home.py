"""The first page: every topic with its newest stories."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.web.archive import INSTANT, WEEK
from bot.web.pages import page
from bot.web.sessions import for_readers
from bot.web.shelf import shelved
from bot.web.telling import tell
from bot.web.tools import tools_of
from digests import DigestQuery, DigestStory, Period, Topic

HEADLINES = 5


@dataclass(frozen=True, slots=True)
class Beat:
    """A topic with its newest stories, for the first page."""

    topic: Topic
    stories: tuple[DigestStory, ...]


@for_readers
async def home(request: Request) -> Response:
    async def make() -> Response:
        tools = tools_of(request)
        now, beats = tools.now(), []
        for topic in tools.newsroom.topics:
            period = Period(start=now - WEEK, end=now + INSTANT)
            query = DigestQuery(topic=topic.name, period=period, max_stories=HEADLINES)
            beats.append(Beat(topic, (await tell(tools, topic, query, now)).stories))
        return await page(request, "home.html", beats=beats)

    return await shelved(request, make)
