"""Bad input gives one clear line and an exit status, no traceback, and nothing is lost."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.acceptance.process import Process

TEXT = "The Harbour Post: Bridge closes\n\nThe old bridge will close on Monday, the mayor said."


@pytest.fixture
def process(tmp_path: Path) -> Process:
    return Process(tmp_path)


async def refused(process: Process, *arguments: str, input: str | None = None) -> str:
    status, _, said = await process.run(*arguments, input=input)
    assert status != 0
    assert "Traceback" not in said
    assert "Something went wrong" not in said
    return said


async def test_a_database_that_is_none_is_one_line(process: Process) -> None:
    (process.folder / "digestbot.db").write_text("this is a letter to my aunt, and no database")
    said = await refused(process, "migrate")
    assert "no SQLite database" in said
    assert said.count("\n") == 1


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(process: Process) -> None:
    await process.run("migrate")
    with sqlite3.connect(process.folder / "digestbot.db") as connection:
        connection.execute("UPDATE digests_version SET version_num = 'digests_9999'")
    assert "newer version" in await refused(process, "migrate")


async def test_a_readme_and_other_kinds_of_files_in_a_folder_are_left_alone(
    process: Process,
) -> None:
    folder = process.folder / "news"
    folder.mkdir()
    (folder / "README.md").write_text(
        "# About\n\nThe Telegraph writes about this folder at length."
    )
    (folder / "topics.toml").write_text("[[topics]]")
    (folder / "one.txt").write_text(TEXT)
    status, out, _ = await process.run("import", "news")
    assert status == 0
    assert "1 articles: 1 new." in out


async def test_a_broken_address_spoils_no_other_line(process: Process) -> None:
    lines = [
        {"title": "One", "text": "The bridge will close on Monday.", "url": "http://[::1"},
        {"title": "Two", "text": "The ferry will sail on Tuesday.", "url": "https://x.example/2"},
    ]
    (process.folder / "news.jsonl").write_text("\n".join(map(json.dumps, lines)))
    _, out, said = await process.run("import", "news.jsonl")
    assert "Something went wrong" not in said
    assert "Two" in out


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("empty.txt", b"", "empty"),
        ("binary.txt", bytes(range(256)) * 8, "binary"),
        ("picture.png", b"\x89PNG", "not supported"),
    ],
)
async def test_a_bad_file_is_named_and_the_rest_is_taken_in(
    process: Process, name: str, content: bytes, expected: str
) -> None:
    (process.folder / name).write_bytes(content)
    (process.folder / "good.txt").write_text(TEXT)
    status, out, said = await process.run("import", name, "good.txt")
    assert status == 1
    assert name in said
    assert expected in said
    assert "good.txt: new: Bridge closes" in out


async def test_a_large_file_is_refused_without_reading_it(process: Process) -> None:
    with (process.folder / "large.txt").open("wb") as file:
        file.truncate(50_000_000)
    assert "50 MB" in await refused(process, "import", "large.txt")


async def test_an_unknown_topic_names_those_there_are(process: Process) -> None:
    assert "coalition" in await refused(process, "preview", "cooking")


async def test_nonsense_days_are_refused(process: Process) -> None:
    assert "range" in await refused(process, "preview", "news", "--days", "99999999")


async def test_nothing_on_standard_input_is_no_article(process: Process) -> None:
    assert "no text" in await refused(process, "summary", "-", input="")
