"""Pages from templates; every value in them is escaped."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot import wording
from bot.model import Reply
from bot.web.links import host_of, safe_url
from bot.web.sessions import session_of
from bot.web.tools import tools_of

if TYPE_CHECKING:
    from jinja2 import Environment

LANGUAGE = "en"  # of the page; what is told of a story is in the story's own


@cache
def environment() -> Environment:
    """The templates, with what they may call; loaded with the first page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("bot.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"web": safe_url, "machine": machine_time, "host": host_of}
    made.globals |= {"wording": wording}
    return made


async def page(request: Request, name: str, status: int = 200, **values: Any) -> Response:
    """A template as an answer. Every template knows the topics and whether somebody logged in."""
    tools = tools_of(request)
    session = await session_of(request)
    body = draw(
        name,
        tools.settings.zone,
        topics=tools.newsroom.topics,
        session=session,
        path=request.url.path,
        readable=not tools.settings.needs_login or session is not None,
        **values,
    )
    return HTMLResponse(body, status)


def draw(name: str, zone: str, **values: Any) -> str:
    """A template as text, with times in the zone."""
    template = environment().get_template(name)
    with wording.read_as(Reply(zone=zone, language=LANGUAGE)):
        return template.render(zone=zone, clock=clock_in(zone), on_day=wording.day, **values)


def machine_time(moment: datetime) -> str:
    """For `<time datetime>`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def clock_in(zone: str) -> Any:
    """Writes moments as people read them: "2 March 2026, 08:00"."""
    place = ZoneInfo(zone)

    def clock(moment: datetime) -> str:
        local = moment.astimezone(place)
        return f"{local.day} {local:%B %Y, %H:%M}"

    return clock
