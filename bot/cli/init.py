"""`digestbot init`: from nothing to a configuration that was tried piece by piece."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.errors import BotError
from bot.starting import Answers, NewFeed, NewTopic, write_config
from digests import DigestsError

Value = TypeVar("Value")
NAME = re.compile(r"[^a-z0-9]+")
TELEGRAM_HELP = "Write /newbot to @BotFather on Telegram; it answers with a token."
SLACK_HELP = "Create an app from bot/platforms/slack/manifest.yaml at api.slack.com/apps."
NOTHING_TO_TALK_BY = (
    "Give at least one token: --telegram-token, or --slack-bot-token and --slack-app-token."
)


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks again until an answer holds; without a person, what does not hold ends it."""

    asks: bool

    def checked(
        self, given: str | None, question: str, check: Callable[[str], Value], default: str = ""
    ) -> Value | None:
        """What `check` makes of the answer; None for an empty one.

        Raises:
            ClickException: what was given on the command line does not hold.
        """
        answer = given
        while True:
            if answer is None:
                answer = self._ask(question, default) if self.asks else default
            if not answer.strip():
                return None
            try:
                return check(answer.strip())
            except (BotError, DigestsError) as error:
                if not self.asks:
                    raise click.ClickException(str(error)) from error
                click.echo(click.style(str(error), fg="red"), err=True)
                answer = None

    def _ask(self, question: str, default: str) -> str:
        answer: str = click.prompt(
            question,
            default=default,
            show_default=bool(default),
            hide_input="token" in question,  # it would stay on the screen
        )
        return answer


@click.command("init")
@click.option("--telegram-token", help="From @BotFather.")
@click.option("--slack-bot-token", help="Begins with xoxb-.")
@click.option("--slack-app-token", help="Begins with xapp-.")
@click.option("--zone", help="IANA zone or city, such as Europe/Kyiv.")
@click.option("--topic", "topics", multiple=True, metavar="TITLE:WORDS", help="May be repeated.")
@click.option("--feed", "feeds", multiple=True, metavar="ADDRESS", help="Of a feed or a site.")
@click.option("--no-input", is_flag=True, help="Ask nothing: take the options.")
@click.option("--force", is_flag=True, help="Write over a configuration that is there.")
@click.pass_obj
def init_command(config: Path | None, /, **given: Any) -> None:
    """Write a first config.toml; tokens and feeds are tried as they are typed."""
    from bot.config import config_file

    path = config_file(config)
    if path.exists() and not given["force"]:
        raise click.ClickException(f"{path} is there already: edit it, or say --force.")
    asker = Asker(asks=not given["no_input"] and sys.stdin.isatty())
    slack = (given["slack_bot_token"], given["slack_app_token"])
    answers = Answers(
        tokens=ask_tokens(asker, given["telegram_token"], slack),
        zone=ask_zone(asker, given["zone"]),
        topics=ask_topics(asker, given["topics"]),
        feeds=ask_feeds(asker, given["feeds"]),
    )
    write_config(answers, path)
    click.echo(f"\n{path} is written; only you can read it. Next:")
    click.echo("  digestbot check   # everything once more, with the database")
    click.echo("  digestbot run     # then write /start to the bot")


def ask_tokens(
    asker: Asker, telegram: str | None, slack: tuple[str | None, str | None]
) -> dict[str, str]:
    """The tokens that the platforms accept, by key.

    Raises:
        ClickException: there is none, or one is refused and nobody is asked.
    """
    tokens: dict[str, str] = {}
    if asker.asks and telegram is None:
        click.echo(TELEGRAM_HELP)
    found = asker.checked(telegram, "Telegram token (empty: no Telegram)", _telegram)
    if found:
        tokens["telegram.token"] = found
    if asker.asks and slack[0] is None:
        click.echo(SLACK_HELP)
    first = asker.checked(slack[0], "Slack bot token, xoxb-… (empty: no Slack)", str)
    if first:

        def both(second: str) -> str:
            return _tried({"slack": {"bot_token": first, "app_token": second}}) and second

        second = asker.checked(slack[1], "Slack app-level token, xapp-…", both)
        if second:
            tokens |= {"slack.bot_token": first, "slack.app_token": second}
    if not tokens:
        raise click.ClickException(NOTHING_TO_TALK_BY)
    return tokens


def _telegram(token: str) -> str:
    return _tried({"telegram": {"token": token}}) and token


def _tried(tables: dict[str, dict[str, str]]) -> str:
    """Who the platform says we are.

    Raises:
        PlatformError, ConfigError: the token is refused, or the platform can't be reached.
    """
    from bot.app import platforms_of
    from bot.config import Config

    async def ask() -> str:
        (wanted,) = tables
        found = platforms_of(Config.model_validate(tables))  # with those of the environment
        platform = next(each for each in found if each.name == wanted)
        try:
            return await platform.check()
        finally:
            await platform.stop()

    who = asyncio.run(ask())
    click.echo(f"  {click.style('ok', fg='green')}: {who}")
    return who


def ask_zone(asker: Asker, given: str | None) -> str:
    from tzlocal import get_localzone_name

    from bot.commands.arguments import find_zone

    return asker.checked(given, "Time zone or city", find_zone, get_localzone_name()) or "UTC"


def ask_topics(asker: Asker, given: tuple[str, ...]) -> list[NewTopic]:
    """Topics as `Title: word, two words`."""
    found = [topic for text in given if (topic := asker.checked(text, "", read_topic))]
    if asker.asks and not given:
        click.echo("Topics as “Title: word, another phrase”; empty: take the starter topics.")
        while topic := asker.checked(None, "Topic (empty: no more)", read_topic):
            found.append(topic)
    return found


def read_topic(text: str) -> NewTopic:
    """A topic from `Title: word, another phrase`, or `name=Title: …`; the title is the word
    where there is none.

    Raises:
        ConfigError: there is no letter that a name to type could be made of.
    """
    from bot.errors import ConfigError

    title, _, rest = text.partition(":")
    named, _, behind = title.partition("=")
    title = (behind or title).strip()
    words = tuple(word.strip() for word in rest.split(",") if word.strip())
    name = NAME.sub("-", named.lower()).strip("-")[:32].strip("-")
    if not name or not title:
        raise ConfigError(f"“{text}”: write “Title: words”, or “name=Title: words”, in plain a–z.")
    return NewTopic(name, title, words or (title,))


def ask_feeds(asker: Asker, given: tuple[str, ...]) -> list[NewFeed]:
    found = [feed for text in given if (feed := asker.checked(text, "", find_feed))]
    if asker.asks and not given:
        while feed := asker.checked(None, "Feed or site (empty: no more)", find_feed):
            found.append(feed)
    return found


def find_feed(address: str) -> NewFeed:
    """The feed at an address, or the one that its site names.

    Raises:
        FetchError, UnreadableError: there is none that can be read.
    """
    from bot.app import fetcher_of
    from bot.config import Config
    from digests import find_feed as look

    async def work() -> NewFeed:
        async with fetcher_of(Config()) as fetcher:
            url, title = await look(address, fetcher)
        return NewFeed(url, title)

    feed = asyncio.run(work())
    click.echo(f"  {click.style('ok', fg='green')}: {feed.title or feed.url}")
    return feed
