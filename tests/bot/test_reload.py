"""A changed configuration takes effect without a restart, and a bad one changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app.reload import Reloader
from bot.config import Config, load_config

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
FIRST = 'zone = "UTC"\n[[topics]]\nname = "bridge"\ntitle = "The bridge"\n'


class Applied:
    """A bot that only notes what it should follow, and what its owner was told."""

    def __init__(self, file: Path) -> None:
        self.configs: list[Config] = []
        self.told: list[str] = []
        self.file = file
        self.reloader = Reloader(file, load_config(file), self._apply, self._tell)

    async def _apply(self, config: Config, now: datetime) -> None:
        self.configs.append(config)

    async def _tell(self, line: str) -> None:
        self.told.append(line)

    async def edit(self, text: str) -> None:
        self.file.write_text(text)
        await self.reloader.look(NOW)


@pytest.fixture
def applied(tmp_path: Path) -> Applied:
    file = tmp_path / "config.toml"
    file.write_text(FIRST)
    return Applied(file)


async def test_nothing_happens_while_the_file_stays_the_same(applied: Applied) -> None:
    await applied.reloader.look(NOW)
    assert applied.configs == []


async def test_an_edit_of_a_topic_is_followed(applied: Applied) -> None:
    await applied.edit(FIRST + 'words = ["swing bridge"]\n')
    (config,) = applied.configs
    assert config.topics[0].words == ("swing bridge",)
    assert applied.told == []


async def test_a_bad_edit_keeps_the_old_one_and_is_told_once(applied: Applied) -> None:
    await applied.edit(FIRST + "words = 5\n")
    await applied.reloader.look(NOW)
    assert applied.configs == []
    (line,) = applied.told
    assert "stays as it was" in line
    assert "topics.0.words" in line
    await applied.edit(FIRST + 'words = ["span"]\n')
    assert applied.configs[0].topics[0].words == ("span",)


async def test_a_file_that_is_away_for_a_moment_changes_nothing(applied: Applied) -> None:
    applied.file.unlink()
    await applied.reloader.look(NOW)
    assert applied.configs == []
    await applied.edit(FIRST)
    assert len(applied.configs) == 1


async def test_what_needs_a_restart_is_told_once_and_stays_as_it_runs(applied: Applied) -> None:
    await applied.edit('database_url = "sqlite:///other.db"\n' + FIRST + 'exclude = ["loan"]\n')
    (config,) = applied.configs
    assert config.database_url == Config().database_url
    assert config.topics[0].exclude == ("loan",)
    assert applied.told == ["Changed in the configuration, for the next start: database_url."]


async def test_a_signal_reads_it_again_even_unchanged(
    applied: Applied, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGESTBOT_INGEST__POLL_MINUTES", "5")
    applied.reloader.ask()
    await applied.reloader.look(NOW)
    assert applied.configs[0].ingest.poll_minutes == 5
    await applied.reloader.look(NOW)
    assert len(applied.configs) == 1


async def test_a_new_file_in_its_place_is_noticed_even_with_the_same_date(
    applied: Applied,
) -> None:
    other = applied.file.with_name("other.toml")
    other.write_text(FIRST.replace("The bridge", "Bridges !!"))
    other.replace(applied.file)
    await applied.reloader.look(NOW)
    assert applied.configs[0].topics[0].title == "Bridges !!"
