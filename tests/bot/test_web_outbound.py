"""Each topic as an outbound feed: valid for other readers, and for our own."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import feedparser  # type: ignore[import-untyped]
import pytest

from digests import ArticleDraft
from tests.bot.newsdesk import BRIDGE, NOW
from tests.bot.website import Site, open_site

BASE = "https://news.example"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path, public_url=BASE) as opened:
        yield opened


async def test_the_atom_feed_has_what_the_standard_asks_for(site: Site) -> None:
    answer = await site.get("/topics/bridge/atom.xml")
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = ElementTree.fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed"
    assert [feed.findtext(f"{ATOM}{name}") for name in ("title", "updated")] == [
        "The harbour bridge",
        "2026-03-02T06:00:00Z",
    ]
    assert feed.findtext(f"{ATOM}id") == f"{BASE}/topics/bridge/atom.xml"
    rels = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert rels["self"] == f"{BASE}/topics/bridge/atom.xml"
    (entry,) = feed.findall(f"{ATOM}entry")
    assert str(entry.findtext(f"{ATOM}id")).startswith("urn:uuid:")
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Harbour Courier"
    content = entry.find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    assert "42 million crowns" in str(content.text)


async def test_other_readers_find_no_fault_in_it(site: Site) -> None:
    parsed = feedparser.parse((await site.get("/topics/bridge/atom.xml")).content)
    assert not parsed.bozo
    (entry,) = parsed.entries
    assert entry.link == f"{BASE}/stories/1"
    assert entry.title == BRIDGE.title
    assert entry.updated_parsed[:4] == (2026, 3, 2, 6)


async def test_the_json_feed_has_what_the_standard_asks_for(site: Site) -> None:
    answer = await site.get("/topics/bridge/feed.json")
    assert answer.headers["content-type"] == "application/feed+json"
    feed = answer.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{BASE}/topics/bridge/feed.json"
    (item,) = feed["items"]
    assert item["url"] == f"{BASE}/stories/1"
    assert item["external_url"] == BRIDGE.url
    assert item["authors"] == [{"name": "Harbour Courier"}]
    assert datetime.fromisoformat(item["date_modified"]) <= NOW
    assert "42 million crowns" in item["content_html"]


async def test_both_feeds_name_a_story_alike_and_for_good(site: Site) -> None:
    item = (await site.get("/topics/bridge/feed.json")).json()["items"][0]
    atom = (await site.get("/topics/bridge/atom.xml")).text
    assert item["id"] in atom
    site.later(days=1)
    assert item["id"] in (await site.get("/topics/bridge/atom.xml")).text


async def test_control_characters_and_markup_do_not_break_a_feed(site: Site) -> None:
    from sqlalchemy import text

    evil = ArticleDraft(
        title="The harbour bridge & <b>more</b>",
        text="The harbour bridge said ]]> and <script>alert(1)</script> on Monday.",
        outlet="A & B",
        url="https://a.example/?x=1&y=2",
        published=NOW,
        language="en",
    )
    await site.newsroom.take_in([evil], NOW)
    async with site.store.database.write() as connection:
        query = text("UPDATE articles SET title = title || :bad")
        await connection.execute(query, {"bad": "\x01\x0b\ufffe"})
    answer = await site.get("/topics/bridge/atom.xml")
    feed = ElementTree.fromstring(answer.content)
    assert feed.findall(f"{ATOM}entry")
    assert "<script>" not in "".join(feed.itertext())
    assert "&lt;script&gt;" in "".join(feed.itertext())
    assert json.loads((await site.get("/topics/bridge/feed.json")).text)["items"]


async def test_an_unchanged_feed_costs_a_304_by_either_validator(site: Site) -> None:
    first = await site.get("/topics/bridge/atom.xml")
    by_tag = await site.get("/topics/bridge/atom.xml", **{"if-none-match": first.headers["etag"]})
    date = first.headers["last-modified"]
    by_date = await site.get("/topics/bridge/atom.xml", **{"if-modified-since": date})
    assert (by_tag.status_code, by_date.status_code) == (304, 304)
    wrong = {"if-modified-since": date, "if-none-match": '"another"'}
    assert (await site.get("/topics/bridge/atom.xml", **wrong)).status_code == 200
    assert (await site.get("/topics/bridge/atom.xml", **{"if-modified-since": "x"})).is_success


async def test_an_empty_topic_is_a_feed_without_entries(site: Site) -> None:
    site.later(days=60)
    parsed = feedparser.parse((await site.get("/topics/bridge/atom.xml")).content)
    assert not parsed.bozo
    assert parsed.entries == []
    assert (await site.get("/topics/bridge/feed.json")).json()["items"] == []
