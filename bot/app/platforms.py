"""The platforms whose tokens are set."""

from __future__ import annotations

from collections.abc import Mapping

from bot.config import Config, secret
from bot.errors import ConfigError
from bot.platforms import Platform
from bot.say.language import LANGUAGES, speaking

HALF_SLACK = (
    "Slack needs two tokens: slack.bot_token (xoxb-…) and slack.app_token (xapp-…); one is "
    "missing. Over HTTP, slack.signing_secret takes the place of slack.app_token."
)
SECRETS = (
    "telegram.token",
    "telegram.webhook_secret",
    "slack.bot_token",
    "slack.app_token",
    "slack.signing_secret",
    "model.api_key",
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
    if "telegram.token" in secrets:
        built.append(_telegram(config, secrets))
    if any(key.startswith("slack.") for key in secrets):
        built.append(_slack(config, secrets))
    return tuple(built)


def _telegram(config: Config, secrets: Mapping[str, str]) -> Platform:
    from bot.commands.registry import COMMANDS
    from bot.commands.spec import Who, menu
    from bot.platforms.telegram import Menu, TelegramPlatform, TelegramSettings

    def offered(language: str) -> Menu:
        with speaking(language):
            for_all = [spec for spec in COMMANDS if spec.who is Who.ANYONE]
            return Menu(everyone=menu(COMMANDS), group=menu(for_all))

    settings = TelegramSettings(
        token=secrets["telegram.token"],
        base_url=config.telegram.base_url,
        base_file_url=config.telegram.base_file_url,
        per_second=config.delivery.telegram_per_second,
        menus={
            "": offered(config.language),
            **{code: offered(code) for code in LANGUAGES if code != config.language},
        },
        webhook_url=config.telegram.webhook_url,
        webhook_listen=config.telegram.webhook_listen,
        webhook_secret=secrets.get("telegram.webhook_secret"),
    )
    return TelegramPlatform(settings)


def _slack(config: Config, secrets: Mapping[str, str]) -> Platform:
    """
    Raises:
        ConfigError: a token is missing.
    """
    second = {"slack.app_token", "slack.signing_secret"} & secrets.keys()
    if "slack.bot_token" not in secrets or not second:
        raise ConfigError(HALF_SLACK)
    from bot.platforms.slack import SlackPlatform, SlackSettings

    settings = SlackSettings(
        bot_token=secrets["slack.bot_token"],
        app_token=secrets.get("slack.app_token", ""),
        signing_secret=secrets.get("slack.signing_secret", ""),
        listen=config.slack.listen,
        base_url=config.slack.base_url,
        language=config.language,
    )
    return SlackPlatform(settings)
