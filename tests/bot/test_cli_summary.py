"""`digestbot summary`: one text is told, several are compared, whatever they come from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.cli.summary import apart
from digests import ArticleDraft

LINK = "https://courier.example/bridge"
FIRST = (
    "The Harl bridge will close on 4 May, the ministry said on Monday. The repair costs 12 million "
    "euros. A ferry will carry people across the water until autumn."
)
SECOND = (
    "Bridge of Harl to close\n\nThe ministry said on Monday that the Harl bridge will close on 4 "
    "May. The repair costs 15 million euros. Shops at the quay fear for their trade."
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    article = {"title": "Harl closes its bridge", "text": FIRST, "outlet": "Courier", "url": LINK}
    (tmp_path / "first.jsonl").write_text(json.dumps(article), encoding="utf-8")
    (tmp_path / "second.txt").write_text(SECOND, encoding="utf-8")
    (tmp_path / "config.toml").write_text("", encoding="utf-8")
    return tmp_path


def run(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["-c", "config.toml", *arguments], input=typed)


def test_a_link_and_a_file_are_compared(folder: Path) -> None:
    assert run("import", "first.jsonl").exit_code == 0
    said = run("summary", LINK, "second.txt")
    assert said.exit_code == 0, said.output
    both, differ, only = said.output.split("Both say")[1].partition("Where they differ")
    assert "The Harl bridge will close on 4 May." in both
    assert differ and "12 million" in only and "≠ second.txt: 15 million euros" in only
    assert "Only Courier" in only and "Only second.txt" in only


def test_a_file_and_what_is_typed_are_compared_as_json(folder: Path) -> None:
    said = run("summary", "--json", "-", "second.txt", typed=f"Harl closes its bridge\n\n{FIRST}")
    assert said.exit_code == 0, said.output
    titles = [section["title"] for section in json.loads(said.output)["sections"]]
    assert titles[:2] == ["Both say", "Where they differ"]


def test_one_file_is_told_without_comparing(folder: Path) -> None:
    said = run("summary", "second.txt")
    assert "Shops at the quay fear for their trade." in said.output
    assert "Both say" not in said.output


def test_what_has_nothing_in_common_is_said_to_have_nothing(folder: Path) -> None:
    (folder / "other.txt").write_text(
        "Storm over Oslo\n\nA storm took the roof of the old theatre in Oslo on Sunday night.",
        encoding="utf-8",
    )
    said = run("summary", "second.txt", "other.txt")
    assert said.output.startswith("These articles have no fact in common")


def test_a_file_that_is_missing_does_not_hide_the_others(folder: Path) -> None:
    said = run("summary", "second.txt", "nowhere.txt")
    assert said.exit_code == 1
    assert "Shops at the quay" in said.output and "nowhere.txt: " in said.output


def test_texts_of_one_outlet_are_told_apart_by_their_titles() -> None:
    drafts = [
        ArticleDraft(title=title, text="A text.", outlet=outlet)
        for title, outlet in (("A", "Post"), ("B", "Post"), ("B", "Post"), ("", ""), ("C", "Sun"))
    ]
    named = [one.outlet for one in apart([*drafts, LINK]) if isinstance(one, ArticleDraft)]
    assert named == ["Post: A", "Post: B", "Post: B (2)", "text", "Sun"]
