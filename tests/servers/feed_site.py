"""A news site on loopback whose feeds and pages a test changes while it runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web


@dataclass
class Answer:
    body: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class FeedSite:
    """Answers each path as `answers` says, 304 where the asker knows the tag, else 404."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []

    def serve(self, path: str, body: str = "", status: int = 200, **headers: str) -> str:
        """The address of what is served from now on."""
        self.answers[path] = Answer(body, status, {"Content-Type": "text/html", **headers})
        return self.url + path

    def news(self, path: str, titles: Iterable[str], **headers: str) -> str:
        """Serve a feed of these titles; each links to `/TITLE` on this site."""
        return self.serve(path, self.rss(titles), 200, **headers)

    def rss(self, titles: Iterable[str]) -> str:
        items = "".join(
            f"<item><title>The {title}</title><link>{self.url}/{title}</link><description>Words "
            f"about the {title}, enough of them for a text of its own.</description></item>"
            for title in titles
        )
        return f"<rss version='2.0'><channel><title>Town News</title>{items}</channel></rss>"

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        found = self.answers.get(request.path, Answer(status=404))
        tag = found.headers.get("ETag")
        if tag and request.headers.get("If-None-Match") == tag:
            return web.Response(status=304)
        return web.Response(status=found.status, text=found.body, headers=found.headers)


@asynccontextmanager
async def feed_site() -> AsyncIterator[FeedSite]:
    app, site = web.Application(), FeedSite("")
    app.router.add_get("/{path:.*}", site.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield site
    finally:
        await runner.cleanup()
