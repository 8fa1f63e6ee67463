"""The watched folder, with real files and a real database."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from digests import Database, Newsroom, take_inbox
from digests.ingest.inbox import SETTLED_SECONDS
from tests.conftest import NOW

TEXT = "The bridge is closed\n\nThe council closed the old bridge on Monday. Buses go round.\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / "inbox"


def drop(inbox: Path, name: str, body: str | bytes, age: float = 60) -> Path:
    inbox.mkdir(exist_ok=True)
    path = inbox / name
    path.write_bytes(body if isinstance(body, bytes) else body.encode())
    os.utime(path, (NOW.timestamp() - age,) * 2)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


async def test_a_good_file_is_taken_in_once_and_moved_to_done(
    database: Database, inbox: Path
) -> None:
    newsroom = Newsroom(database, [])
    drop(inbox, "bridge.txt", TEXT)
    await take_inbox(inbox, newsroom.take_in, NOW)
    assert (names(inbox), names(inbox / "done")) == ([], ["bridge.txt"])
    drop(inbox, "bridge.txt", TEXT)
    await take_inbox(inbox, newsroom.take_in, NOW)
    assert names(inbox / "done") == ["bridge-2.txt", "bridge.txt"]
    assert (await newsroom.counts()).articles == 1


async def test_what_can_not_be_read_lies_in_failed_with_the_reason_beside(
    database: Database, inbox: Path
) -> None:
    newsroom = Newsroom(database, [])
    drop(inbox, "a.pdf", b"%PDF-1.4")
    drop(inbox, "large.txt", TEXT * 100)
    drop(inbox, "z.txt", TEXT)
    await take_inbox(inbox, newsroom.take_in, NOW, max_bytes=1000)
    assert names(inbox) == []
    failed = inbox / "failed"
    assert names(failed) == ["a.pdf", "a.pdf.reason.txt", "large.txt", "large.txt.reason.txt"]
    assert all(len((failed / name).read_text()) > 10 for name in names(failed)[1::2])
    assert (await newsroom.counts()).articles == 1


async def test_good_lines_of_a_bad_file_are_kept(database: Database, inbox: Path) -> None:
    newsroom = Newsroom(database, [])
    good = '{"title": "Bridge", "text": "The council closed the old bridge.", "outlet": "Town"}'
    drop(inbox, "news.jsonl", f"{good}\nno json\n")
    await take_inbox(inbox, newsroom.take_in, NOW)
    assert names(inbox / "failed") == ["news.jsonl", "news.jsonl.reason.txt"]
    assert (await newsroom.counts()).articles == 1


async def test_a_file_that_is_still_being_copied_is_left_and_so_are_hidden_ones(
    database: Database, inbox: Path
) -> None:
    drop(inbox, "young.txt", TEXT, age=SETTLED_SECONDS / 2)
    drop(inbox, ".hidden.txt", TEXT)
    assert await take_inbox(inbox, Newsroom(database, []).take_in, NOW) == []
    assert names(inbox) == [".hidden.txt", "young.txt"]


async def test_two_names_of_one_file_both_leave_the_folder(database: Database, inbox: Path) -> None:
    path = drop(inbox, "a.txt", TEXT)
    (inbox / "b.txt").symlink_to(path)
    newsroom = Newsroom(database, [])
    await take_inbox(inbox, newsroom.take_in, NOW)
    await take_inbox(inbox, newsroom.take_in, NOW)
    assert names(inbox) == []
    assert (await newsroom.counts()).articles == 1
