"""Stored articles, good and broken."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from digests import read_files
from digests.ingest.plain import read_markdown, read_plain

ARTICLE = (
    "The Harbour Times: Bridge Opens To ‘Everyone’\n4- 26.04.2025, 8:54\n- 8,060\n\n"
    "The bridge was opened on Friday by the mayor of the town.\n"
    "The Harbour Times writes about this, citing its own sources.\n"
)


def only(path: Path) -> str:
    """The reason why a single file was refused."""
    (read,) = read_files([path])
    assert read.error is not None
    assert not read.drafts
    return read.error.reason


def test_headline_metadata_and_text_are_told_apart() -> None:
    draft = read_plain(ARTICLE, "a.txt")
    assert draft.title == "Bridge Opens To ‘Everyone’"
    assert draft.outlet == "The Harbour Times"
    assert draft.published == datetime(2025, 4, 26, 8, 54, tzinfo=UTC)
    assert draft.text.startswith("The bridge was opened")
    assert "8,060" not in draft.text


def test_front_matter_says_what_the_text_does_not() -> None:
    draft = read_markdown(
        '---\ntitle: "Tolls: a history"\ndate: 2025-04-26\nsource: Harbour Times\n---\n'
        "Some **bold** words and a [link](http://a.example).\n",
        "a.md",
    )
    assert (draft.title, draft.outlet) == ("Tolls: a history", "Harbour Times")
    assert draft.text == "Some bold words and a link."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_russian_text_is_read_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    words = "Мост открыли в пятницу\n\nМэр города открыл мост, который строили десять лет."
    (tmp_path / "a.txt").write_bytes(words.encode(encoding))
    (read,) = read_files([tmp_path])
    assert read.drafts[0].title == "Мост открыли в пятницу"


def test_an_empty_a_binary_and_an_unknown_file_are_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "sheet.xls").write_bytes(b"x")
    assert only(tmp_path / "empty.txt") == "the file is empty"
    assert only(tmp_path / "binary.txt") == "this is a binary file, not text"
    assert "not supported" in only(tmp_path / "sheet.xls")
    assert "no such file" in only(tmp_path / "none.txt")


def test_a_file_over_the_limit_is_refused_without_reading_it(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(50_000_000)
    assert "50 MB" in only(large)


def test_good_lines_are_taken_and_the_bad_one_is_named_by_its_number(tmp_path: Path) -> None:
    lines = tmp_path / "a.jsonl"
    lines.write_text('{"title": "A", "text": "Some words."}\n{bad\n', encoding="utf-8")
    (read,) = read_files([lines])
    assert [draft.title for draft in read.drafts] == ["A"]
    assert read.error and read.error.reason.startswith("line 2: not JSON")


def test_a_file_named_twice_and_within_its_folder_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text(ARTICLE, encoding="utf-8")
    assert len(list(read_files([tmp_path, tmp_path / "a.txt"]))) == 1
