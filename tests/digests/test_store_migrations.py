"""Migrations: from nothing and from the first version, with a backup, and never backwards."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.store import BOT_TREE
from digests import STORE_TREE, Database, StoreError, migrate

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


async def test_an_empty_database_gets_all_tables_and_no_backup(any_database_url: str) -> None:
    database = Database.open(any_database_url)
    report = await migrate(database, [STORE_TREE], NOW)
    async with database.read() as connection:
        assert (await connection.scalar(text("SELECT count(*) FROM articles"))) == 0
        assert (await connection.scalar(text("SELECT count(*) FROM key_points"))) == 0
    await database.close()
    assert report.applied[0] == "digests_0001"
    assert report.backup is None


async def test_migrating_twice_does_nothing_the_second_time(any_database: Database) -> None:
    report = await migrate(any_database, [STORE_TREE], NOW)
    assert report.applied == ()


async def test_a_database_from_a_newer_version_is_refused(any_database: Database) -> None:
    async with any_database.write() as connection:
        await connection.execute(text("UPDATE digests_version SET version_num = 'digests_9999'"))
    with pytest.raises(StoreError, match="newer version") as refusal:
        await migrate(any_database, [STORE_TREE], NOW)
    assert "update the program" in str(refusal.value)


async def test_a_file_with_content_is_copied_before_a_migration(tmp_path: Path) -> None:
    file = tmp_path / "digestbot.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE keep (word TEXT)")
        connection.execute("INSERT INTO keep VALUES ('me')")
    database = Database.open(f"sqlite:///{file}")
    report = await migrate(database, [STORE_TREE], NOW)
    again = await migrate(database, [STORE_TREE], NOW)
    await database.close()
    assert report.backup == tmp_path / "digestbot.db.backup-20260302T080000Z"
    assert again.backup is None
    with sqlite3.connect(report.backup) as copy:
        assert copy.execute("SELECT word FROM keep").fetchall() == [("me",)]
        assert not copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles'").fetchall()


async def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "digestbot.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE articles (id INTEGER)")  # in the way of the real one
    database = Database.open(f"sqlite:///{file}")
    with pytest.raises(StoreError):
        await migrate(database, [STORE_TREE], NOW)
    await database.close()
    with sqlite3.connect(file) as connection:
        names = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert names == [("articles",)]


def test_the_newest_version_is_known_by_the_names_of_the_files() -> None:
    for tree in (STORE_TREE, BOT_TREE):
        scripts = ScriptDirectory(str(tree.folder))
        assert scripts.get_heads() == [tree.newest]
