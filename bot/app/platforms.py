"""The platforms whose tokens are set."""

from __future__ import annotations

from bot.commands.registry import COMMANDS
from bot.commands.spec import Who, menu
from bot.config import Config, secret
from bot.errors import ConfigError
from bot.platforms import Platform

HALF_SLACK = (
    "Slack needs two tokens: slack.bot_token (xoxb-…) and slack.app_token (xapp-…); one is "
    "missing. Over HTTP, slack.signing_secret takes the place of slack.app_token."
)
SECRETS = (
    "telegram.token",
    "slack.bot_token",
    "slack.app_token",
    "slack.signing_secret",
    "web.intake_token",
    "web.metrics_token",
)


def secrets_of(config: Config) -> dict[str, str]:
    """Every secret that is set, by its key.

    Raises:
        ConfigError: a secret's file can't be read.
    """
    found = {}
    for key in SECRETS:
        table, name = key.split(".")
        part = getattr(config, table)
        value = secret(getattr(part, name), getattr(part, f"{name}_file"), key)
        if value:
            found[key] = value
    return found


def platforms_of(config: Config) -> tuple[Platform, ...]:
    """The platforms whose tokens are set; empty when none is.

    Raises:
        ConfigError: Slack has one token of two, or a secret's file can't be read.
    """
    secrets = secrets_of(config)
    built: list[Platform] = []
    if token := secrets.get("telegram.token"):
        from bot.platforms.telegram import TelegramPlatform, TelegramSettings

        built.append(
            TelegramPlatform(
                TelegramSettings(
                    token=token,
                    base_url=config.telegram.base_url,
                    base_file_url=config.telegram.base_file_url,
                    per_second=config.delivery.telegram_per_second,
                    menu=menu(COMMANDS),
                    group_menu=menu([spec for spec in COMMANDS if spec.who is Who.ANYONE]),
                )
            )
        )
    if tokens := {key for key in secrets if key.startswith("slack.")}:
        if len(tokens) == 1 or "slack.bot_token" not in tokens:
            raise ConfigError(HALF_SLACK)
        from bot.platforms.slack import SlackPlatform, SlackSettings

        built.append(
            SlackPlatform(
                SlackSettings(
                    bot_token=secrets["slack.bot_token"],
                    app_token=secrets.get("slack.app_token", ""),
                    signing_secret=secrets.get("slack.signing_secret", ""),
                    listen=config.slack.listen,
                    base_url=config.slack.base_url,
                )
            )
        )
    return tuple(built)
