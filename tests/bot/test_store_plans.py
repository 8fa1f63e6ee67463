"""No answer, no look at what is due and no taking in walks through a table that grows with
chats or news."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Table, event

from benchmarks.stories_scale import START, Writer
from bot.store.tables import metadata as bot_tables
from digests.store.copies import join_families
from digests.store.tables import metadata as newsroom_tables
from tests.bot.newsdesk import NOW, Room, open_room

MENTIONS = [
    (table, column.name)
    for metadata in (newsroom_tables, bot_tables)
    for table in metadata.sorted_tables
    for column in table.columns
    if column.foreign_keys
]
SMALL = {"intake", "closing", "sqlite_sequence", "drafts", "feeds", "topics", "reached"}
YOUNG = {"profiles"}  # of some days only; walked from the oldest on, so far as a limit lets
LINES = (
    "/start", "/latest", "/more", "/summary 1", "/sources 1", "/search library", "/hits 2 library",
    "/topics", "/why", "/settings", "/mute", "/mute 1", "/open 1", "/summary library", "/mydata",
)  # fmt: skip


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async for opened in open_room(tmp_path):
        yield opened


@pytest.fixture
def heard() -> Any:
    """Every statement that was run, with values for it."""
    found: dict[str, Any] = {}

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *rest: Any) -> None:
        if statement.split(maxsplit=1)[0] in ("SELECT", "WITH", "UPDATE", "DELETE", "INSERT"):
            found.setdefault(statement, values[0] if rest[-1] else values)

    event.listen(Engine, "after_cursor_execute", note)
    yield found
    event.remove(Engine, "after_cursor_execute", note)


def walks(file: Path, statements: dict[str, Any], allowed: set[str] = SMALL) -> list[str]:
    """The tables that a statement goes through from end to end, each with the statement."""
    found = []
    with closing(sqlite3.connect(file)) as connection:
        for statement, values in statements.items():
            plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
            steps = [row[3].split() for row in plan if row[3].startswith("SCAN ")]
            tables = [step[1] for step in steps if step[1] not in allowed and "VIRTUAL" not in step]
            found += [f"{name}: {statement}" for name in tables if name != "CONSTANT"]
    return found


async def test_no_answer_walks_through_a_large_table(
    room: Room, heard: dict[str, Any], tmp_path: Path
) -> None:
    await room.ask("/subscribe bridge")
    heard.clear()
    for line in LINES:
        assert await room.ask(line), line
    await room.store.database.settled()
    assert len(heard) > 20
    assert walks(tmp_path / "digestbot.db", heard) == []


async def test_a_look_at_what_is_due_walks_through_no_table(
    room: Room, heard: dict[str, Any], tmp_path: Path
) -> None:
    await room.ask("/subscribe bridge")
    heard.clear()
    assert not await room.store.is_anything_due(NOW)
    assert await room.store.next_due() is not None
    assert heard
    assert walks(tmp_path / "digestbot.db", heard) == []


async def test_taking_in_walks_through_no_table(
    room: Room, heard: dict[str, Any], tmp_path: Path
) -> None:
    """Enough of it that stories merge, and that some drift and are split."""
    drafts = list(islice(Writer().articles(), 1_000))
    await room.newsroom.take_in(drafts, START)
    for what in ("merged_into=?", "articles.original IN"):
        assert any(what in statement for statement in heard), what
    assert walks(tmp_path / "digestbot.db", heard, SMALL | YOUNG) == []


async def test_copies_of_two_families_are_joined_without_a_walk(
    room: Room, heard: dict[str, Any], tmp_path: Path
) -> None:
    await room.store.database.write_in_thread(lambda it: join_families(it, 2, 1))
    assert any("original" in statement for statement in heard)
    assert walks(tmp_path / "digestbot.db", heard) == []


@pytest.mark.parametrize(("table", "column"), MENTIONS, ids=str)
async def test_what_mentions_a_row_is_found_by_an_index(
    room: Room, table: Table, column: str, tmp_path: Path
) -> None:
    """SQLite looks for it by itself, once for every row that is deleted."""
    statement = f"SELECT 1 FROM {table.name} WHERE {column} = 1"
    assert walks(tmp_path / "digestbot.db", {statement: ()}) == []
