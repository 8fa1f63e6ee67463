"""Each topic as a feed of its stories: Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from starlette.requests import Request
from starlette.responses import Response

from bot.web.archive import INSTANT, WEEK, wanted_topic
from bot.web.links import safe_url
from bot.web.pages import draw, machine_time
from bot.web.sessions import for_readers
from bot.web.shelf import shelved
from bot.web.telling import tell
from bot.web.tools import WebTools, tools_of
from digests import DigestQuery, DigestStory, Period, Story, Topic

MOST = 30  # stories
STORIES = uuid.UUID("6f0f6b2e-2f53-4c26-9d0e-2f3f9f6f4c11")  # the namespace of their names
ATOM = "http://www.w3.org/2005/Atom"
ATOM_TYPE = "application/atom+xml"
JSON_TYPE = "application/feed+json"
JSON_VERSION = "https://jsonfeed.org/version/1.1"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One story in a feed. `id` stays the same wherever the bot lives."""

    id: str
    url: str
    title: str
    outlets: tuple[str, ...]
    published: datetime
    updated: datetime
    language: str
    html: str
    source: str | None


@for_readers
async def atom(request: Request) -> Response:
    tools = tools_of(request)
    topic = wanted_topic(tools.newsroom, request)

    async def make() -> Response:
        entries = await entries_of(tools, topic, base_of(request))
        body = to_atom(topic, entries, base_of(request), tools.now())
        return Response(body, media_type=ATOM_TYPE)

    return await shelved(request, make)


@for_readers
async def json_feed(request: Request) -> Response:
    tools = tools_of(request)
    topic = wanted_topic(tools.newsroom, request)

    async def make() -> Response:
        entries = await entries_of(tools, topic, base_of(request))
        return Response(to_json(topic, entries, base_of(request)), media_type=JSON_TYPE)

    return await shelved(request, make)


def base_of(request: Request) -> str:
    """The address that links begin with."""
    return tools_of(request).settings.public_url or str(request.base_url).rstrip("/")


def entry_id(story: Story) -> str:
    """The same on every machine that the store moves to, and of no other installation's story."""
    return uuid.uuid5(STORIES, f"{story.id}/{story.first_seen.isoformat()}").urn


async def entries_of(tools: WebTools, topic: Topic, base: str) -> list[Entry]:
    """The stories of the last seven days, the last changed first."""
    now = tools.now()
    period = Period(start=now - WEEK, end=now + INSTANT)
    query = DigestQuery(topic=topic.name, period=period, max_stories=MOST)
    entries = []
    for told in (await tell(tools, topic, query, now)).stories:
        if told.story is None:
            continue
        story = await tools.newsroom.story(told.story)
        entries.append(
            Entry(
                id=entry_id(story),
                url=f"{base}/stories/{story.id}",
                title=told.title,
                outlets=told.outlets,
                published=story.first_seen,
                updated=changed(told, story.last_seen),
                language=told.language,
                html=draw("entry.html", tools.settings.zone, story=told).strip(),
                source=safe_url(told.url),
            )
        )
    return sorted(entries, key=lambda entry: (entry.updated, entry.id), reverse=True)


def changed(told: DigestStory, last_seen: datetime) -> datetime:
    return max([last_seen, *(point.first_seen for point in told.points)])


def to_atom(topic: Topic, entries: Sequence[Entry], base: str, now: datetime) -> bytes:
    """The feed as XML."""
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed")
    _add(feed, "id", f"{base}/topics/{topic.name}/atom.xml")
    _add(feed, "title", topic.title)
    _add(feed, "updated", machine_time(max((entry.updated for entry in entries), default=now)))
    _add(feed, "generator", "Digestbot")
    _link(feed, "self", f"{base}/topics/{topic.name}/atom.xml", ATOM_TYPE)
    _link(feed, "alternate", f"{base}/topics/{topic.name}", "text/html")
    for entry in entries:
        _entry(feed, entry)
    body: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def _entry(feed: ElementTree.Element, entry: Entry) -> None:
    element = _add(feed, "entry")
    if entry.language:
        element.set("{http://www.w3.org/XML/1998/namespace}lang", entry.language)
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "published", machine_time(entry.published))
    _add(element, "updated", machine_time(entry.updated))
    for outlet in entry.outlets or ("Digestbot",):
        _add(_add(element, "author"), "name", outlet)
    _link(element, "alternate", entry.url, "text/html")
    if entry.source:
        _link(element, "via", entry.source)
    _add(element, "content", entry.html).set("type", "html")


def _add(parent: ElementTree.Element, name: str, text: str = "") -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = _NOT_XML.sub("", text) or None
    return element


def _link(parent: ElementTree.Element, rel: str, href: str, kind: str = "") -> None:
    element = _add(parent, "link")
    element.attrib |= {"rel": rel, "href": _NOT_XML.sub("", href)}
    if kind:
        element.set("type", kind)


def to_json(topic: Topic, entries: Sequence[Entry], base: str) -> bytes:
    """The feed as JSON."""
    feed: dict[str, Any] = {
        "version": JSON_VERSION,
        "title": topic.title,
        "home_page_url": f"{base}/topics/{topic.name}",
        "feed_url": f"{base}/topics/{topic.name}/feed.json",
        "items": [_item(entry) for entry in entries],
    }
    return json.dumps(feed, ensure_ascii=False).encode()


def _item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": machine_time(entry.published),
        "date_modified": machine_time(entry.updated),
        "authors": [{"name": outlet} for outlet in entry.outlets],
    }
    if entry.source:
        item["external_url"] = entry.source
    if entry.language:
        item["language"] = entry.language
    return item
