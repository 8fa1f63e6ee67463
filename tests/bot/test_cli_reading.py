"""What `preview` shows, and what it and `summary` print for programs."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.cli.reading import section_json
from digests import Citation, DigestSection, KeyPoint


def cited(outlet: str, quote: str) -> Citation:
    return Citation(article=1, start=0, end=len(quote), quote=quote, outlet=outlet)


def test_a_point_says_who_differs_and_in_which_sentence() -> None:
    point = KeyPoint(
        text="The bridge will cost 42 million crowns.",
        citations=(cited("Harbour Courier", "The bridge will cost 42 million crowns."),),
        differs=("City Wire: 45 million crowns",),
        against=(cited("City Wire", "It costs 45 million crowns."),),
        first_seen=datetime(2026, 3, 2, tzinfo=UTC),
    )
    (shown,) = section_json(DigestSection(title="Money", points=(point,)))["points"]
    assert shown["outlets"] == ["Harbour Courier"]
    assert shown["differs"] == ["City Wire: 45 million crowns"]
    assert [one["quote"] for one in shown["against"]] == ["It costs 45 million crowns."]
    assert [one["outlet"] for one in shown["citations"]] == ["Harbour Courier"]


EVENTS = (
    "A crane fell into the harbour of Lindale.",
    "Otters came back to the upper valley.",
    "The mayor of Ellery resigned on Monday.",
    "Snow fell in the mountains all night.",
    "The paper mill closed for good in May.",
    "A library opened near the station.",
    "Bees swarmed in the market of Norhaven.",
)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-c", "config.toml", *arguments])


def test_a_preview_says_how_to_reach_the_stories_left_out_and_shows_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [{"title": text, "text": text, "outlet": "Post"} for text in EVENTS]
    lines = "\n".join(map(json.dumps, rows))
    (tmp_path / "news.jsonl").write_text(lines, encoding="utf-8")
    topic = '[[topics]]\nname = "news"\ntitle = "News"\n'
    (tmp_path / "config.toml").write_text(topic, encoding="utf-8")
    assert run("import", "news.jsonl").exit_code == 0
    shown = run("preview", "news").output
    assert re.search(r"… and \d more stor(?:y|ies): /more", shown)
    assert "--all" in shown
    whole = run("preview", "news", "--all").output
    assert all(text in whole for text in EVENTS)
    assert "/more" not in whole and "--all" not in whole
