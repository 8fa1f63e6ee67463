"""What becomes of the entries of feeds: a real server on loopback, a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from digests import (
    ArticleDraft,
    Database,
    Feed,
    Fetcher,
    FetchPolicy,
    Newsroom,
    TextFrom,
)
from digests.ingest.feeds import Entry
from digests.ingest.intray import FeedNews, InTray
from digests.ingest.policy import keys_of_entry
from digests.store.arrivals import add_arrivals
from digests.store.feeds import FeedStore
from tests.conftest import NOW
from tests.digests.newsdesk import poll_and_take_in
from tests.servers.feed_site import FeedSite, feed_site

DAY = timedelta(days=2)  # longer than the longest wait between two polls


@pytest.fixture
async def site() -> AsyncIterator[FeedSite]:
    async with feed_site() as serving:
        yield serving


@pytest.fixture
async def newsroom(database: Database) -> AsyncIterator[Newsroom]:
    async with Fetcher(FetchPolicy(allow_private=("127.0.0.0/8",))) as fetcher:
        opened = Newsroom(database, [], fetcher=fetcher)
        yield opened
        await opened.close()


async def polled_new(newsroom: Newsroom, day: int) -> int:
    return await poll_and_take_in(newsroom, NOW + day * DAY)


@pytest.mark.parametrize("headers", [{}, {"ETag": '"one"'}])
async def test_an_unchanged_feed_takes_nothing_in_again(
    newsroom: Newsroom, site: FeedSite, headers: dict[str, str]
) -> None:
    await newsroom.keep_feed(site.news("/feed", ["bridge", "budget"], **headers), "", NOW)
    assert await polled_new(newsroom, 0) == 2
    report = await newsroom.poll(NOW + DAY)
    assert (report.polled, report.unchanged, report.new) == (1, 1, 0)
    site.news("/feed", ["bridge", "budget", "harbour"])
    assert await polled_new(newsroom, 2) == 1
    assert (await newsroom.counts()).articles == 3


async def test_an_entry_is_forgotten_when_its_feed_no_longer_holds_it_and_not_before(
    newsroom: Newsroom, site: FeedSite
) -> None:
    feed = await newsroom.keep_feed(site.news("/feed", ["bridge", "budget"], ETag='"a"'), "", NOW)
    await newsroom.poll(NOW)
    await newsroom.poll(NOW + 100 * DAY)
    assert await newsroom.forget_entries(NOW + 99 * DAY) == 0  # unchanged, so it is still there
    site.news("/feed", ["bridge"], ETag='"b"')
    await newsroom.poll(NOW + 101 * DAY)
    assert await newsroom.forget_entries(NOW + 99 * DAY) == 2  # both keys of the budget
    bridge = keys_of_entry(Entry(title="The bridge", link=f"{site.url}/bridge"))
    assert await FeedStore(newsroom._database).known_entries(feed.id, bridge)


async def test_the_page_is_read_where_the_feed_gives_a_teaser_and_the_teaser_where_it_fails(
    newsroom: Newsroom, site: FeedSite
) -> None:
    line = "The council closed the old bridge on Monday after engineers found cracks in it. "
    site.serve(
        "/bridge",
        f"<!doctype html><html><body><article><h1>The bridge</h1><p>{line * 8}</p>"
        f"<p>{'Buses go round by the harbour until spring, the council said. ' * 8}</p>"
        "</article></body></html>",
    )
    url = site.news("/feed", ["budget", "bridge"])
    config = Feed(id=0, url=url, full_text="page")
    await newsroom.sync_feeds([config], NOW)
    assert await polled_new(newsroom, 0) == 2
    (bridge,) = [await newsroom.article(hit.article) for hit in await newsroom.search("bridge")]
    assert "engineers found cracks" in bridge.text and bridge.text_from is TextFrom.PAGE
    (budget,) = [await newsroom.article(hit.article) for hit in await newsroom.search("budget")]
    assert budget.text_from is TextFrom.FEED


async def test_a_feed_that_is_removed_while_it_is_polled_leaves_no_entries(
    database: Database,
) -> None:
    store = FeedStore(database)
    feed = await store.add({"url": "http://a.example/feed"})
    await store.remove(feed.id)
    await store.record({feed.id: {"failures": 0}}, {feed.id: {"key": "words"}}, NOW)
    assert await store.known_entries(feed.id, ["key"]) == {}
    assert await store.all() == []


async def test_feeds_that_tell_one_article_differently_in_one_poll_stop_nothing(
    newsroom: Newsroom, site: FeedSite
) -> None:
    for number, words in enumerate(("old bridge", "wooden bridge", "stone bridge")):
        site.serve(
            f"/{number}",
            f"<rss><channel><title>Feed {number}</title><item><title>The {words}</title>"
            f"<link>{site.url}/bridge</link><description>Engineers found cracks in the {words} "
            f"on day {number}, and closed it for all.</description></item></channel></rss>",
        )
        await newsroom.keep_feed(f"{site.url}/{number}", "", NOW)
    config = [Feed(id=0, url=f"{site.url}/{n}", full_text="page") for n in range(3)]
    await newsroom.sync_feeds(config, NOW)
    line = "The council closed the bridge on Monday after engineers found cracks in its feet. "
    site.serve("/bridge", f"<html><body><article><p>{line * 6}</p></article></body></html>")
    report = await newsroom.poll(NOW)
    assert (report.polled, report.failed, report.new) == (3, 0, 3)
    taken = await newsroom.take_in_arrivals(NOW)
    assert (taken.taken_in, taken.new, taken.refused) == (3, 1, [])


async def test_entries_that_share_one_page_are_articles_of_their_own(
    newsroom: Newsroom, site: FeedSite
) -> None:
    items = "".join(
        f"<item><title>Version {n}</title><link>{site.url}/changes#v{n}</link><guid>v{n}</guid>"
        f"<description>What is new in version {n} of the program: feature {n}.</description></item>"
        for n in range(3)
    )
    site.serve("/feed", f"<rss><channel><title>Changes</title>{items}</channel></rss>")
    await newsroom.keep_feed(f"{site.url}/feed", "", NOW)
    assert await polled_new(newsroom, 0) == 3
    assert await polled_new(newsroom, 1) == 0


async def test_undated_entries_are_dated_when_first_seen_and_never_come_again(
    newsroom: Newsroom, site: FeedSite
) -> None:
    await newsroom.keep_feed(site.news("/feed", ["bridge"]), "", NOW)
    assert await polled_new(newsroom, 0) == 1
    site.news("/feed", ["budget", "bridge"])
    assert await polled_new(newsroom, 1) == 1
    (bridge,) = [await newsroom.article(hit.article) for hit in await newsroom.search("bridge")]
    assert bridge.published == NOW


@pytest.mark.parametrize(
    "written", ["Mon, 01 Jan 2999 10:00:00 GMT", "0001-01-01T00:00:00Z", "yesterday", "99999-99-99"]
)
async def test_an_entry_with_a_date_that_can_not_be_is_kept_and_dated_today(
    newsroom: Newsroom, site: FeedSite, written: str
) -> None:
    body = site.rss(["bridge"]).replace(
        "<description>", f"<pubDate>{written}</pubDate><description>"
    )
    await newsroom.keep_feed(site.serve("/feed", body), "", NOW)
    assert await polled_new(newsroom, 0) == 1
    (bridge,) = [await newsroom.article(hit.article) for hit in await newsroom.search("bridge")]
    assert bridge.published == NOW


async def test_an_edited_entry_with_another_guid_is_the_same_article(
    newsroom: Newsroom, site: FeedSite
) -> None:
    def edited(guid: str, words: str) -> str:
        given = site.rss(["bridge"]).replace("</item>", f"<guid>{guid}</guid></item>")
        return given.replace("Words", words)

    await newsroom.keep_feed(site.serve("/feed", edited("one", "Words")), "", NOW)
    assert await polled_new(newsroom, 0) == 1
    site.serve("/feed", edited("two", "Many more words of the mayor"))
    assert await polled_new(newsroom, 1) == 0
    (hit,) = await newsroom.search("bridge")
    assert (await newsroom.article(hit.article)).text.startswith("Many more words")


async def test_a_feed_whose_words_can_not_be_stored_keeps_no_other_feed_waiting(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(connection: Any, drafts: dict[int, list[ArticleDraft]], now: datetime) -> None:
        if any("poison" in draft.title for some in drafts.values() for draft in some):
            raise ZeroDivisionError("0")
        add_arrivals(connection, drafts, now)

    monkeypatch.setattr("digests.store.polled.add_arrivals", faulty)
    store = FeedStore(database)
    tray = InTray(store, NOW)
    for name in ("bridge", "poison", "budget"):
        feed = await store.add({"url": f"http://{name}.example/feed"})
        drafts = [ArticleDraft(title=name, text=f"The {name}.", outlet="Town", feed=feed.id)]
        seen, change = {name: "words"}, {"last_success": NOW}
        await tray.bring(FeedNews(feed=feed, drafts=drafts, seen=seen, change=change))
    await tray.close()
    await tray.run()
    assert (tray.new, [(feed.url, str(error)) for feed, error in tray.refused]) == (
        2,
        [("http://poison.example/feed", "0")],
    )
    assert (await Newsroom(database, []).arrivals()).waiting == 2
    assert [feed.last_success for feed in await store.all()] == [NOW, None, NOW]
    assert await store.known_entries(2, ["poison"]) == {}


async def test_the_row_of_a_feed_whose_words_can_not_be_stored_says_so_until_they_can(
    newsroom: Newsroom, site: FeedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(_connection: Any, drafts: dict[int, list[ArticleDraft]], _now: datetime) -> None:
        if drafts:
            raise ZeroDivisionError("0")

    await newsroom.keep_feed(site.news("/feed", ["bridge"]), "", NOW)
    with monkeypatch.context() as broken:
        broken.setattr("digests.store.polled.add_arrivals", faulty)
        report = await newsroom.poll(NOW)
    assert (report.new, report.failed) == (0, 1)
    (feed,) = await newsroom.feeds()
    assert feed.last_error == "not-taken-in: a fault of ours (ZeroDivisionError: 0)"
    assert await polled_new(newsroom, 1) == 1
    (feed,) = await newsroom.feeds()
    assert feed.last_error is None
