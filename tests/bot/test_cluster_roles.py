"""Which process may play which role, and what each does."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import SecretStr

from bot.app.cluster import check_role
from bot.app.listening import is_called
from bot.app.platforms import SECRETS
from bot.cluster import engine
from bot.config import ClusterConfig, Config
from bot.errors import ConfigError

URL = "postgresql://digestbot@127.0.0.1/none"
HOOK = "https://bot.example/telegram"


def config(**tables: Any) -> Config:
    return Config(**{"database_url": URL, "cluster": ClusterConfig(enabled=True), **tables})


@pytest.mark.parametrize("role", ["all", "ingest", "digest", "post", "answer"])
def test_each_role_is_played_on_postgresql(role: str) -> None:
    check_role(config(), role)


def test_one_process_alone_needs_no_role_and_may_use_any_database() -> None:
    check_role(Config(), "all")
    check_role(config(cluster=ClusterConfig()), "all")


@pytest.mark.parametrize(
    ("given", "role", "said"),
    [
        (Config(), "post", "set enabled = true"),
        (config(), "editor", "no role “editor”"),
        (config(database_url="sqlite:///a.db"), "all", "need PostgreSQL"),
        (config(telegram={"webhook_url": HOOK}), "answer", "telegram.webhook_secret"),
    ],
)
def test_what_can_not_be_is_said_in_one_line(given: Config, role: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as refused:
        check_role(given, role)
    assert "\n" not in str(refused.value)


def test_without_the_extra_the_way_to_install_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"pip install 'digestbot\[cluster\]'"):
        check_role(config(), "all")


def test_a_webhook_is_for_every_process_and_polling_for_one() -> None:
    called = {"webhook_url": HOOK, "webhook_secret": "hook-5b1f90c2"}
    assert is_called(config(telegram=called), "telegram")
    assert not is_called(config(), "telegram")
    assert is_called(config(slack={"signing_secret": "0" * 32}), "slack")
    assert not is_called(config(slack={"app_token": "xapp-1-A1-1-a"}), "slack")


def test_every_secret_of_the_configuration_is_read_and_masked() -> None:
    found = {
        f"{table}.{name}"
        for table, part in Config.model_fields.items()
        for name, field in getattr(part.annotation, "model_fields", {}).items()
        if SecretStr in getattr(field.annotation, "__args__", ())
    }
    assert "telegram.webhook_secret" in found
    assert found == set(SECRETS)
