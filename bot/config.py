"""The model of `config.example.toml`: where the values come from, and what is wrong with them.

Order: environment (`DIGESTBOT_TELEGRAM__TOKEN`), then the TOML file. A secret may also stand in a
file of its own (`token_file`). Unknown keys and bad values stop the start with one clear line.
"""

from __future__ import annotations

import os
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.errors import ConfigError

if TYPE_CHECKING:
    from digests import Topic

DEFAULT_PATH = Path("config.toml")


class Part(BaseModel):
    """A table of the configuration: frozen, and no key is ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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


class SectionConfig(Part):
    title: str
    cues: tuple[str, ...] = ()
    question: str | None = None


class TopicConfig(Part):
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")
    title: str
    words: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    sections: tuple[SectionConfig, ...] = ()

    def topic(self) -> Topic:
        from digests import Section, Topic  # here, so that `digestbot health` needs no newsroom

        sections = tuple(Section(**section.model_dump()) for section in self.sections)
        return Topic(**{**self.model_dump(exclude={"sections"}), "sections": sections})


class FeedConfig(Part):
    url: str
    title: str = ""
    outlet: str = ""
    full_text: Literal["feed", "page"] = "feed"


class FetchConfig(Part):
    """Only public addresses are fetched; `allow_private` opens networks by name (CIDR)."""

    allow_private: tuple[str, ...] = ()
    timeout_seconds: float = Field(default=20.0, gt=0, le=300)
    max_megabytes: float = Field(default=10.0, gt=0, le=200)


class IngestConfig(Part):
    poll_minutes: int = Field(default=30, ge=1, le=1440)
    inbox: Path | None = None
    max_file_megabytes: float = Field(default=10.0, gt=0, le=200)


class DeliveryConfig(Part):
    default_time: str = "08:00"
    on_unknown: Literal["resend", "skip"] = "resend"
    telegram_per_second: float = Field(default=25.0, gt=0, le=1000)
    owner: str | None = None

    @field_validator("default_time")
    @classmethod
    def _time(cls, value: str) -> str:
        hour, _, minute = value.partition(":")
        if not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
            raise ValueError("write a time of day such as 08:00")
        return f"{int(hour):02d}:{int(minute):02d}"


class LogConfig(Part):
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    format: Literal["text", "json"] = "text"


class Config(BaseSettings):
    """Everything that an operator may set."""

    model_config = SettingsConfigDict(
        env_prefix="DIGESTBOT_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    database_url: str = "sqlite:///data/digestbot.db"
    zone: str = "UTC"
    health_file: Path | None = None
    telegram: TelegramConfig = TelegramConfig()
    slack: SlackConfig = SlackConfig()
    ingest: IngestConfig = IngestConfig()
    fetch: FetchConfig = FetchConfig()
    delivery: DeliveryConfig = DeliveryConfig()
    log: LogConfig = LogConfig()
    topics: tuple[TopicConfig, ...] = ()
    feeds: tuple[FeedConfig, ...] = ()

    @property
    def sqlite_file(self) -> Path | None:
        """The database's file, or None on another database."""
        kind, _, path = self.database_url.partition(":///")
        return Path(path) if kind.startswith("sqlite") and path else None

    @field_validator("zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("write an IANA zone such as Europe/Kyiv")
        return str(ZoneInfo(value))

    @field_validator("topics")
    @classmethod
    def _unique(cls, value: tuple[TopicConfig, ...]) -> tuple[TopicConfig, ...]:
        names = [topic.name for topic in value]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"two topics are named {', '.join(sorted(twice))}; rename one")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # The TOML file comes in through init; the environment must win over it.
        return (env_settings, init_settings)


def starter_topics() -> tuple[TopicConfig, ...]:
    """The topics of an installation that configured none: every story, and the starter topic."""
    shipped = tomllib.loads(files("seeds").joinpath("topics.toml").read_text(encoding="utf-8"))
    return (TopicConfig(name="news", title="News"), TopicConfig(**shipped["topics"][0]))


def load_config(path: Path | None = None) -> Config:
    """Read the configuration.

    Without `path`, `$DIGESTBOT_CONFIG` and then `config.toml` are tried; no file at all is fine.

    Raises:
        ConfigError: the file is missing or broken, a key is unknown, a value is bad.
    """
    named = path or (Path(found) if (found := os.environ.get("DIGESTBOT_CONFIG")) else None)
    file = named or DEFAULT_PATH
    values: dict[str, Any] = {}
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if named:
            raise ConfigError(
                f"There is no configuration file {file}; copy config.example.toml there."
            ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{file} can't be read: {error}.") from error
    try:
        return Config(**values)
    except ValidationError as error:
        raise ConfigError(_first_problem(error, file)) from None


def _first_problem(error: ValidationError, file: Path) -> str:
    """One line without the bad value: it may be a secret."""
    problem = error.errors(include_input=False, include_url=False)[0]
    key = ".".join(str(step) for step in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return (
            f"{file} (or the environment): unknown key “{key}”; "
            "config.example.toml names every key there is."
        )
    reason = problem["msg"].removeprefix("Value error, ")
    return f"{file} (or the environment): “{key}” can't be used: {reason}."


def secret(value: SecretStr | None, file: Path | None, key: str) -> str | None:
    """The secret from the value or from its file; None when neither is set.

    Raises:
        ConfigError: the file can't be read or is empty.
    """
    if value is not None and value.get_secret_value().strip():
        return value.get_secret_value().strip()
    if file is None:
        return None
    try:
        content = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{key}_file: {file} can't be read; check the path and its permissions."
        ) from error
    if not content:
        raise ConfigError(f"{key}_file: {file} is empty; put the token into it.")
    return content
