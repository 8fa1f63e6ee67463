"""Managing topics: a form, with a preview of the digest on both platforms."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.web.archive import INSTANT, WEEK, wanted_topic
from bot.web.forms import SectionFields, TopicFields, check, fields_of, read_fields
from bot.web.looks import LOOKS
from bot.web.manage import done
from bot.web.pages import page
from bot.web.sessions import for_owner, form_of
from bot.web.tools import WebTools, tools_of
from digests import DigestQuery, Explained, Period, Topic

log = logging.getLogger(__name__)
STORIES = 3  # in a preview
EXPLAINED = 15  # articles with the reasons for them
NAMES = {"telegram": "Telegram", "slack": "Slack"}


@dataclass(frozen=True, slots=True)
class Preview:
    """What a chat would be sent of the last seven days, and why."""

    looks: Mapping[str, Sequence[Markup]]
    explained: Sequence[Explained]


@for_owner
async def new_topic(request: Request) -> Response:
    return await show(request, TopicFields(sections=(SectionFields(),)), new=True)


@for_owner
async def edit_topic(request: Request) -> Response:
    topic = wanted_topic(tools_of(request).newsroom, request)
    return await show(request, fields_of(topic))


@for_owner
async def post_new_topic(request: Request) -> Response:
    return await post(request, new=True)


@for_owner
async def post_topic(request: Request) -> Response:
    wanted_topic(tools_of(request).newsroom, request)
    return await post(request, new=False)


async def post(request: Request, new: bool) -> Response:
    """Preview, save, or one more section, as the button says."""
    tools, form = tools_of(request), await form_of(request)
    fields = read_fields(form, "" if new else request.path_params["topic"])
    action = str(form.get("action", ""))
    if action == "section":
        fields = replace(fields, sections=(*fields.sections, SectionFields()))
        return await show(request, fields, new=new)
    checked = check(fields)
    problems = dict(checked.problems)
    if new and any(topic.name == fields.name for topic in tools.newsroom.topics):
        problems["name"] = "There is a topic of this name already."
    if problems or checked.topic is None:
        return await show(request, fields, 422, new=new, problems=problems)
    if action == "preview":
        return await show(request, fields, new=new, seen=await preview(tools, checked.topic))
    if action != "save":
        raise HTTPException(400, "That is no button of this page.")
    await tools.newsroom.keep_topic(checked.topic, tools.now())
    log.info("Topic %s was saved on the web page", checked.topic.name)
    return done("kept")


async def show(
    request: Request,
    fields: TopicFields,
    status: int = 200,
    *,
    new: bool = False,
    problems: Mapping[str, str] | None = None,
    seen: Preview | None = None,
) -> Response:
    newsroom = tools_of(request).newsroom
    return await page(
        request,
        "topic.html",
        status,
        fields=fields,
        new=new,
        problems=problems or {},
        seen=seen,
        names=NAMES,
        edited=not new and newsroom.is_edited(fields.name),
        configured=not new and newsroom.is_configured(fields.name),
    )


async def preview(tools: WebTools, topic: Topic) -> Preview:
    """The digest of a topic that is not kept yet. No language model is asked for it."""
    now, room = tools.now(), tools.newsroom.without_model()
    period = Period(start=now - WEEK, end=now + INSTANT)
    query = DigestQuery(topic=topic.name, period=period, max_stories=STORIES)
    digest = await room.digest(query, now, topic)
    looks = {}
    for platform, look in LOOKS.items():
        if platform in tools.draw:
            looks[platform] = [look(part) for part in tools.draw[platform]()(digest)]
    return Preview(looks, await room.explain(topic, EXPLAINED))


@for_owner
async def confirm_drop(request: Request) -> Response:
    tools = tools_of(request)
    topic = wanted_topic(tools.newsroom, request)
    if not tools.newsroom.is_edited(topic.name):
        raise HTTPException(404, "This topic stands in the configuration; change it there.")
    says = []
    if tools.newsroom.is_configured(topic.name):
        says.append("The topic of the configuration takes its place again.")
    elif number := await tools.store.subscribers(topic.name):
        chats = "1 chat gets" if number == 1 else f"{number:,} chats get"
        says.append(f"{chats} this topic, and will get no more digests of it.")
    return await page(
        request,
        "confirm.html",
        title=f"Drop “{topic.title}”?",
        says=says,
        button="Drop it",
        action="drop",
        target=f"/manage/topics/{topic.name}/drop",
    )


@for_owner
async def drop_topic(request: Request) -> Response:
    tools = tools_of(request)
    topic = wanted_topic(tools.newsroom, request)
    if not await tools.newsroom.drop_topic(topic.name):
        raise HTTPException(404, "This topic stands in the configuration; change it there.")
    log.info("Topic %s was dropped on the web page", topic.name)
    return done("dropped")
