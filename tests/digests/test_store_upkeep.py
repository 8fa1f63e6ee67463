"""What nobody needs any more goes with all that is its own; what is of use stays."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from digests import Database, Newsroom, StoreError, forget_stories, sizes, vacuum_sqlite
from digests.store.copying import check_sqlite, copy_sqlite
from digests.store.points import store_points
from digests.store.tables import articles, key_points, metadata, stories, story_words
from tests.conftest import NOW
from tests.digests.newsdesk import draft

DAY = timedelta(days=1)
OLD = draft("A mill burns down", "The old mill of Orsk burned down on Monday. Nobody was hurt.")
YOUNG = draft("A ferry is late", "The ferry to Port Ellery was two hours late. Fog was the cause.")


@pytest.fixture
async def newsroom(any_database: Database) -> Newsroom:
    """With a story of a year ago, summarised once, and one of today."""
    found = Newsroom(any_database, [])
    (old,) = await found.take_in([OLD], NOW - 400 * DAY)
    await found.summary(old.story, NOW - 400 * DAY)
    await found.take_in([YOUNG], NOW)
    await any_database.settled()  # a story whose points are written just now stays
    return found


async def test_an_old_story_goes_with_all_that_is_its_own(
    newsroom: Newsroom, any_database: Database
) -> None:
    assert await forget_stories(any_database, NOW - 365 * DAY) == 1
    assert await newsroom.search("mill") == []
    async with any_database.read() as connection:
        for table in metadata.sorted_tables:
            if "article" in table.c:
                query = select(table).where(table.c.article == 1)
                assert (await connection.execute(query)).first() is None, table.name
            if "story" in table.c:
                query = select(table).where(table.c.story == 1)
                assert (await connection.execute(query)).first() is None, table.name


async def test_a_story_whose_points_are_written_just_now_goes_later(
    newsroom: Newsroom, any_database: Database
) -> None:
    if any_database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    async with any_database.write() as connection:
        await connection.run_sync(lambda it: store_points(it, 1, "another cut", 1, ()))
        assert await forget_stories(any_database, NOW - 365 * DAY) == 0
    assert await forget_stories(any_database, NOW - 365 * DAY) == 1


async def test_points_of_a_story_that_went_are_not_kept(
    newsroom: Newsroom, any_database: Database
) -> None:
    assert await forget_stories(any_database, NOW - 365 * DAY) == 1
    await any_database.write_in_thread(lambda it: store_points(it, 1, "another cut", 1, ()))
    async with any_database.read() as connection:
        assert (await connection.execute(select(key_points))).first() is None


async def test_what_is_still_of_use_stays(newsroom: Newsroom, any_database: Database) -> None:
    await forget_stories(any_database, NOW - 365 * DAY)
    assert [hit.title for hit in await newsroom.search("ferry")] == ["A ferry is late"]
    assert (await newsroom.counts()).articles == 1


async def test_the_newsroom_goes_on_after_forgetting(
    newsroom: Newsroom, any_database: Database
) -> None:
    await forget_stories(any_database, NOW - 365 * DAY)
    again = draft("The mill again", "The old mill of Orsk burned down on Monday. Who did it?")
    (taken,) = await newsroom.take_in([again], NOW)
    assert taken.article.title == "The mill again"
    assert taken.article.original is None


async def test_what_was_merged_into_a_living_story_still_leads_there(
    newsroom: Newsroom, any_database: Database
) -> None:
    async with any_database.write() as connection:
        await connection.execute(stories.update().where(stories.c.id == 1).values(merged_into=2))
        await connection.execute(articles.update().values(story=2))
    assert await forget_stories(any_database, NOW - 365 * DAY) == 0
    assert (await newsroom.story(1)).id == 2


async def test_old_lookups_of_likeness_go(newsroom: Newsroom, any_database: Database) -> None:
    await forget_stories(any_database, NOW - 365 * DAY)
    async with any_database.read() as connection:
        found = (await connection.execute(select(story_words.c.article).distinct())).scalars()
        assert set(found) == {2}


async def test_sizes_name_every_table_once_with_its_rows(
    newsroom: Newsroom, any_database: Database
) -> None:
    found = {size.table: size for size in await sizes(any_database)}
    assert found["articles"].rows == 2
    assert found["articles"].bytes
    assert "article_words_data" not in found
    assert {table.name for table in metadata.sorted_tables} <= set(found)


async def test_a_vacuum_gives_room_back_when_it_is_worth_it(
    database: Database, tmp_path: Path
) -> None:
    newsroom = Newsroom(database, [])
    long = " ".join(f"Word{number} was said in the harbour." for number in range(20_000))
    await newsroom.take_in([draft("Long", long)], NOW - 400 * DAY)
    file = database.file
    assert file is not None
    assert not vacuum_sqlite(file)
    assert vacuum_sqlite(file, always=True)
    before = file.stat().st_size
    await forget_stories(database, NOW - 365 * DAY)
    assert vacuum_sqlite(file)
    assert file.stat().st_size < before / 2


def test_a_damaged_copy_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(StoreError, match=r"broken\.db"):
        check_sqlite(broken)


async def test_a_copy_is_whole_while_others_write(database: Database, tmp_path: Path) -> None:
    newsroom = Newsroom(database, [])
    await newsroom.take_in([YOUNG], NOW)
    assert database.file is not None
    async with database.write() as connection:
        await connection.execute(stories.update().values(title="not committed"))
        copy_sqlite(database.file, tmp_path / "copy.db")
    check_sqlite(tmp_path / "copy.db")
    copy = Database.open(f"sqlite:///{tmp_path}/copy.db")
    assert (await Newsroom(copy, []).counts()).articles == 1
    await copy.close()
