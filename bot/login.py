"""Links that log their holder in to the web page: each works once and for a short while."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.config import WebConfig
    from bot.store import BotStore

LIBRARIES = ("starlette", "uvicorn", "jinja2", "itsdangerous", "prometheus_client", "leather")

LINK = "login"  # kinds of passes
SESSION = "session"
LINK_HOLDS = timedelta(minutes=15)


async def login_link(store: BotStore, url: str, now: datetime) -> str:
    """A new link to the page at `url`; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    await store.add_pass(hashed(token), LINK, now + LINK_HOLDS)
    return f"{url}/login?token={token}"


def installed() -> bool:
    """Whether the libraries of the web page are there."""
    return all(find_spec(name) for name in LIBRARIES)


def page_address(web: WebConfig) -> str | None:
    """As people open the page; None when there is none, or when only its log knows the port."""
    return web.address if installed() else None


def hashed(token: str) -> str:
    """What is kept of a token: whoever reads the database can't log in with it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
