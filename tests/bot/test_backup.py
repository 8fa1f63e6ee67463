"""Moving house and putting back: what comes out is what went in, on both kinds of database."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.backup import STATES, backups_in, is_due, make_backup, restore_backup
from bot.commands import Desk, DeskSettings
from bot.model import Address, ChatKind, Command, Person
from bot.platforms.terminal import TerminalPlatform
from bot.store import BOT_TREE, BotStore, only_instance
from digests import (
    STORE_TREE,
    Database,
    Fetcher,
    FetchPolicy,
    Newsroom,
    StoreError,
    export_state,
    import_state,
    migrate,
)
from digests.store.dump import dump
from tests.bot.newsdesk import BRIDGE, LIBRARY, NOW, TOPICS

HOUR = timedelta(hours=1)
TREES = (STORE_TREE, BOT_TREE)


@pytest.fixture
async def lived_in(tmp_path: Path) -> AsyncIterator[Database]:
    """A database with articles, a copy, an edit, a feed, a chat, subscriptions and a digest."""
    database = Database.open(f"sqlite:///{tmp_path}/old/digestbot.db")
    await migrate(database, TREES, NOW)
    newsroom, store = Newsroom(database, TOPICS), BotStore(database)
    await newsroom.take_in([BRIDGE, LIBRARY], NOW - 2 * HOUR)
    await keep_feed(database, "https://harbour-courier.example/feed")
    platform = TerminalPlatform(width=80)
    desk = Desk(newsroom, store, {"terminal": platform}, DeskSettings())
    for number, line in enumerate(("subscribe bridge", "subscribe library", "latest bridge")):
        name, _, argument = line.partition(" ")
        command = Command(
            address=Address("terminal", "1"),
            chat_kind=ChatKind.PRIVATE,
            person=Person(id="ann"),
            key=str(number),
            name=name,
            argument=argument,
            received=NOW,
        )
        assert await desk.handle(command)
    await database.settled()  # what was shown is written down after the answer
    yield database
    await database.close()


async def keep_feed(database: Database, url: str) -> int:
    async with Fetcher(FetchPolicy()) as fetcher:
        return (await Newsroom(database, TOPICS, fetcher=fetcher).keep_feed(url, "Feed", NOW)).id


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database that nothing was made in yet."""
    url = f"sqlite:///{tmp_path}/new/digestbot.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    database = Database.open(url)
    yield database
    await database.close()


async def lines_of(database: Database) -> list[dict[str, Any]]:
    """Everything that moves house, in one order."""
    found = [line async for line in dump(database, STATES, NOW)]
    return sorted(found, key=lambda line: json.dumps(line, sort_keys=True))


async def test_what_is_taken_over_is_what_was_there(
    lived_in: Database, empty: Database, tmp_path: Path
) -> None:
    rows = await export_state(lived_in, STATES, tmp_path / "all.jsonl.gz", NOW)
    loaded = await import_state(empty, STATES, tmp_path / "all.jsonl.gz")
    assert sum(loaded.values()) == rows > 20
    assert await lines_of(empty) == await lines_of(lived_in)


async def test_the_way_there_and_back_changes_nothing(
    lived_in: Database, empty: Database, tmp_path: Path
) -> None:
    there, back = tmp_path / "there.jsonl", tmp_path / "back.jsonl"
    await export_state(lived_in, STATES, there, NOW)
    await import_state(empty, STATES, there)
    await export_state(empty, STATES, back, NOW)
    assert sorted(back.read_text().splitlines()) == sorted(there.read_text().splitlines())


async def test_the_new_house_is_lived_in_at_once(
    lived_in: Database, empty: Database, tmp_path: Path
) -> None:
    await export_state(lived_in, STATES, tmp_path / "all.jsonl", NOW)
    await import_state(empty, STATES, tmp_path / "all.jsonl")
    newsroom = Newsroom(empty, TOPICS)
    assert [hit.title for hit in await newsroom.search("swing bridge")] == [BRIDGE.title]
    (again,) = await newsroom.take_in([BRIDGE], NOW)
    assert again.article.id == (await newsroom.search("swing"))[0].article
    fresh = replace(BRIDGE, title="Owls", text="Owls nest in the tower of Orsk.", url=None)
    (taken,) = await newsroom.take_in([fresh], NOW)
    assert taken.article.id > again.article.id
    assert await keep_feed(empty, "https://lantern.example/feed") > 1


