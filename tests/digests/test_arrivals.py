"""What polls stored is taken in once, whatever happens in between; on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest

from digests import (
    NEWSROOM_STATE,
    STORE_TREE,
    Arrivals,
    ArticleDraft,
    Database,
    DigestQuery,
    Fetcher,
    FetchPolicy,
    Newsroom,
    Period,
    StoreError,
    TextFrom,
    Topic,
    export_state,
    import_state,
    intake,
    migrate,
    read_files,
)
from digests.store.arrivals import add_arrivals, take_arrivals
from digests.store.articles import all_articles
from digests.store.feeds import FeedStore
from tests.conftest import NOW
from tests.digests.newsdesk import BRIDGE, BUDGET, draft
from tests.servers.feed_site import feed_site

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def arrive(
    database: Database, drafts: Sequence[ArticleDraft], feed: int = 1, now: Any = NOW
) -> None:
    await database.write_in_thread(lambda it: add_arrivals(it, {feed: drafts}, now))


def numbered(count: int) -> list[ArticleDraft]:
    return [
        draft(f"Notice {n} of the port", f"Berth {n} opens at hour {n}. Pier {n} is {n} metres.")
        for n in range(count)
    ]


async def titles(database: Database) -> list[str]:
    """In the order in which the articles were taken in."""
    found = await database.write_in_thread(lambda it: list(all_articles(it)))
    return [article.title for some in found for article in some]


async def test_an_arrival_holds_every_field_of_its_draft(any_database: Database) -> None:
    whole = ArticleDraft(
        title="T", text="Words.", outlet="O", url="http://a.example/1", author="Ann",
        published=NOW - DAY, language="a-language-nobody-speaks", text_from=TextFrom.PAGE,
        feed=7, guid="g-1", own_page=False,
    )  # fmt: skip
    plain = ArticleDraft(title="", text="", outlet="")
    assert all(
        getattr(whole, field.name) != getattr(plain, field.name) for field in fields(whole)
    ), "a new field of a draft needs a column"
    bare = replace(plain, text_from=TextFrom.FEED, feed=7)
    await arrive(any_database, [whole, bare], feed=7)
    found = await any_database.write_in_thread(lambda it: take_arrivals(it, NOW, 9, 999))
    assert [one.draft for one in found] == [whole, bare]
    assert {one.arrived for one in found} == {NOW}


async def test_what_was_polled_before_a_crash_is_taken_in_after_it_and_never_again(
    any_database_url: str,
) -> None:
    async with feed_site() as site, Fetcher(FetchPolicy(allow_private=("127.0.0.0/8",))) as fetcher:
        url = site.news("/feed", ["bridge", "budget"])
        found = []
        for day in range(3):
            database = Database.open(any_database_url)
            await migrate(database, [STORE_TREE], NOW)
            newsroom = Newsroom(database, [], fetcher=fetcher)
            await newsroom.keep_feed(url, "", NOW)
            taken = await newsroom.take_in_arrivals(NOW + day * DAY)
            found.append((taken.new, (await newsroom.poll(NOW + 2 * day * DAY)).new))
            await newsroom.close()
            await database.close()  # before anything is taken in
    assert found == [(0, 2), (2, 0), (0, 0)]


async def test_a_crash_while_polls_are_stored_leaves_all_of_them_or_nothing(
    any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise StoreError("cut off")

    store, newsroom = FeedStore(any_database), Newsroom(any_database, [])
    feed = await store.add({"url": "http://a.example/feed"})
    what = ({feed.id: {"body_hash": "read"}}, {feed.id: {"k": "w"}}, NOW, {feed.id: numbered(3)})
    with monkeypatch.context() as broken:
        broken.setattr("digests.store.polled._change_rows", crash)
        with pytest.raises(StoreError):
            await store.record(*what)
    assert (await newsroom.arrivals()).waiting == 0
    assert await store.known_entries(feed.id, ["k"]) == {}
    await store.record(*what)
    assert (await newsroom.arrivals()).waiting == 3
    assert await store.known_entries(feed.id, ["k"]) == {"k": "w"}


@pytest.mark.parametrize("step", ["_flush", "take_in"])
async def test_a_crash_while_arrivals_are_taken_in_loses_none_and_takes_none_in_twice(
    any_database: Database, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    newsroom, whole, batches = Newsroom(any_database, []), getattr(intake.Run, step), 0

    def crash(run: intake.Run, *given: Any) -> Any:
        nonlocal batches
        result = whole(run, *given)
        batches += 1
        if batches == 2:
            raise StoreError("cut off")
        return result

    await arrive(any_database, numbered(25))
    monkeypatch.setattr("digests.arriving.AT_ONCE", 10)
    with monkeypatch.context() as broken:
        broken.setattr(intake.Run, step, crash)
        with pytest.raises(StoreError):
            await newsroom.take_in_arrivals(NOW)
    assert ((await newsroom.counts()).articles, (await newsroom.arrivals()).waiting) == (10, 15)
    assert (await newsroom.take_in_arrivals(NOW)).new == 15
    assert await titles(any_database) == [one.title for one in numbered(25)]


async def test_arrivals_give_the_same_articles_and_stories_as_taking_in_at_once(
    any_database: Database, tmp_path: Path
) -> None:
    with as_file(files("seeds").joinpath("articles")) as folder:
        drafts = [
            replace(one, feed=1) for read in read_files([Path(folder)]) for one in read.drafts
        ]
    direct = Database.open(f"sqlite:///{tmp_path}/direct.db")
    await migrate(direct, [STORE_TREE], NOW)
    whole = [(t.article, t.story) for t in await Newsroom(direct, []).take_in(drafts, NOW)]
    await direct.close()
    for start in range(0, len(drafts), 7):
        await arrive(any_database, drafts[start : start + 7])
    newsroom = Newsroom(any_database, [])
    report = await newsroom.take_in_arrivals(NOW)
    assert (report.taken_in, report.more, report.refused) == (len(drafts), False, [])
    for article, story in whole:
        stored = await newsroom.article(article.id)
        assert replace(stored, changed=article.changed) == article
        assert article.id in {one.id for one in (await newsroom.story(story)).articles}


async def test_an_article_is_seen_when_it_is_taken_in_and_as_old_as_it_arrived(
    any_database: Database,
) -> None:
    newsroom = Newsroom(any_database, [])
    dated = draft("The budget", BUDGET, published=NOW - DAY)
    await arrive(any_database, [draft("The bridge", BRIDGE), dated])
    await newsroom.take_in_arrivals(NOW + HOUR)
    bridge, budget = await newsroom.article(1), await newsroom.article(2)
    assert (bridge.published, bridge.first_seen) == (NOW, NOW + HOUR)
    assert (budget.published, budget.first_seen) == (NOW - DAY, NOW + HOUR)


async def test_the_moment_of_arrival_is_no_date_to_know_an_article_by(
    any_database: Database,
) -> None:
    newsroom = Newsroom(any_database, [])
    one, other = [draft("Notice to mariners", text, feed=1) for text in (BRIDGE, BUDGET)]
    await arrive(any_database, [one, other])
    assert (await newsroom.take_in_arrivals(NOW)).new == 2


async def test_what_arrived_before_a_digest_and_is_taken_in_after_it_is_new_to_the_next_one(
    any_database: Database,
) -> None:
    newsroom = Newsroom(any_database, [Topic(name="all", title="All")])

    async def told(start: Any, end: Any) -> int:
        period = Period(start=start, end=end)
        asked = DigestQuery(topic="all", period=period, only_new=True)
        return len((await newsroom.digest(asked, end)).stories)

    await arrive(any_database, [draft("The bridge", BRIDGE)])
    assert await told(NOW - DAY, NOW + HOUR) == 0
    await newsroom.take_in_arrivals(NOW)  # it began before the digest, and came to it after
    assert await told(NOW + HOUR, NOW + DAY) == 1


def poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = intake.Run._take_in_one

    def faulty(run: intake.Run, one: intake.Prepared) -> Any:
        if "poison" in one.draft.text:
            raise ZeroDivisionError("0")
        return whole(run, one)

    monkeypatch.setattr(intake.Run, "_take_in_one", faulty)


async def test_an_arrival_that_finds_a_fault_in_us_waits_alone_and_is_tried_again(
    any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, newsroom = FeedStore(any_database), Newsroom(any_database, [])
    feed = await store.add({"url": "http://a.example/feed"})
    drafts = [replace(one, feed=feed.id) for one in numbered(50)]
    for place in (0, 17, 49):
        drafts[place] = replace(drafts[place], text=f"{drafts[place].text} It is poison.")
    await arrive(any_database, drafts, feed.id)
    with monkeypatch.context() as broken:
        poisoned(broken)
        report = await newsroom.take_in_arrivals(NOW)
        assert (report.new, len(report.refused)) == (47, 3)
        assert await newsroom.has_arrivals(NOW) is False
        assert (await newsroom.take_in_arrivals(NOW)).refused == []
    assert await titles(any_database) == [
        drafts[n].title for n in range(50) if n not in (0, 17, 49)
    ]
    waiting = await newsroom.arrivals()
    fault = "a fault of ours (ZeroDivisionError: 0)"
    assert (waiting.waiting, waiting.refused, waiting.error) == (0, 3, fault)
    (row,) = await store.all()
    assert (row.last_error, row.failures) == (f"not-taken-in: {fault}", 1)
    assert (await newsroom.take_in_arrivals(NOW + HOUR)).new == 3
    assert await newsroom.arrivals() == Arrivals()


async def test_a_refused_arrival_waits_longer_each_time_and_is_given_up_with_old_articles(
    any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned(monkeypatch)
    newsroom = Newsroom(any_database, [])
    await arrive(any_database, [draft("The bridge", "It is poison."), draft("A", BRIDGE)], now=NOW)
    tried = []
    for hour in range(100):
        now = NOW + hour * HOUR
        tried += [hour for _ in (await newsroom.take_in_arrivals(now)).refused]
    assert tried == [0, 1, 3, 7, 15, 31, 55, 79]
    assert await newsroom.forget_arrivals(NOW) == 0
    await arrive(any_database, [draft("B", BUDGET)])
    assert await newsroom.forget_arrivals(NOW + DAY) == 1
    assert (await newsroom.arrivals()).waiting == 1


async def test_what_waits_is_counted_with_the_age_of_the_oldest(any_database: Database) -> None:
    newsroom = Newsroom(any_database, [])
    assert (await newsroom.arrivals()).oldest is None
    await arrive(any_database, numbered(2))
    await arrive(any_database, numbered(1), now=NOW + HOUR)
    waiting = await newsroom.arrivals()
    assert (waiting.waiting, waiting.oldest, waiting.refused) == (3, NOW, 0)
    assert await newsroom.has_arrivals(NOW)


async def test_only_so_many_are_taken_in_at_a_time(
    any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digests.arriving.AT_ONCE", 10)
    newsroom = Newsroom(any_database, [])
    await arrive(any_database, numbered(25))
    found = [await newsroom.take_in_arrivals(NOW, 15) for _ in range(3)]
    assert [(one.taken_in, one.more) for one in found] == [(20, True), (5, False), (0, False)]


async def test_long_texts_are_taken_in_a_few_at_a_time(any_database: Database) -> None:
    await arrive(any_database, [replace(one, text="word " * 200) for one in numbered(6)])
    sizes = []
    while found := await any_database.write_in_thread(lambda it: take_arrivals(it, NOW, 9, 2500)):
        sizes.append(len(found))
    assert sizes == [2, 2, 2]
    await arrive(any_database, [replace(one, text="word " * 900) for one in numbered(2)])
    one_at_least = await any_database.write_in_thread(lambda it: take_arrivals(it, NOW, 9, 2500))
    assert len(one_at_least) == 1


async def test_taking_in_nothing_changes_nothing(any_database: Database) -> None:
    newsroom = Newsroom(any_database, [])
    before = await newsroom.edition()
    assert (await newsroom.take_in_arrivals(NOW)).taken_in == 0
    assert await newsroom.edition() == before


async def test_what_arrived_of_a_removed_feed_is_taken_in_and_nothing_arrives_any_more(
    any_database: Database,
) -> None:
    store, newsroom = FeedStore(any_database), Newsroom(any_database, [])
    feed = await store.add({"url": "http://a.example/feed"})
    one, other = [replace(one, feed=feed.id) for one in numbered(2)]
    await store.record({}, {feed.id: {"k": "w"}}, NOW, {feed.id: [one]})
    assert await newsroom.remove_feed(feed.id)
    await store.record({}, {feed.id: {"l": "w"}}, NOW, {feed.id: [other]})
    await newsroom.take_in_arrivals(NOW)
    assert await titles(any_database) == [one.title]


async def test_arrivals_move_house_with_all_the_rest(
    any_database: Database, tmp_path: Path
) -> None:
    await arrive(any_database, numbered(3))
    file = tmp_path / "state.jsonl"
    await export_state(any_database, [NEWSROOM_STATE], file, NOW)
    fresh = Database.open(f"sqlite:///{tmp_path}/fresh.db")
    await import_state(fresh, [NEWSROOM_STATE], file)
    newsroom = Newsroom(fresh, [])
    await arrive(fresh, [draft("The bridge", BRIDGE)])
    await newsroom.take_in_arrivals(NOW)
    assert await titles(fresh) == [*(one.title for one in numbered(3)), "The bridge"]
    await fresh.close()


async def test_each_transaction_in_which_something_arrives_is_told(any_database: Database) -> None:
    told: list[bool] = []

    async def note(connection: Any) -> None:
        told.append(not connection.closed)

    store = FeedStore(any_database, note)
    feed = await store.add({"url": "http://a.example/feed"})
    await store.record({feed.id: {"failures": 1}}, {feed.id: {"k": "w"}}, NOW)
    await store.record({}, {}, NOW, {feed.id: []})
    assert told == []
    await store.record({}, {feed.id: {"k": "w"}}, NOW, {feed.id: numbered(1)})
    assert told == [True]
    assert (await Newsroom(any_database, []).arrivals()).waiting == 1
