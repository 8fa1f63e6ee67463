"""The tables of the platforms: tokens and where their services are."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr, field_validator

from bot.config.part import Part

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def place(value: str) -> str:
    """
    Raises:
        ValueError: this is no host and port.
    """
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise ValueError("write host:port, such as 127.0.0.1:8443")
    return value


class TelegramConfig(Part):
    token: SecretStr | None = None
    token_file: Path | None = None
    base_url: str = "https://api.telegram.org/bot"
    base_file_url: str = "https://api.telegram.org/file/bot"
    webhook_url: str | None = None
    webhook_listen: str = "127.0.0.1:8443"
    webhook_secret: SecretStr | None = None
    webhook_secret_file: Path | None = None

    @field_validator("webhook_url")
    @classmethod
    def _public(cls, value: str | None) -> str | None:
        url = urlsplit(value or "")
        secure = url.scheme == "https" or url.hostname in LOOPBACK
        if value and not (secure and url.hostname):
            raise ValueError("write the public https:// address that leads to webhook_listen")
        return value

    @field_validator("webhook_listen")
    @classmethod
    def _place(cls, value: str) -> str:
        return place(value)

    @field_validator("webhook_secret")
    @classmethod
    def _header(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
            raise ValueError("Telegram takes 1 to 256 of A-Z, a-z, 0-9, _ and -")
        return value


class SlackConfig(Part):
    bot_token: SecretStr | None = None
    bot_token_file: Path | None = None
    app_token: SecretStr | None = None
    app_token_file: Path | None = None
    signing_secret: SecretStr | None = None
    signing_secret_file: Path | None = None
    listen: str = "127.0.0.1:3000"
    base_url: str = "https://slack.com/api/"

    @field_validator("listen")
    @classmethod
    def _place(cls, value: str) -> str:
        return place(value)

    @field_validator("base_url")
    @classmethod
    def _with_slash(cls, value: str) -> str:
        return value if value.endswith("/") else value + "/"
