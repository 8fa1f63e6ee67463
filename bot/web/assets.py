"""The style sheet and the icon: the only things that a page loads."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

KINDS = {"style.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}


def routes() -> list[BaseRoute]:
    return [Route(f"/{name}", asset) for name in KINDS]


@cache
def content(name: str) -> tuple[bytes, str]:
    """A file with its tag."""
    body = files("bot.web").joinpath("static", name).read_bytes()
    return body, f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'


async def asset(request: Request) -> Response:
    name = request.url.path.removeprefix("/")
    body, tag = content(name)
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=KINDS[name])
