"""What holds for every answer and every request, whatever page it is."""

from __future__ import annotations

import hmac
import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Nothing but our own style sheet, pictures and forms; no script at all.
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    # With "no-referrer", browsers would send forms without their origin.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
FOR_MACHINES = ("/healthz", "/readyz", "/metrics", "/articles")  # they know us by other names, too
_SINGLE_LABEL = re.compile(r"[a-z0-9_-]+", re.IGNORECASE)


class Guard:
    """Sets the headers, and refuses requests that other sites make a browser send.

    A page of another site can point its own name at 127.0.0.1 (DNS rebinding); such a request
    carries that name. Addresses, names without a dot (`localhost`, a container) and the host of
    `public_url` are ours.
    """

    def __init__(self, app: ASGIApp, public_url: str = "") -> None:
        self._app = app
        self._origin = public_url
        self._public = urlsplit(public_url).hostname or ""
        self._secure = public_url.startswith("https://")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if problem := self._problem(scope, headers):
            await PlainTextResponse(problem + "\n", 403)(scope, receive, self._dressed(send))
            return
        await self._app(scope, receive, self._dressed(send))

    def _problem(self, scope: Scope, headers: Headers) -> str:
        host = headers.get("host", "")
        if scope["path"] not in FOR_MACHINES and not is_ours(host, self._public):
            return "This is not my name; set web.public_url to the address as people open it."
        if scope["method"] in SAFE_METHODS:
            return ""
        fetched_from = headers.get("sec-fetch-site", "same-origin")
        own = fetched_from in ("same-origin", "none") and self._is_own(headers.get("origin"), host)
        return "" if own else "This form comes from another site."

    def _is_own(self, origin: str | None, host: str) -> bool:
        """Programs send none. A proxy may hand on another host than the one that people open."""
        own = (self._origin or f"https://{host}", f"http://{host}", f"https://{host}")
        return origin is None or origin.lower() in {each.lower() for each in own}

    def _dressed(self, send: Send) -> Send:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                if self._secure:
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        return dressed


def is_ours(host: str, public: str) -> bool:
    """Whether a request for this host (with or without a port) is meant for us."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name.lower() == public.lower() or _SINGLE_LABEL.fullmatch(name):
        return bool(name)
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def bearer_is(request: Request, token: str) -> bool:
    """Whether the request carries this token; takes as long whatever is wrong with it."""
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    same = hmac.compare_digest(given.strip().encode(), token.encode())
    return same and kind.lower() == "bearer" and bool(token)
