"""What `digestbot health` believes, and what it says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.health import Signs, default_path, problems, write_beat
from bot.model import PlatformHealth

NOW = datetime(2026, 4, 26, 8, 0, tzinfo=UTC)


def beat(
    path: Path,
    *,
    contact: datetime | None = NOW,
    ticked: datetime | None = NOW,
    connected: bool = True,
    troubles: tuple[str, ...] = (),
) -> None:
    health = PlatformHealth(connected=connected, last_contact=contact)
    write_beat(path, {"telegram": health}, Signs(ticked=ticked, troubles=troubles), NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "digestbot.health.json"


def test_a_bot_that_ticks_and_polls_is_healthy(path: Path) -> None:
    beat(path)
    assert problems(path, NOW + timedelta(seconds=30)) == []


def test_a_bot_that_never_ran_is_not(path: Path) -> None:
    assert "not running" in problems(path, NOW)[0]


def test_an_old_sign_of_life_is_no_sign_of_life(path: Path) -> None:
    beat(path)
    assert "hangs" in problems(path, NOW + timedelta(minutes=5))[0]


def test_a_silent_platform_is_named(path: Path) -> None:
    beat(path, contact=NOW - timedelta(minutes=10))
    assert "telegram" in problems(path, NOW)[0]
    beat(path, connected=False)
    assert "telegram" in problems(path, NOW)[0]
    beat(path, contact=None)
    assert "telegram" in problems(path, NOW)[0]


def test_deliveries_that_stand_still_are_told(path: Path) -> None:
    beat(path, ticked=None)
    assert problems(path, NOW) == ["Deliveries stand still."]
    beat(path, ticked=NOW - timedelta(minutes=3))
    assert problems(path, NOW) == ["Deliveries stand still."]


def test_what_the_watchdog_found_is_said(path: Path) -> None:
    beat(path, troubles=("No feed could be fetched for 90 minutes.",))
    assert problems(path, NOW) == ["No feed could be fetched for 90 minutes."]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"at": 3}', "\x00"])
def test_a_broken_file_is_a_problem_and_no_crash(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    assert "can't be read" in problems(path, NOW)[0]


def test_the_file_lies_beside_the_database(tmp_path: Path) -> None:
    assert default_path(tmp_path / "x.db").parent == tmp_path
    assert default_path(None).name == "digestbot.health.json"
