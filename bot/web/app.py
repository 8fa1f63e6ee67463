"""The app: which address leads where."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from bot.web.guard import Guard
from bot.web.health import alive, ready
from bot.web.intake import take_articles
from bot.web.metrics import LatencyBook, metrics
from bot.web.tools import WebTools


def build_app(tools: WebTools) -> Starlette:
    """Everything that the page serves."""
    app = Starlette(
        routes=routes(),
        middleware=[Middleware(Guard, public_url=tools.settings.public_url)],
    )
    app.state.tools = tools
    app.state.latencies = LatencyBook(tools.now())
    return app


def routes() -> list[BaseRoute]:
    return [
        Route("/healthz", alive),
        Route("/readyz", ready),
        Route("/metrics", metrics),
        Route("/articles", take_articles, methods=["POST"]),
    ]
