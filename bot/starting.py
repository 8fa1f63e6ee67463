"""The first configuration: answers of a person, as a file with comments."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table


@dataclass(frozen=True, slots=True)
class NewTopic:
    """A topic as it is asked for: a name to type, a title to read, words that match."""

    name: str
    title: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A feed that was found to answer."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What `digestbot init` came to know. `tokens` are keyed as in the configuration."""

    zone: str
    tokens: Mapping[str, str]
    topics: Sequence[NewTopic] = ()
    feeds: Sequence[NewFeed] = ()


def write_config(answers: Answers, path: Path) -> None:
    """Write the file so that only its owner can read it: it holds tokens.

    Raises:
        OSError: it can't be written; what was there stays.
    """
    unfinished = path.with_name(path.name + ".part")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(config_text(answers))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def config_text(answers: Answers) -> str:
    """The configuration as TOML. Only what was answered; the rest has its defaults."""
    document = tomlkit.document()
    document.add(tomlkit.comment("Made by `digestbot init`. config.example.toml names every key;"))
    document.add(tomlkit.comment("a change here takes effect at once, but for tokens and places."))
    document.add(tomlkit.nl())
    document.add("zone", _with_comment(answers.zone, "of new chats; each may choose its own"))
    for platform in ("telegram", "slack"):
        mine = {
            key.partition(".")[2]: token
            for key, token in answers.tokens.items()
            if key.startswith(f"{platform}.")
        }
        if mine:
            document.add(tomlkit.nl())
            document.add(platform, _table(mine, "keep it secret: whoever has it is the bot"))
    document.add(tomlkit.nl())
    _add_feeds(document, answers.feeds)
    _add_topics(document, answers.topics)
    return tomlkit.dumps(document)


def _add_feeds(document: tomlkit.TOMLDocument, feeds: Sequence[NewFeed]) -> None:
    if not feeds:
        document.add(
            tomlkit.comment("Feeds: `digestbot feeds add ADDRESS`, or /addfeed in a chat.")
        )
        document.add(tomlkit.nl())
        return
    document.add("feeds", _tables([{"url": feed.url, "title": feed.title} for feed in feeds]))


def _add_topics(document: tomlkit.TOMLDocument, topics: Sequence[NewTopic]) -> None:
    if not topics:
        document.add(tomlkit.comment("Without topics there are two to start with: news (every"))
        document.add(tomlkit.comment("story) and coalition (an example with sections)."))
        return
    rows = [
        {"name": topic.name, "title": topic.title, "words": list(topic.words)} for topic in topics
    ]
    document.add("topics", _tables(rows))


def _tables(rows: Sequence[Mapping[str, Any]]) -> AoT:
    tables = tomlkit.aot()
    for row in rows:
        tables.append(_table(row))
    return tables


def _table(values: Mapping[str, Any], comment: str | None = None) -> Table:
    table = tomlkit.table()
    if comment:
        table.comment(comment)
    for key, value in values.items():
        if value != "":
            table.add(key, value)
    return table


def _with_comment(value: str, comment: str) -> Any:
    item = tomlkit.item(value)
    item.comment(comment)
    return item
