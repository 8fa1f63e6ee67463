"""Who is logged in: a signed cookie that names a session which the store knows."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from hmac import compare_digest

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.login import SESSION, hashed
from bot.web.tools import WebTools, tools_of

Handler = Callable[[Request], Awaitable[Response]]
SESSION_HOLDS = timedelta(days=7)
LARGEST_FORM = 300_000  # bytes
MOST_FIELDS = 500


@dataclass(frozen=True, slots=True)
class Session:
    """`csrf` goes into every form; a page of another site can't know it."""

    id: str
    csrf: str


async def signer(request: Request, purpose: str) -> URLSafeSerializer:
    """Signs with the key that all processes on this store share."""
    state = request.app.state
    if not hasattr(state, "key"):
        state.key = await tools_of(request).store.web_key("cookie", secrets.token_urlsafe(48))
    return URLSafeSerializer(state.key, salt=purpose)


def cookie_name(tools: WebTools) -> str:
    """`__Host-` makes browsers refuse the cookie from any other host and without https."""
    return "__Host-digestbot" if tools.settings.secure else "digestbot"


async def session_of(request: Request) -> Session | None:
    """The session that the cookie names, if it holds still; looked up once a request."""
    if not hasattr(request.state, "session"):
        request.state.session = await _look_up(request)
    found: Session | None = request.state.session
    return found


async def _look_up(request: Request) -> Session | None:
    tools = tools_of(request)
    cookie = request.cookies.get(cookie_name(tools))
    if not cookie:
        return None
    try:
        number = str((await signer(request, "session")).loads(cookie))
    except BadSignature:
        return None
    if not await tools.store.has_pass(hashed(number), SESSION, tools.now()):
        return None
    return Session(number, str((await signer(request, "csrf")).dumps(number)))


async def begin_session(request: Request, answer: Response) -> None:
    """Log the browser in that gets this answer."""
    tools = tools_of(request)
    number = secrets.token_urlsafe(32)
    now = tools.now()
    await tools.store.forget_passes(now)
    await tools.store.add_pass(hashed(number), SESSION, now + SESSION_HOLDS)
    answer.set_cookie(
        cookie_name(tools),
        str((await signer(request, "session")).dumps(number)),
        max_age=int(SESSION_HOLDS.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=tools.settings.secure,
    )


async def end_session(request: Request, session: Session, answer: Response) -> None:
    """Log out, here and wherever the cookie was copied to."""
    tools = tools_of(request)
    await tools.store.take_pass(hashed(session.id), SESSION, tools.now())
    answer.delete_cookie(
        cookie_name(tools), httponly=True, samesite="strict", secure=tools.settings.secure
    )


async def form_of(request: Request) -> FormData:
    """The posted form.

    Raises:
        HTTPException: 413: it is too large, or does not say how large it is.
    """
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > LARGEST_FORM:
        raise HTTPException(413, "That form is too large.")
    return await request.form(max_fields=MOST_FIELDS, max_files=0)


def for_readers(handler: Handler) -> Handler:
    """For everybody, or for those who logged in, as `web.access` says."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        if tools_of(request).settings.needs_login and await session_of(request) is None:
            return RedirectResponse("/login", 303)
        return await handler(request)

    return guarded


def for_owner(handler: Handler) -> Handler:
    """Only for those who logged in; what is posted must carry the session's own token."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        session = await session_of(request)
        if session is None:
            return RedirectResponse("/login", 303)
        if request.method == "POST":
            given = str((await form_of(request)).get("csrf", ""))
            if not compare_digest(given.encode(), session.csrf.encode()):
                raise HTTPException(403, "This form is too old. Go back, load it again and retry.")
        return await handler(request)

    return guarded
