"""The newsroom's verbs for feeds: a real server on loopback, a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from digests import (
    Database,
    Feed,
    Fetcher,
    FetchError,
    FetchPolicy,
    Newsroom,
    UnreadableError,
    export_opml,
    import_opml,
)
from digests.ingest.policy import DEAD_AFTER
from tests.conftest import NOW
from tests.digests.newsdesk import poll_and_take_in
from tests.servers.feed_site import FeedSite, feed_site

DAY = timedelta(days=2)  # longer than the longest wait between two polls
NAMES_FEEDS = (
    "<!doctype html><html><head><title>Town</title>"
    "<link rel='alternate' type='application/rss+xml' href='/broken'>"
    "<link rel='alternate' type='application/rss+xml' href='/feed'></head><body>Hi</body></html>"
)


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


async def only(newsroom: Newsroom) -> Feed:
    (feed,) = await newsroom.feeds()
    return feed


async def polled_new(newsroom: Newsroom, day: int) -> int:
    return await poll_and_take_in(newsroom, NOW + day * DAY)


def said(url: str, title: str = "", outlet: str = "", full_text: str = "feed") -> Feed:
    """A feed as the configuration names it."""
    return Feed(id=0, url=url, title=title, outlet=outlet, full_text=full_text)


async def test_a_feed_is_added_by_its_own_address(newsroom: Newsroom, site: FeedSite) -> None:
    url = site.news("/feed", ["bridge"])
    added = await newsroom.add_feed(f"{url}#top", NOW)
    assert (added.url, added.title, added.origin) == (url, "Town News", "chat")
    assert await newsroom.add_feed(url, NOW) == added == await only(newsroom)


async def test_a_feed_is_added_by_its_site_past_one_that_fails(
    newsroom: Newsroom, site: FeedSite
) -> None:
    home = site.serve("/", NAMES_FEEDS)
    site.serve("/broken", status=500)
    url = site.news("/feed", ["bridge"])
    assert (await newsroom.add_feed(home, NOW)).url == url


async def test_a_page_without_a_feed_is_refused_and_not_stored(
    newsroom: Newsroom, site: FeedSite
) -> None:
    page = site.serve("/", "<!doctype html><html><body>Hi</body></html>")
    with pytest.raises(UnreadableError, match="neither a feed nor a page that names one"):
        await newsroom.add_feed(page, NOW)
    assert await newsroom.feeds() == []


async def test_a_feed_is_kept_unasked_but_not_at_an_address_that_is_none(
    newsroom: Newsroom, site: FeedSite
) -> None:
    kept = await newsroom.keep_feed(f"{site.url}/later", "Later", NOW)
    assert (kept.title, kept.state, site.asked) == ("Later", "active", [])
    with pytest.raises(FetchError):
        await newsroom.keep_feed("file:///etc/passwd", "", NOW)
    assert await newsroom.feeds() == [kept]


async def test_what_leaves_the_configuration_rests_and_what_people_added_stays(
    newsroom: Newsroom, site: FeedSite
) -> None:
    added = await newsroom.add_feed(site.news("/added", ["bridge"]), NOW)
    config = said(site.news("/config", ["budget"]))
    await newsroom.sync_feeds([config, said(added.url)], NOW)
    await newsroom.sync_feeds([], NOW)
    assert [(f.url, f.state) for f in await newsroom.feeds()] == [
        (added.url, "active"),
        (config.url, "left"),
    ]
    await newsroom.poll(NOW)
    assert "/config" not in site.asked


async def test_a_feed_that_comes_back_is_polled_again_and_takes_nothing_twice(
    newsroom: Newsroom, site: FeedSite
) -> None:
    config = said(site.news("/feed", ["bridge"]))
    await newsroom.sync_feeds([config], NOW)
    assert await polled_new(newsroom, 0) == 1
    await newsroom.sync_feeds([], NOW)
    site.news("/feed", ["bridge", "budget"])
    assert await polled_new(newsroom, 1) == 0
    await newsroom.sync_feeds([config], NOW + 2 * DAY)
    assert await polled_new(newsroom, 2) == 1


async def test_the_configuration_changes_a_feed_and_keeps_the_title_that_it_gave_itself(
    newsroom: Newsroom, site: FeedSite
) -> None:
    url = site.news("/feed", ["bridge"])
    await newsroom.sync_feeds([said(url)], NOW)
    await newsroom.poll(NOW)
    await newsroom.sync_feeds([said(url, outlet="The Town", full_text="page")], NOW)
    feed = await only(newsroom)
    assert (feed.title, feed.outlet, feed.full_text) == ("Town News", "The Town", "page")
    await newsroom.sync_feeds([said(url, title="Ours")], NOW)
    feed = await only(newsroom)
    assert (feed.title, feed.outlet, feed.full_text) == ("Ours", "", "feed")


async def test_what_a_person_paused_stays_paused_whatever_the_configuration_says(
    newsroom: Newsroom, site: FeedSite
) -> None:
    config = said(site.news("/feed", ["bridge"]))
    await newsroom.sync_feeds([config], NOW)
    feed = await only(newsroom)
    assert await newsroom.pause_feed(feed.id)
    await newsroom.sync_feeds([], NOW)
    await newsroom.sync_feeds([config], NOW)
    assert await polled_new(newsroom, 0) == 0
    assert await newsroom.resume_feed(feed.id, NOW)
    assert await polled_new(newsroom, 0) == 1


@pytest.mark.parametrize("how", ["resume", "add"])
async def test_a_person_takes_over_what_left_the_configuration(
    newsroom: Newsroom, site: FeedSite, how: str
) -> None:
    url = site.news("/feed", ["bridge"])
    await newsroom.sync_feeds([said(url)], NOW)
    await newsroom.sync_feeds([], NOW)
    if how == "resume":
        await newsroom.resume_feed((await only(newsroom)).id, NOW)
    else:
        await newsroom.add_feed(url, NOW)
    await newsroom.sync_feeds([], NOW)
    assert (await only(newsroom)).state == "active"


async def test_a_removed_feed_is_gone_and_its_articles_stay(
    newsroom: Newsroom, site: FeedSite
) -> None:
    feed = await newsroom.keep_feed(site.news("/feed", ["bridge"]), "", NOW)
    assert await polled_new(newsroom, 0) == 1
    assert await newsroom.remove_feed(feed.id)
    assert not await newsroom.remove_feed(feed.id)
    assert not await newsroom.pause_feed(feed.id)
    assert not await newsroom.resume_feed(feed.id, NOW)
    counts = await newsroom.counts()
    assert (counts.feeds, counts.articles) == (0, 1)


async def test_a_moved_feed_is_known_by_its_new_address(newsroom: Newsroom, site: FeedSite) -> None:
    await newsroom.keep_feed(site.news("/old", ["bridge"]), "", NOW)
    site.serve("/old", status=301, Location="/new")
    new = site.news("/new", ["bridge"])
    await newsroom.poll(NOW)
    assert (await only(newsroom)).url == new
    await newsroom.poll(NOW + DAY)
    assert site.asked == ["/old", "/new", "/new"]


async def test_two_feeds_that_move_to_one_address_stop_nothing(
    newsroom: Newsroom, site: FeedSite
) -> None:
    for path in ("/one", "/two"):
        await newsroom.keep_feed(site.news(path, [path[1:]]), "", NOW)
        site.serve(path, status=301, Location="/new")
    new = site.news("/new", ["bridge"])
    report = await newsroom.poll(NOW)
    assert (report.polled, report.failed) == (2, 0)
    assert [feed.url for feed in await newsroom.feeds()].count(new) == 1


async def test_a_moved_feed_of_the_configuration_keeps_its_name_there(
    newsroom: Newsroom, site: FeedSite
) -> None:
    config = said(site.serve("/old", status=301, Location="/new"))
    site.news("/new", ["bridge"])
    await newsroom.sync_feeds([config], NOW)
    assert await polled_new(newsroom, 0) == 1
    await newsroom.sync_feeds([config], NOW)
    feed = await only(newsroom)
    assert (feed.url, feed.state) == (config.url, "active")


async def test_a_feed_that_is_gone_is_reported_with_the_reason_and_left_alone(
    newsroom: Newsroom, site: FeedSite
) -> None:
    await newsroom.keep_feed(site.news("/feed", ["bridge"]), "", NOW)
    site.serve("/feed", status=410)
    (died,) = (await newsroom.poll(NOW)).died
    assert died.last_error == "gone: it was removed for good (HTTP 410)"
    assert (await newsroom.poll(NOW + DAY)).died == []
    assert site.asked == ["/feed"]
    assert (await only(newsroom)).state == "gone"


async def test_a_failing_feed_waits_longer_and_is_reported_once_dead_and_once_well(
    newsroom: Newsroom, site: FeedSite
) -> None:
    await newsroom.keep_feed(site.news("/feed", ["bridge"]), "", NOW)
    site.serve("/feed", status=500)
    waits, died = [], []
    for day in range(DEAD_AFTER + 2):
        now = NOW + day * DAY
        died += [(day, feed.failures) for feed in (await newsroom.poll(now)).died]
        waits.append(wait_of(await only(newsroom), now))
    assert waits == sorted(waits) and waits[0] < waits[3] < waits[-1]
    assert died == [(DEAD_AFTER - 1, DEAD_AFTER)]
    site.serve("/feed", "<!doctype html><html><body>Sorry</body></html>")
    assert (await newsroom.poll(NOW + 20 * DAY)).recovered == []
    site.news("/feed", ["bridge"])
    assert len((await newsroom.poll(NOW + 21 * DAY)).recovered) == 1
    assert (await newsroom.poll(NOW + 22 * DAY)).recovered == []
    feed = await only(newsroom)
    assert (feed.failures, feed.last_error) == (0, None)


def wait_of(feed: Feed, now: datetime) -> timedelta:
    assert feed.next_due is not None
    return feed.next_due - now


async def test_a_list_of_feeds_comes_back_as_it_went_out(newsroom: Newsroom) -> None:
    pairs = [("http://a.example/?a=1&b=2", "Cats & “Dogs”"), ("http://b.example/feed", "B <3")]
    for url, title in pairs:
        await newsroom.keep_feed(url, title, NOW)
    written = export_opml(await newsroom.feeds())
    assert import_opml(written.encode(), "feeds.opml") == pairs


async def test_a_newsroom_that_was_closed_has_no_reader_left_and_may_poll_again(
    newsroom: Newsroom, site: FeedSite
) -> None:
    await newsroom.keep_feed(site.news("/feed", ["bridge"]), "", NOW)
    assert await polled_new(newsroom, 0) == 1
    assert newsroom._poller is not None
    readers = list(newsroom._poller._workers._idle)
    await newsroom.close()
    assert readers and not any(reader.alive for reader in readers)
    site.news("/feed", ["bridge", "budget"])
    assert await polled_new(newsroom, 1) == 1