async def test_what_belongs_to_one_token_stays_behind(
    lived_in: Database, empty: Database, tmp_path: Path
) -> None:
    async with lived_in.write() as connection:
        await connection.execute(
            text("INSERT INTO handled_updates (key, seen) VALUES ('telegram:7', '2026-03-02')")
        )
    await export_state(lived_in, STATES, tmp_path / "all.jsonl", NOW)
    assert "handled_updates" not in (tmp_path / "all.jsonl").read_text()


Spoil = Callable[[list[str]], list[str]]
SPOILED: dict[str, tuple[Spoil, str]] = {
    "without its end": (lambda lines: lines[:-1], "cut off"),
    "cut in a line": (lambda lines: [*lines[:-2], lines[-2][:20]], "cut off"),
    "a row less": (lambda lines: [*lines[:5], *lines[6:]], "cut off"),
    "another file": (lambda lines: ["Dear diary,"], "no export of Digestbot"),
    "an empty file": (lambda lines: [], "no export of Digestbot"),
    "from a newer version": (
        lambda lines: [lines[0].replace("digests_0", "digests_9"), *lines[1:]],
        "newer version",
    ),
}


@pytest.mark.parametrize("how", SPOILED)
async def test_a_spoiled_file_changes_nothing(
    lived_in: Database, empty: Database, tmp_path: Path, how: str
) -> None:
    spoil, says = SPOILED[how]
    whole, spoiled = tmp_path / "all.jsonl", tmp_path / "spoiled.jsonl"
    await export_state(lived_in, STATES, whole, NOW)
    spoiled.write_text("\n".join(spoil(whole.read_text().splitlines())))
    with pytest.raises(StoreError, match=says):
        await import_state(empty, STATES, spoiled)
    await migrate(empty, TREES, NOW)
    assert (await Newsroom(empty, TOPICS).counts()).articles == 0


async def test_a_packed_file_that_was_cut_off_is_refused(
    lived_in: Database, empty: Database, tmp_path: Path
) -> None:
    whole = tmp_path / "all.jsonl.gz"
    await export_state(lived_in, STATES, whole, NOW)
    whole.write_bytes(whole.read_bytes()[:-500])
    with pytest.raises(StoreError, match="cut off"):
        await import_state(empty, STATES, whole)


async def test_a_database_that_holds_something_is_not_written_over(
    lived_in: Database, tmp_path: Path
) -> None:
    await export_state(lived_in, STATES, tmp_path / "all.jsonl", NOW)
    before = await lines_of(lived_in)
    with pytest.raises(StoreError, match="holds something"):
        await import_state(lived_in, STATES, tmp_path / "all.jsonl")
    assert await lines_of(lived_in) == before


async def test_an_export_of_an_older_version_is_brought_up(
    lived_in: Database, empty: Database, tmp_path: Path
) -> None:
    """The first version had no table of closings: such a file is taken over and migrated."""
    whole, older = tmp_path / "all.jsonl", tmp_path / "older.jsonl"
    await export_state(lived_in, STATES, whole, NOW)
    lines = [json.loads(line) for line in whole.read_text().splitlines()]
    kept = [line for line in lines[1:-1] if line["table"] in ("stories", "articles", "feeds")]
    lines[0]["versions"] = {"digests": "digests_0002", "bot": "bot_0001"}
    known = {"stories": 8, "articles": 15, "feeds": 15}
    for line in kept:
        line["row"] = dict(list(line["row"].items())[: known[line["table"]]])
    written = [lines[0], *kept, {"end": len(kept)}]
    older.write_text("\n".join(json.dumps(line) for line in written))
    await import_state(empty, STATES, older)
    assert (await Newsroom(empty, TOPICS).counts()).articles == 2
    assert (await migrate(empty, TREES, NOW)).applied == ()


