"""`digestbot init`: what is typed is tried at once, and what is written works."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli.init import read_topic
from bot.config import load_config
from bot.errors import ConfigError
from bot.starting import Answers, NewFeed, NewTopic, config_text
from tests.acceptance.process import Process
from tests.servers.feed_site import feed_site
from tests.servers.slack import APP_TOKEN, BOT_TOKEN, SlackServer
from tests.servers.telegram import TelegramServer


@pytest.fixture
async def fresh(
    tmp_path: Path, telegram: TelegramServer, slack: SlackServer
) -> AsyncIterator[Process]:
    """A folder with nothing in it; only the addresses of the services are known."""
    yield Process(
        tmp_path,
        {
            "DIGESTBOT_TELEGRAM__BASE_URL": telegram.base_url,
            "DIGESTBOT_TELEGRAM__BASE_FILE_URL": telegram.base_file_url,
            "DIGESTBOT_SLACK__BASE_URL": slack.base_url,
            "DIGESTBOT_FETCH__ALLOW_PRIVATE": '["127.0.0.0/8"]',
        },
    )


async def test_flags_alone_give_a_configuration_that_check_finds_good(
    fresh: Process, telegram: TelegramServer
) -> None:
    code, out, err = await fresh.run(
        "init",
        *("--telegram-token", telegram.token),
        *("--slack-bot-token", BOT_TOKEN, "--slack-app-token", APP_TOKEN),
        *("--zone", "kyiv", "--topic", "Harbour bridge: bridge, port authority"),
    )
    assert code == 0, err
    assert "digestbot run" in out
    written = fresh.folder / "config.toml"
    assert stat.S_IMODE(os.stat(written).st_mode) == 0o600
    loaded = load_config(written)
    assert loaded.zone == "Europe/Kyiv"
    assert loaded.topics[0].words == ("bridge", "port authority")
    assert loaded.topics[0].name == "harbour-bridge"
    code, out, _ = await fresh.run("check")
    assert code == 0, out


async def test_a_feed_is_found_by_the_address_of_its_site(
    fresh: Process, telegram: TelegramServer
) -> None:
    async with feed_site() as site:
        site.news("/feed.xml", ["A ferry is late"])
        link = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        page = site.serve("/", f"<html><head>{link}</head></html>")
        code, _, err = await fresh.run("init", "--telegram-token", telegram.token, "--feed", page)
    assert code == 0, err
    (feed,) = tomllib.loads((fresh.folder / "config.toml").read_text())["feeds"]
    assert feed["url"].endswith("/feed.xml")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--telegram-token", "1234567:wrong-token-of-thirty-five-letters-x"], "token"),
        ([], "at least one token"),
        (["--telegram-token", "TOKEN", "--zone", "Atlantis"], "Atlantis"),
        (["--telegram-token", "TOKEN", "--topic", "міст"], "name=Title"),
        (["--telegram-token", "TOKEN", "--feed", "ftp://example.org"], "http"),
        (["--slack-bot-token", "xoxb-wrong", "--slack-app-token", "xapp-wrong"], "slack.bot_token"),
    ],
)
async def test_what_does_not_hold_is_said_and_nothing_is_written(
    fresh: Process, telegram: TelegramServer, arguments: list[str], says: str
) -> None:
    given = [telegram.token if word == "TOKEN" else word for word in arguments]
    code, _, err = await fresh.run("init", *given)
    assert code == 1
    assert says in err
    assert "Traceback" not in err
    assert telegram.token not in err
    assert not (fresh.folder / "config.toml").exists()


async def test_a_configuration_that_is_there_is_not_written_over(
    fresh: Process, telegram: TelegramServer
) -> None:
    (fresh.folder / "config.toml").write_text('zone = "UTC"\n')
    code, _, err = await fresh.run("init", "--telegram-token", telegram.token)
    assert (code, "--force" in err) == (1, True)
    assert (fresh.folder / "config.toml").read_text() == 'zone = "UTC"\n'


def test_the_file_explains_itself_and_is_read_back() -> None:
    text = config_text(
        Answers(
            zone="Europe/Kyiv",
            tokens={"telegram.token": '1:"quoted"'},
            topics=(NewTopic("owls", "Owls", ("owl", 'the "grey" owl')),),
            feeds=(NewFeed("https://harbour-courier.example/feed", "Harbour ]] Courier"),),
        )
    )
    read = tomllib.loads(text)
    assert read["telegram"]["token"] == '1:"quoted"'
    assert read["topics"][0]["words"] == ["owl", 'the "grey" owl']
    assert read["feeds"][0]["title"] == "Harbour ]] Courier"
    assert text.count("#") >= 4


def test_a_topic_has_a_name_that_can_be_typed() -> None:
    assert read_topic("Old Town!").name == "old-town"
    assert read_topic("bridge=Міст: міст, мосту") == NewTopic("bridge", "Міст", ("міст", "мосту"))
    with pytest.raises(ConfigError):
        read_topic(": words")
