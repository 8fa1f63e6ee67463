"""Logging in by a link from the bot, and out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.login import LINK, hashed
from bot.web.pages import page
from bot.web.sessions import begin_session, end_session, for_owner, form_of, session_of
from bot.web.tools import tools_of


async def show_login(request: Request) -> Response:
    """How to get a link; or the button of one. A link that is only looked at, as chats do to show
    a preview, is not used up.
    """
    return await page(request, "login.html", token=request.query_params.get("token", ""))


async def log_in(request: Request) -> Response:
    tools = tools_of(request)
    token = str((await form_of(request)).get("token", ""))
    if not await tools.store.take_pass(hashed(token), LINK, tools.now()):
        return await page(request, "login.html", 403, refused=True, token="")
    answer = RedirectResponse("/manage", 303)
    await begin_session(request, answer)
    return answer


@for_owner
async def log_out(request: Request) -> Response:
    session = await session_of(request)
    answer = RedirectResponse("/", 303)
    if session:
        await end_session(request, session, answer)
    return answer
