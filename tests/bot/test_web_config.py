"""The `[web]` table: where the page listens, and by which address people find it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bot.config import WebConfig
from bot.config.web import is_loopback


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "[::1]", "localhost"])
def test_this_machine_needs_no_permission(host: str) -> None:
    assert WebConfig(listen=f"{host}:8080").port == 8080


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]", "192.168.0.4", "example.org", "[::ffff:1]"])
def test_the_network_needs_a_permission(host: str) -> None:
    with pytest.raises(ValidationError, match="allow_network"):
        WebConfig(listen=f"{host}:8080")
    assert WebConfig(listen=f"{host}:8080", allow_network=True).host == host.strip("[]")


@pytest.mark.parametrize("listen", ["8080", ":8080", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000"])
def test_a_place_to_listen_is_a_host_and_a_port(listen: str) -> None:
    with pytest.raises(ValidationError, match="host:port"):
        WebConfig(listen=listen)


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, "http://127.0.0.1:8080"),
        ({"listen": "[::1]:81"}, "http://[::1]:81"),
        ({"listen": "0.0.0.0:80", "allow_network": True}, "http://localhost:80"),
        ({"public_url": "https://news.example/"}, "https://news.example"),
        ({"listen": "127.0.0.1:0"}, None),
        (
            {"listen": "127.0.0.1:0", "public_url": "https://n.example:8443"},
            "https://n.example:8443",
        ),
        ({"enabled": False, "public_url": "https://news.example"}, None),
        ({"public_url": ""}, "http://127.0.0.1:8080"),
    ],
)
def test_people_are_told_the_address_that_they_can_open(
    settings: dict[str, object], address: str | None
) -> None:
    assert WebConfig.model_validate(settings).address == address


@pytest.mark.parametrize(
    "url", ["news.example", "ftp://x.example", "https://x.example/path", "https://u:p@x.example"]
)
def test_a_public_address_is_one_of_the_web_without_a_path(url: str) -> None:
    with pytest.raises(ValidationError, match="public_url"):
        WebConfig(public_url=url)


def test_a_token_is_not_shown() -> None:
    config = WebConfig.model_validate({"intake_token": "hunter2", "metrics_token": "hunter3"})
    assert "hunter" not in repr(config)


def test_a_name_may_mean_any_machine() -> None:
    assert not is_loopback("localhost.example")
