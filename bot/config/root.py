"""The whole configuration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from pydantic import field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.config.cluster import ClusterConfig
from bot.config.delivery import DeliveryConfig, LogConfig
from bot.config.keeping import BackupConfig, RetentionConfig
from bot.config.model import ModelConfig
from bot.config.news import FeedConfig, FetchConfig, IngestConfig, TopicConfig
from bot.config.platforms import SlackConfig, TelegramConfig
from bot.config.templates import TemplatesConfig
from bot.config.web import WebConfig

if TYPE_CHECKING:
    from bot.drafts import EditorsDesk


class Config(BaseSettings):
    """Everything that an operator may set."""

    model_config = SettingsConfigDict(
        env_prefix="DIGESTBOT_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    database_url: str = "sqlite:///data/digestbot.db"
    zone: str = "UTC"
    language: str = "en"
    health_file: Path | None = None
    telegram: TelegramConfig = TelegramConfig()
    slack: SlackConfig = SlackConfig()
    ingest: IngestConfig = IngestConfig()
    fetch: FetchConfig = FetchConfig()
    delivery: DeliveryConfig = DeliveryConfig()
    model: ModelConfig = ModelConfig()
    web: WebConfig = WebConfig()
    backup: BackupConfig = BackupConfig()
    retention: RetentionConfig = RetentionConfig()
    cluster: ClusterConfig = ClusterConfig()
    templates: TemplatesConfig = TemplatesConfig()
    log: LogConfig = LogConfig()
    topics: tuple[TopicConfig, ...] = ()
    feeds: tuple[FeedConfig, ...] = ()

    @property
    def editors(self) -> dict[str, EditorsDesk]:
        """The editors of those topics that have some, by topic."""
        desks = {topic.name: topic.desk() for topic in self.topics}
        return {name: desk for name, desk in desks.items() if desk}

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

    @field_validator("language")
    @classmethod
    def _language(cls, value: str) -> str:
        from bot.say.language import LANGUAGES, known  # here, so that health needs no newsroom

        if not known(value):
            raise ValueError(f"write one of {', '.join(LANGUAGES)}")
        return known(value)

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
