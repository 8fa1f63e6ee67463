"""Stored articles, good and broken."""

from __future__ import annotations

import os
import time
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


RUSSIAN = (
    "Мост закрыт\n\nГородской совет закрыл старый мост в понедельник. Автобусы идут в объезд.\n"
)
PLAIN = "The bridge is closed\n\nThe council closed the old bridge, said Élodie Müller, mayor.\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(PLAIN, "utf-8"), (PLAIN, "utf-8-sig"), (PLAIN, "utf-16"), (PLAIN, "utf-16-le"),
     (PLAIN, "utf-16-be"), (PLAIN, "utf-32"), (PLAIN, "utf-32-le"), (PLAIN, "cp1252"),
     (RUSSIAN, "utf-16"), (RUSSIAN, "utf-16-le"), (RUSSIAN, "utf-16-be"), (RUSSIAN, "cp1251"),
     (RUSSIAN, "koi8-r"), (RUSSIAN, "cp866")],
)  # fmt: skip
def test_a_file_is_read_in_whatever_encoding_it_is(
    tmp_path: Path, text: str, encoding: str
) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    (read,) = read_files([tmp_path / "a.txt"])
    assert read.error is None
    assert [read.drafts[0].title, read.drafts[0].text] == text.strip().split("\n\n")


REFUSED: dict[str, tuple[bytes, str]] = {
    "space.txt": (b" \n\n\t", "the file is empty"),
    "mark.txt": (b"\xef\xbb\xbf", "the file is empty"),
    "zeros.txt": (bytes(1000), "no text below the headline"),
    "headline.txt": (b"Only a headline", "no text below the headline"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(200)), "binary file"),
    "print.txt": (b"%PDF-1.4 some words", "binary file"),
    "packed.md": (b"PK\x03\x04" + b"x" * 100, "binary file"),
    "program.md": (b"\x7fELF" + b"x" * 100, "binary file"),
    "one-word.txt": (b"x" * 2_000_000, "no text below the headline"),
    "marks.txt": (("a" + "\u0301" * 100_000).encode(), "no text below the headline"),
    "front.md": (b"---\n" + b"a: b\n" * 20_000 + b"---\nWords", "no text below the headline"),
    "brackets.md": (b"[" * 200_000 + b"](x)", "no text below the headline"),
    "links.md": (b"[a](" * 100_000, "no text below the headline"),
    "fences.md": (b"```x\n" * 100_000, "no text below the headline"),
    "ticks.md": (b"`" * 200_000, "no text below the headline"),
    "nested.html": (b"<div>" * 100_000, "nested too deep"),
    "frames.html": (b"<frameset>", "no article text"),
    "bytes.html": (bytes(range(256)) * 20, "binary"),
    "deep.jsonl": (b"[" * 100_000, "line 1: nested too deep"),
    "number.jsonl": (b'{"title": "A", "text": %s}' % (b"9" * 10_000), "999… can't be read"),
    "nan.jsonl": (b'{"title": NaN, "text": "Words"}', "NaN… can't be read"),
    "values.jsonl": (b'[1]\n"x"\n1\nnull\n', "line 1: not a JSON object; line 2"),
    "program.exe": (b"MZ", "not supported"),
    "no-ending": (b"Words", "not supported"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    body, reason = REFUSED[name]
    (tmp_path / name).write_bytes(body)
    started = time.monotonic()
    assert reason in only(tmp_path / name)
    assert time.monotonic() - started < 20


def test_what_is_odd_in_a_file_is_cleaned_and_the_rest_kept(tmp_path: Path) -> None:
    odd = PLAIN.replace("old", "\u202eo\x00ld").encode() + b"\xed\xa0\x80"
    (tmp_path / os.fsdecode(b"name\xff.txt")).write_bytes(odd)
    (read,) = read_files([tmp_path])
    assert "the old bridge" in read.drafts[0].text
    assert all(field.isprintable() for field in (read.drafts[0].title, read.drafts[0].outlet))


def test_odd_files_in_a_folder_stop_nothing(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "circle.txt").symlink_to(tmp_path / "circle.txt")
    (tmp_path / "nowhere.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "endless.txt").symlink_to("/dev/zero")
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    reads = {read.path.name: read for read in read_files([tmp_path])}
    assert [name for name, read in reads.items() if read.drafts] == ["good.txt"]
    assert {name for name, read in reads.items() if read.error} == {
        "circle.txt", "nowhere.txt", "endless.txt", "pipe.txt",
    }  # fmt: skip
