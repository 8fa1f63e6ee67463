"""Old stories leave the tables that are searched for every article; they stay readable."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Table, func, select

from digests import ArticleDraft, Database, Newsroom, Topic
from digests.store.tables import centres, profiles, story_words, text_runs
from digests.young import YoungStories
from tests.digests.newsdesk import BRIDGE, BRIDGE_AGAIN, BUDGET, DAY, HOUR, NOW, draft

ALL = Topic(name="all", title="All")
SEARCHED = (profiles, centres, story_words, text_runs)


async def rows(database: Database, table: Table) -> int:
    async with database.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)


def dated(title: str, text: str, published: datetime) -> ArticleDraft:
    return draft(title, text, published=published)


async def test_searched_tables_hold_the_young_only(any_database: Database) -> None:
    newsroom = Newsroom(any_database, [ALL])
    (old,) = await newsroom.take_in([dated("Bridge closes", BRIDGE, NOW)], NOW)
    before = [await rows(any_database, table) for table in SEARCHED]
    later = NOW + 90 * DAY
    await newsroom.take_in([dated("Budget passes", BUDGET, later)], later)
    after = [await rows(any_database, table) for table in SEARCHED]
    assert before[:2] == after[:2] == [1, 1]
    assert after[2] < before[2] * 1.5
    assert len((await newsroom.story(old.story)).articles) == 1
    assert [hit.article for hit in await newsroom.search("ferries")] == [old.article.id]


async def test_a_running_story_is_kept_whole_while_it_is_young(any_database: Database) -> None:
    newsroom = Newsroom(any_database, [ALL])
    (first,) = await newsroom.take_in([dated("Bridge closes", BRIDGE, NOW)], NOW)
    later = NOW + 4 * DAY
    (second,) = await newsroom.take_in([dated("Ferries at bridge", BRIDGE_AGAIN, later)], later)
    assert first.story == second.story
    assert await rows(any_database, profiles) == 2


async def test_an_archive_imported_today_finds_its_own_stories(any_database: Database) -> None:
    newsroom = Newsroom(any_database, [ALL])
    long_ago = NOW - 900 * DAY
    (first,) = await newsroom.take_in([dated("Bridge closes", BRIDGE, long_ago)], NOW)
    again = dated("Ferries replace the bridge", BRIDGE_AGAIN, long_ago + HOUR)
    (second,) = await newsroom.take_in([again], NOW)
    assert first.story == second.story


async def test_another_process_decides_alike_after_the_old_is_forgotten(
    any_database: Database,
) -> None:
    """What one process remembers of old articles must not count for more than what is stored."""
    newsroom = Newsroom(any_database, [ALL])
    (first,) = await newsroom.take_in([dated("Bridge closes", BRIDGE, NOW)], NOW)
    later = NOW + 20 * DAY
    late = dated("Ferries replace the bridge", BRIDGE_AGAIN, NOW + HOUR)
    (second,) = await newsroom.take_in([late], later)
    assert first.story != second.story


def test_memory_stays_within_bounds() -> None:
    from digests import young
    from digests.stories.assign import Candidate, Centre

    remembered = YoungStories()
    for number in range(young.PROFILES + 5):
        remembered.profiles[number] = Candidate(number, 1.0, {})
        remembered.centres[number] = Centre()
    remembered.trim()
    assert len(remembered.profiles) == len(remembered.centres) == young.KEPT
    assert young.PROFILES + 4 in remembered.profiles
