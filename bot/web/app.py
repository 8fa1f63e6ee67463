"""The app: which address leads where."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.web import archive, assets, home, login, manage, outbound, status, topics
from bot.web.guard import Guard
from bot.web.health import alive, ready
from bot.web.intake import take_articles
from bot.web.metrics import LatencyBook, metrics
from bot.web.pages import page
from bot.web.shelf import Shelf
from bot.web.tools import WebTools
from digests import DigestsError

TITLES = {403: "Not allowed", 404: "Not found", 405: "Not allowed", 413: "Too large"}
ErrorHandler = Callable[[Request, Exception], Awaitable[Response]]


def build_app(tools: WebTools) -> Starlette:
    """Everything that the page serves."""
    handlers: dict[object, ErrorHandler] = {
        HTTPException: refused,
        DigestsError: out_of_order,
        500: broken,
    }
    app = Starlette(
        routes=routes(),
        middleware=[Middleware(Guard, public_url=tools.settings.public_url)],
        exception_handlers=handlers,
    )
    app.state.tools = tools
    app.state.latencies = LatencyBook(tools.now())
    app.state.shelf = Shelf(tools.now())
    return app


def routes() -> list[BaseRoute]:
    return [
        Route("/healthz", alive),
        Route("/readyz", ready),
        Route("/metrics", metrics),
        Route("/articles", take_articles, methods=["POST"]),
        Route("/", home.home),
        Route("/topics/{topic}", archive.topic_page),
        Route("/topics/{topic}/atom.xml", outbound.atom),
        Route("/topics/{topic}/feed.json", outbound.json_feed),
        Route("/digests/{topic}/{day}", archive.digest_page),
        Route("/stories/{story:int}", archive.story_page),
        Route("/search", archive.search_page),
        Route("/status", status.status_page),
        Route("/login", login.show_login),
        Route("/login", login.log_in, methods=["POST"]),
        Route("/logout", login.log_out, methods=["POST"]),
        *manage_routes(),
        *assets.routes(),
    ]


def manage_routes() -> list[BaseRoute]:
    post = ["POST"]
    return [
        Route("/manage", manage.overview),
        Route("/manage/feeds", manage.add_feed, methods=post),
        Route("/manage/feeds/{feed:int}", manage.change_feed, methods=post),
        Route("/manage/feeds/{feed:int}/remove", manage.confirm_removal),
        Route("/manage/new-topic", topics.new_topic),
        Route("/manage/new-topic", topics.post_new_topic, methods=post),
        Route("/manage/topics/{topic}", topics.edit_topic),
        Route("/manage/topics/{topic}", topics.post_topic, methods=post),
        Route("/manage/topics/{topic}/drop", topics.confirm_drop),
        Route("/manage/topics/{topic}/drop", topics.drop_topic, methods=post),
    ]


async def refused(request: Request, error: Exception) -> Response:
    """A page for what can't be answered as asked."""
    assert isinstance(error, HTTPException)
    title = TITLES.get(error.status_code, "This can't be done")
    answer = await page(request, "error.html", error.status_code, title=title, says=error.detail)
    answer.headers.update(error.headers or {})
    return answer


async def out_of_order(_request: Request, error: Exception) -> Response:
    """The store can't be asked at the moment, so there is no page to put this into."""
    return PlainTextResponse(f"{error}\n", 503, {"Retry-After": "60"})


async def broken(_request: Request, _error: Exception) -> Response:
    """The error itself goes to the log, by the server."""
    return PlainTextResponse("Something went wrong here, and it was noted.\n", 500)
