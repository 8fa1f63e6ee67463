"""Managing: an overview, and the feeds."""

from __future__ import annotations

import logging
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.web.pages import page
from bot.web.sessions import for_owner, form_of
from bot.web.tools import tools_of
from digests import DigestsError, Feed

log = logging.getLogger(__name__)
DONE = {
    "added": "The feed was added.",
    "paused": "The feed is paused.",
    "resumed": "The feed is polled again.",
    "removed": "The feed was removed; its articles stay.",
    "kept": "The topic was saved.",
    "dropped": "The topic was dropped.",
}
LONGEST_URL = 4000


@for_owner
async def overview(request: Request) -> Response:
    return await show(request)


async def show(request: Request, status: int = 200, **more: Any) -> Response:
    newsroom = tools_of(request).newsroom
    values = {"problem": "", "url": "", **more}
    return await page(
        request,
        "manage.html",
        status,
        feeds=await newsroom.feeds(),
        edited={topic.name for topic in newsroom.topics if newsroom.is_edited(topic.name)},
        configured={t.name for t in newsroom.topics if newsroom.is_configured(t.name)},
        done=DONE.get(request.query_params.get("done", ""), ""),
        **values,
    )


def done(what: str) -> Response:
    """Back to the overview, so that a reload does nothing twice."""
    return RedirectResponse(f"/manage?done={what}", 303)


@for_owner
async def add_feed(request: Request) -> Response:
    tools = tools_of(request)
    url = str((await form_of(request)).get("url", "")).strip()[:LONGEST_URL]
    try:
        feed = await tools.newsroom.add_feed(url, tools.now())
    except DigestsError as error:
        return await show(request, 422, problem=str(error), url=url)
    log.info("Feed %d was added on the web page", feed.id)
    return done("added")


@for_owner
async def change_feed(request: Request) -> Response:
    """Pause, resume or remove, as the button says."""
    tools = tools_of(request)
    feed = await wanted_feed(request)
    match str((await form_of(request)).get("action", "")):
        case "pause":
            await tools.newsroom.pause_feed(feed.id)
            what = "paused"
        case "resume":
            await tools.newsroom.resume_feed(feed.id, tools.now())
            what = "resumed"
        case "remove":
            await tools.newsroom.remove_feed(feed.id)
            what = "removed"
        case _:
            raise HTTPException(400, "That is no button of this page.")
    log.info("Feed %d was %s on the web page", feed.id, what)
    return done(what)


@for_owner
async def confirm_removal(request: Request) -> Response:
    feed = await wanted_feed(request)
    return await page(
        request,
        "confirm.html",
        title=f"Remove “{feed.title or feed.url}”?",
        says=["It is polled no more. Its articles stay."],
        button="Remove it",
        action="remove",
        target=f"/manage/feeds/{feed.id}",
    )


async def wanted_feed(request: Request) -> Feed:
    """
    Raises:
        HTTPException: 404: there is no such feed.
    """
    number = request.path_params["feed"]
    for feed in await tools_of(request).newsroom.feeds():
        if feed.id == number:
            return feed
    raise HTTPException(404, "There is no such feed.")
