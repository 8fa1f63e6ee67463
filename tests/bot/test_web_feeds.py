"""Feeds managed on the web page: a real server on loopback, a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from digests import Feed, Fetcher, FetchPolicy
from tests.bot.newsdesk import NOW
from tests.bot.website import Site, log_in, open_site, send
from tests.servers.feed_site import FeedSite, feed_site


@pytest.fixture
async def town() -> AsyncIterator[FeedSite]:
    async with feed_site() as serving:
        serving.news("/feed.xml", ["ferry"])
        yield serving


@pytest.fixture
async def owner(tmp_path: Path) -> AsyncIterator[Site]:
    local = FetchPolicy(allow_private=("127.0.0.0/8",))
    async with Fetcher(local) as fetcher, open_site(tmp_path, fetcher) as site:
        await log_in(site)
        yield site


async def only(site: Site) -> Feed:
    (feed,) = await site.newsroom.feeds()
    return feed


async def test_a_feed_is_added_by_its_address(owner: Site, town: FeedSite) -> None:
    answer = await send(owner, "/manage/feeds", url=f"  {town.url}/feed.xml ")
    assert answer.headers["location"] == "/manage?done=added"
    feed = await only(owner)
    assert (feed.title, feed.origin) == ("Town News", "chat")
    page = await owner.get("/manage?done=added")
    assert "The feed was added." in page.text
    assert "Town News" in page.text


async def test_a_site_leads_to_its_feed(owner: Site, town: FeedSite) -> None:
    link = "<link rel='alternate' type='application/rss+xml' href='/feed.xml'>"
    town.serve("/", f"<!doctype html><html><head><title>T</title>{link}</head></html>")
    await send(owner, "/manage/feeds", url=town.url)
    assert (await only(owner)).url == f"{town.url}/feed.xml"


@pytest.mark.parametrize(
    "url", ["/nothing", "javascript:alert(1)", "", "ftp://x.example", "http://10.0.0.1/feed"]
)
async def test_what_is_no_feed_is_told_beside_the_field(
    owner: Site, town: FeedSite, url: str
) -> None:
    answer = await send(owner, "/manage/feeds", url=town.url + url if url == "/nothing" else url)
    assert answer.status_code == 422
    page = LexborHTMLParser(answer.text)
    field = page.css_first("#url")
    assert field is not None
    assert field.attributes["aria-describedby"] == "url-problem"
    problem = page.css_first("#url-problem")
    assert problem is not None
    assert problem.text().strip()
    assert await owner.newsroom.feeds() == []


async def test_a_feed_is_paused_resumed_and_removed(owner: Site, town: FeedSite) -> None:
    await send(owner, "/manage/feeds", url=f"{town.url}/feed.xml")
    path = f"/manage/feeds/{(await only(owner)).id}"
    await send(owner, path, action="pause")
    assert (await only(owner)).state == "paused"
    await send(owner, path, action="resume")
    assert (await only(owner)).state == "active"
    asked = await owner.get(f"{path}/remove")
    assert "Town News" in asked.text
    assert (await only(owner)).state == "active"
    await send(owner, path, action="remove")
    assert await owner.newsroom.feeds() == []


async def test_a_feed_of_the_configuration_is_not_offered_for_removal(
    owner: Site, town: FeedSite
) -> None:
    await owner.newsroom.sync_feeds([Feed(id=0, url=f"{town.url}/feed.xml", title="Town")], NOW)
    page = await owner.get("/manage")
    assert "in the configuration" in page.text
    assert "/remove" not in page.text


@pytest.mark.parametrize("action", ["", "explode"])
async def test_an_unknown_button_does_nothing(owner: Site, town: FeedSite, action: str) -> None:
    await send(owner, "/manage/feeds", url=f"{town.url}/feed.xml")
    before = await only(owner)
    assert (await send(owner, f"/manage/feeds/{before.id}", action=action)).status_code == 400
    assert await only(owner) == before
    assert (await send(owner, "/manage/feeds/999", action="pause")).status_code == 404


async def test_markup_in_the_title_of_a_feed_stays_text(owner: Site, town: FeedSite) -> None:
    body = town.rss(["ferry"]).replace("Town News", "&lt;script&gt;alert(1)&lt;/script&gt;")
    town.serve("/feed.xml", body)
    await send(owner, "/manage/feeds", url=f"{town.url}/feed.xml")
    for path in ("/manage", "/status"):
        assert LexborHTMLParser((await owner.get(path)).text).css("script") == []