async def test_a_backup_is_put_back_and_what_was_there_is_kept(
    lived_in: Database, tmp_path: Path
) -> None:
    before = await lines_of(lived_in)
    made = await make_backup(lived_in, tmp_path / "backups", 7, NOW)
    later = replace(BRIDGE, title="Owls", text="Owls nest in the tower of Orsk.", url=None)
    await Newsroom(lived_in, TOPICS).take_in([later], NOW)
    url = str(lived_in.url.set(drivername="sqlite"))
    await lived_in.close()
    moved = await restore_backup(url, made, NOW)
    assert await lines_of(lived_in) == before
    await lived_in.close()
    assert moved is not None
    kept = Database.open(f"sqlite:///{moved}")
    assert (await Newsroom(kept, TOPICS).counts()).articles == 3
    await kept.close()


async def test_an_export_can_be_restored_over_a_sqlite_file(
    lived_in: Database, tmp_path: Path
) -> None:
    before = await lines_of(lived_in)
    await export_state(lived_in, STATES, tmp_path / "all.jsonl.gz", NOW)
    url = str(lived_in.url.set(drivername="sqlite"))
    await lived_in.close()
    await restore_backup(url, tmp_path / "all.jsonl.gz", NOW)
    assert await lines_of(lived_in) == before


async def test_a_damaged_backup_leaves_everything_as_it_was(
    lived_in: Database, tmp_path: Path
) -> None:
    before = await lines_of(lived_in)
    made = await make_backup(lived_in, tmp_path / "backups", 7, NOW)
    made.write_bytes(made.read_bytes()[:10_000])
    url = str(lived_in.url.set(drivername="sqlite"))
    await lived_in.close()
    with pytest.raises(StoreError, match="Nothing was changed"):
        await restore_backup(url, made, NOW)
    assert await lines_of(lived_in) == before


async def test_nothing_is_restored_under_a_running_bot(lived_in: Database, tmp_path: Path) -> None:
    made = await make_backup(lived_in, tmp_path / "backups", 7, NOW)
    async with only_instance(lived_in):
        with pytest.raises(StoreError, match="stop that one first"):
            await restore_backup(str(lived_in.url.set(drivername="sqlite")), made, NOW)


async def test_postgresql_is_backed_up_as_an_export(
    lived_in: Database, postgresql_url: str, tmp_path: Path
) -> None:
    await export_state(lived_in, STATES, tmp_path / "all.jsonl", NOW)
    database = Database.open(postgresql_url)
    await import_state(database, STATES, tmp_path / "all.jsonl")
    made = await make_backup(database, tmp_path / "backups", 7, NOW)
    assert made.name == "digestbot-20260302T080000Z.jsonl.gz"
    assert len(gzip.decompress(made.read_bytes()).splitlines()) > 20
    with pytest.raises(StoreError, match="holds something"):
        await restore_backup(postgresql_url, made, NOW)
    sqlite = await make_backup(lived_in, tmp_path / "backups", 7, NOW)
    with pytest.raises(StoreError, match="give an export"):
        await restore_backup(postgresql_url, sqlite, NOW)
    await database.close()


async def test_the_oldest_backups_go_and_other_files_stay(
    lived_in: Database, tmp_path: Path
) -> None:
    other = tmp_path / "digestbot-notes.db"
    other.write_text("mine")
    for day in range(5):
        await make_backup(lived_in, tmp_path, 3, NOW + timedelta(days=day))
    names = [path.name for path in backups_in(tmp_path)]
    assert names == [f"digestbot-2026030{day}T080000Z.db" for day in (4, 5, 6)]
    assert other.exists()


async def test_a_backup_is_due_by_the_newest_one_there(lived_in: Database, tmp_path: Path) -> None:
    day = timedelta(days=1)
    assert is_due(tmp_path, day, NOW)
    await make_backup(lived_in, tmp_path, 3, NOW)
    assert not is_due(tmp_path, day, NOW + day - timedelta(seconds=1))
    assert is_due(tmp_path, day, NOW + day)
