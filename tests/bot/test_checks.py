"""`digestbot check` names what is wrong and how to mend it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.backup import make_backup
from bot.checks import Finding, check_all
from bot.checks import machine as machine_checks
from bot.checks import platforms as platform_checks
from bot.config import BackupConfig, Config, SlackConfig, TelegramConfig
from digests import Database, Fetcher, FetchPolicy, Newsroom
from tests.servers.slack import APP_TOKEN, BOT_TOKEN, SlackServer
from tests.servers.telegram import TelegramServer


async def findings(config: Config) -> dict[str, Finding]:
    return {finding.what: finding for finding in await check_all(config)}


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(database_url=f"sqlite:///{tmp_path}/digestbot.db", zone="Europe/Kyiv")


async def test_without_a_token_all_else_is_looked_at(config: Config) -> None:
    found = await findings(config)
    assert not found.pop("tokens").ok
    assert all(finding.ok for finding in found.values())
    assert {"configuration", "time zone", "disk", "backups", "database", "feeds"} <= set(found)
    assert found["time zone"].says.startswith("Europe/Kyiv, where it is ")


async def test_a_good_token_is_named_with_its_rights_and_the_clock(config: Config) -> None:
    async with TelegramServer() as telegram:
        telegram_config = TelegramConfig(token=telegram.token, base_url=telegram.base_url)
        found = await findings(config.model_copy(update={"telegram": telegram_config}))
    assert found["telegram"].ok
    assert found["telegram rights"].ok
    assert found["clock"].ok


async def test_a_clock_that_is_wrong_is_told(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = datetime.now(UTC) - timedelta(minutes=7)
    monkeypatch.setattr(platform_checks, "utc_now", lambda: late)
    async with TelegramServer() as telegram:
        telegram_config = TelegramConfig(token=telegram.token, base_url=telegram.base_url)
        found = await findings(config.model_copy(update={"telegram": telegram_config}))
    assert not found["clock"].ok
    slow = re.match(r"(\d+) s slow", found["clock"].says)
    assert slow and 415 <= int(slow[1]) < 480  # the answer may take a while on a busy machine


async def test_scopes_that_the_slack_app_lacks_are_named(config: Config) -> None:
    async with SlackServer() as slack:
        slack.workspace.scopes -= {"im:write", "users:read"}
        slack_config = SlackConfig(
            bot_token=BOT_TOKEN, app_token=APP_TOKEN, base_url=slack.base_url
        )
        found = await findings(config.model_copy(update={"slack": slack_config}))
    assert found["slack"].ok
    assert not found["slack rights"].ok
    assert "im:write, users:read" in found["slack rights"].says


async def test_a_full_disk_is_told(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_checks, "LEAST_FREE", 10**18)
    found = await findings(config)
    assert not found["disk"].ok
    assert "make room for" in found["disk"].says


async def test_a_damaged_database_is_told(config: Config, tmp_path: Path) -> None:
    (tmp_path / "digestbot.db").write_bytes(b"no database at all" * 100)
    found = await findings(config)
    assert not found["database"].ok
    assert "feeds" not in found


async def test_failing_feeds_are_told_with_their_errors(config: Config, tmp_path: Path) -> None:
    await findings(config)  # makes the database
    database = Database.open(config.database_url)
    now = datetime.now(UTC)
    async with Fetcher(FetchPolicy(allow_private=("127.0.0.0/8",))) as fetcher:
        newsroom = Newsroom(database, [], fetcher=fetcher)
        await newsroom.keep_feed("http://127.0.0.1:49999/feed", "Nobody", now)
        await newsroom.poll(now)
        await newsroom.close()
    await database.close()
    found = await findings(config)
    assert not found["feeds"].ok
    assert "1 of 1 fail: http://127.0.0.1:49999/feed: " in found["feeds"].says


async def test_backups_that_stopped_are_told(config: Config, tmp_path: Path) -> None:
    await findings(config)
    with_backups = config.model_copy(update={"backup": BackupConfig(folder=tmp_path / "copies")})
    database = Database.open(config.database_url)
    now = datetime.now(UTC)
    assert "none yet" in (await findings(with_backups))["backups"].says
    await make_backup(database, tmp_path / "copies", 3, now - timedelta(days=9))
    assert "9 days old" in (await findings(with_backups))["backups"].says
    await make_backup(database, tmp_path / "copies", 3, now)
    assert (await findings(with_backups))["backups"].ok
    await database.close()
