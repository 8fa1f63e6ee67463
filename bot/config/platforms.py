"""The tables of the platforms: tokens and where their services are."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr, field_validator

from bot.config.part import Part


class TelegramConfig(Part):
    token: SecretStr | None = None
    token_file: Path | None = None
    base_url: str = "https://api.telegram.org/bot"
    base_file_url: str = "https://api.telegram.org/file/bot"


class SlackConfig(Part):
    bot_token: SecretStr | None = None
    bot_token_file: Path | None = None
    app_token: SecretStr | None = None
    app_token_file: Path | None = None
    signing_secret: SecretStr | None = None
    signing_secret_file: Path | None = None
    listen: str = "127.0.0.1:3000"
    base_url: str = "https://slack.com/api/"

    @field_validator("base_url")
    @classmethod
    def _with_slash(cls, value: str) -> str:
        return value if value.endswith("/") else value + "/"
