"""`/healthz`: the process answers; `/readyz`: it polls and delivers."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.web.tools import tools_of


async def alive(_request: Request) -> Response:
    return PlainTextResponse("ok\n")


async def ready(request: Request) -> Response:
    """200 when nothing is wrong; else 503 and a line for each trouble."""
    tools = tools_of(request)
    if trouble := tools.trouble(tools.now()):
        return PlainTextResponse("".join(f"{line}\n" for line in trouble), 503)
    return PlainTextResponse("Polling and delivering.\n")
