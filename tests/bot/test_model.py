"""The language model as an operator meets it: settings, the check, `digestbot usage`, the owner."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from bot.app import opened, secrets_of
from bot.app.model import budget_of, endpoint_of, model_in_use
from bot.checks.model import check_language_model
from bot.cli.usage import lines, usage_command
from bot.clock import utc_now
from bot.config import Config
from digests import Newsroom, Topic, together, usage
from tests.digests.newsdesk import draft, query
from tests.servers.model import KEY, MODEL, Asked, model_server, points

TEXT = "The old harbour bridge of Norhaven will close for repairs in May."


def honest(asked: Asked) -> dict[str, Any]:
    return points((asked.sentences[1], [1]))


def config(folder: Path, url: str = "", **model: Any) -> Config:
    chosen = {"base_url": url, "model": MODEL, "api_key": KEY, **model} if url else model
    return Config(database_url=f"sqlite:///{folder}/digestbot.db", model=chosen)


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        ({"base_url": "https://a.example/v1"}, "model.model is missing"),
        ({"base_url": "a.example", "model": "m"}, "write the whole address"),
        ({"daily_money": 1.0}, "needs prices"),
        ({"daily_tokens": -1}, "greater than or equal to 0"),
    ],
)
def test_a_bad_setting_says_what_is_wrong(model: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        Config(model=model)


def test_without_an_address_there_is_no_model(tmp_path: Path) -> None:
    assert endpoint_of(config(tmp_path)) is None
    assert budget_of(config(tmp_path)).daily_tokens == 1_000_000


def test_the_key_may_stand_in_a_file_and_counts_as_a_secret(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    found = config(tmp_path, "http://a.example/v1", api_key=None, api_key_file=tmp_path / "key")
    endpoint = endpoint_of(found)
    assert endpoint is not None
    assert endpoint.api_key == KEY
    assert secrets_of(found)["model.api_key"] == KEY


async def test_the_check_asks_the_endpoint_without_paying(tmp_path: Path) -> None:
    assert await check_language_model(config(tmp_path)) == []
    async with model_server(honest) as server:
        (fine,) = await check_language_model(config(tmp_path, server.url))
        (wrong,) = await check_language_model(config(tmp_path, server.url, api_key="sk-wrong"))
    (gone,) = await check_language_model(config(tmp_path, server.url))
    assert (fine.ok, fine.says) == (True, f"answers and has {MODEL}")
    assert (wrong.ok, gone.ok) == (False, False)
    assert "401" in wrong.says
    assert "can't be reached" in gone.says
    assert server.asked == []


async def test_the_owner_is_told_once_and_the_news_still_come(tmp_path: Path) -> None:
    told: list[str] = []

    async def tell(line: str) -> None:
        told.append(line)

    now = utc_now()
    async with (
        model_server(honest) as server,
        opened(config(tmp_path), now) as database,
        model_in_use(
            newsroom := Newsroom(database, [Topic(name="all", title="All")]),
            database,
            config(tmp_path, server.url, daily_tokens=100),
            tell,
        ),
    ):
        await newsroom.take_in([draft("Bridge", TEXT)], now)
        later = now + timedelta(seconds=1)
        for _ in range(2):
            digest = await newsroom.digest(query(end=later), later)
            assert digest.stories[0].points[0].text == TEXT
            assert "budget for today is used up" in str(digest.note)
        assert server.asked == []
    assert len(told) == 1


async def test_usage_shows_what_was_asked_and_what_it_cost(tmp_path: Path) -> None:
    now = utc_now()
    async with model_server(honest) as server:
        chosen = config(tmp_path, server.url, price_in=1.0, price_out=2.0)
        async with opened(chosen, now) as database:
            newsroom = Newsroom(database, [Topic(name="all", title="All")])
            async with model_in_use(newsroom, database, chosen):
                await newsroom.summary(TEXT, now)
            days = await usage(database, now)
    shown = lines(chosen, together(days, f"{now:%Y-%m}"), days)
    assert shown[0] == f"Language model: {MODEL}"
    assert shown[1].split()[:2] == ["day", "questions"]
    assert shown[2].split()[:2] == [f"{now:%Y-%m-%d}", "1"]
    assert shown[3].split()[0] == f"{now:%Y-%m}"
    assert "Caps: 1,000,000 tokens a day." in shown
    assert days[0].cost == pytest.approx((days[0].tokens_in + 2 * days[0].tokens_out) / 1e6)


def test_usage_is_one_json_object_for_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGESTBOT_DATABASE_URL", f"sqlite:///{tmp_path}/digestbot.db")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(usage_command, ["--json"])
    found = json.loads(done.output)
    assert (found["model"], found["days"], found["month"]["questions"]) == (None, [], 0)
    assert found["caps"]["daily_tokens"] == 1_000_000
