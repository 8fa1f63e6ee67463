"""The rows of feeds and of their entries, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from digests import Database, Feed, Fetcher, FetchPolicy, Newsroom
from digests.store.feeds import FeedStore
from tests.conftest import NOW
from tests.digests.newsdesk import poll_and_take_in
from tests.servers.feed_site import feed_site

DAY = timedelta(days=1)


@pytest.fixture
def store(any_database: Database) -> FeedStore:
    return FeedStore(any_database)


async def add(store: FeedStore, name: str, **values: object) -> Feed:
    return await store.add({"url": f"http://{name}.example/feed", **values})


async def test_a_feed_that_is_added_twice_is_one(store: FeedStore) -> None:
    first = await add(store, "a", title="A")
    assert await add(store, "a", title="Other") == first
    assert await store.all() == [first]


async def test_many_feeds_are_added_at_once_and_known_ones_stay(store: FeedStore) -> None:
    known = await add(store, "a", title="A", next_due=NOW)
    rows = [{"url": f"http://{name}.example/feed", "title": "New"} for name in ("a", "b", "b")]
    await store.add_all([{**row, "next_due": NOW} for row in rows])
    await store.add_all([])
    first, second = await store.all()
    assert (first, second.title, second.state) == (known, "New", "active")


async def test_those_that_wait_longest_are_due_first_and_resting_ones_never(
    store: FeedStore,
) -> None:
    await add(store, "later", next_due=NOW + DAY)
    await add(store, "second", next_due=NOW)
    await add(store, "first", next_due=NOW - DAY)
    await add(store, "paused", next_due=NOW - DAY, state="paused")
    due = await store.due(NOW, 10)
    assert [one.feed.url for one in due] == [
        "http://first.example/feed",
        "http://second.example/feed",
    ]
    assert len(await store.due(NOW, 1)) == 1


async def test_feeds_with_different_changes_are_recorded_together(store: FeedStore) -> None:
    one, two, three = [await add(store, name) for name in ("a", "b", "c")]
    await store.record(
        {
            one.id: {"failures": 3, "last_error": "timeout: slow", "next_due": NOW + DAY},
            two.id: {"etag": '"x"', "body_hash": "abc", "last_read": NOW, "next_due": NOW},
            three.id: {},
        },
        {two.id: {"k1": "w1", "k2": "w1"}},
        NOW,
    )
    rows = {feed.id: feed for feed in await store.all()}
    assert (rows[one.id].failures, rows[one.id].last_error) == (3, "timeout: slow")
    assert (rows[two.id].etag, rows[two.id].failures) == ('"x"', 0)
    assert rows[three.id] == three
    assert {one.feed.id: one.body_hash for one in await store.due(NOW, 9)}[two.id] == "abc"
    assert await store.known_entries(two.id, ["k1", "k2", "k3"]) == {"k1": "w1", "k2": "w1"}
    assert await store.counts() == (3, 1)


async def test_an_entry_with_other_words_keeps_its_place(store: FeedStore) -> None:
    feed = await add(store, "a")
    await store.record({}, {feed.id: {"k": "old"}}, NOW)
    await store.record({}, {feed.id: {"k": "new"}}, NOW + DAY)
    assert await store.known_entries(feed.id, ["k"]) == {"k": "new"}


async def test_an_entry_is_forgotten_only_when_a_later_reading_had_it_not(
    store: FeedStore,
) -> None:
    feed = await add(store, "a")
    await store.record({feed.id: {"last_read": NOW}}, {feed.id: {"stays": "w", "goes": "w"}}, NOW)
    assert await store.forget_entries(NOW + 100 * DAY) == 0
    later = NOW + 50 * DAY
    await store.record({feed.id: {"last_read": later}}, {feed.id: {"stays": "w"}}, later)
    assert await store.forget_entries(NOW) == 0
    assert await store.forget_entries(NOW + 100 * DAY) == 1
    assert await store.known_entries(feed.id, ["stays", "goes"]) == {"stays": "w"}


async def test_a_feed_does_not_move_to_where_another_one_is(store: FeedStore) -> None:
    one, two, three = [await add(store, name) for name in ("a", "b", "c")]
    await store.record(
        {
            one.id: {"url": two.url, "failures": 1},
            two.id: {"url": "http://new.example/"},
            three.id: {"url": "http://new.example/"},
        },
        {},
        NOW,
    )
    urls = {feed.id: feed.url for feed in await store.all()}
    assert urls == {one.id: one.url, two.id: "http://new.example/", three.id: three.url}
    assert (await store.counts())[1] == 1


async def test_a_removed_feed_leaves_nothing_behind(store: FeedStore) -> None:
    feed = await add(store, "a")
    await store.record({}, {feed.id: {"k": "w"}}, NOW)
    assert await store.remove(feed.id)
    assert not await store.remove(feed.id)
    await store.record({feed.id: {"failures": 1}}, {feed.id: {"k": "w"}}, NOW)
    assert await store.all() == []
    assert await store.known_entries(feed.id, ["k"]) == {}


async def test_very_many_entries_are_looked_up_and_recorded(store: FeedStore) -> None:
    feed = await add(store, "a")
    seen = {f"key-{number}": "words" for number in range(4_000)}
    await store.record({}, {feed.id: seen}, NOW)
    assert await store.known_entries(feed.id, seen) == seen


async def test_feeds_are_polled_into_either_database(any_database: Database) -> None:
    policy = FetchPolicy(allow_private=("127.0.0.0/8",))
    async with feed_site() as site, Fetcher(policy) as fetcher:
        newsroom = Newsroom(any_database, [], fetcher=fetcher)
        await newsroom.sync_feeds([Feed(id=0, url=site.news("/feed", ["bridge", "budget"]))], NOW)
        assert await poll_and_take_in(newsroom, NOW) == 2
        site.news("/feed", ["bridge", "budget", "harbour"])
        assert await poll_and_take_in(newsroom, NOW + 2 * DAY) == 1
        assert (await newsroom.poll(NOW + 4 * DAY)).unchanged == 1
        await newsroom.close()
    assert (await newsroom.counts()).articles == 3
