"""The model of `config.example.toml`: where the values come from, and what is wrong with them.

Order: environment (`DIGESTBOT_TELEGRAM__TOKEN`), then the TOML file. A secret may also stand in a
file of its own (`token_file`). Unknown keys and bad values stop the start with one clear line.
"""

from __future__ import annotations

from bot.config.cluster import ClusterConfig
from bot.config.delivery import DeliveryConfig, LogConfig
from bot.config.keeping import BackupConfig, RetentionConfig
from bot.config.load import DEFAULT_PATH, config_file, load_config, secret
from bot.config.model import ModelConfig
from bot.config.news import (
    FeedConfig,
    FetchConfig,
    IngestConfig,
    SectionConfig,
    TopicConfig,
    starter_topics,
)
from bot.config.part import Part
from bot.config.platforms import SlackConfig, TelegramConfig
from bot.config.root import Config
from bot.config.templates import PiecesConfig, TemplatesConfig
from bot.config.web import WebConfig

__all__ = [
    "DEFAULT_PATH",
    "BackupConfig",
    "ClusterConfig",
    "Config",
    "DeliveryConfig",
    "FeedConfig",
    "FetchConfig",
    "IngestConfig",
    "LogConfig",
    "ModelConfig",
    "Part",
    "PiecesConfig",
    "RetentionConfig",
    "SectionConfig",
    "SlackConfig",
    "TelegramConfig",
    "TemplatesConfig",
    "TopicConfig",
    "WebConfig",
    "config_file",
    "load_config",
    "secret",
    "starter_topics",
]
