"""The reference pages: every key of the configuration, every command, made of the code itself.

What a key does is told once, in the README's table, which a test compares with the configuration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bot.cli import cli
from bot.commands.registry import COMMANDS
from bot.commands.spec import markdown_table
from bot.config import Config

README = Path(__file__).resolve().parent.parent / "README.md"
ROW = re.compile(r"^\| `([a-z_.\[\]]+)` \| (.*) \|$", re.MULTILINE)
LISTS = ("topics", "feeds")
TABLES = {"topics": "[[topics]]", "topics.sections": "[[topics.sections]]", "feeds": "[[feeds]]"}


def write_reference(folder: Path) -> None:
    """Write the pages into a folder that holds nothing else."""
    folder.mkdir(exist_ok=True)
    pages = {
        "configuration.md": configuration_page(),
        "command-line.md": command_line_page(),
        "chat.md": chat_page(),
    }
    for name, text in pages.items():
        file = folder / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")


def configuration_page() -> str:
    """A table for each table of the configuration, with defaults, bounds and environment."""
    readme = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", README.read_text(encoding="utf-8"))
    told = dict(ROW.findall(readme))
    lines = [
        "# Configuration reference",
        "",
        "Made of the model that reads the configuration. `config.toml` in the current folder is "
        "read, or the file that `--config` or `DIGESTBOT_CONFIG` names; the environment wins over "
        "it. A change of the file, or SIGHUP, takes effect at once, but for tokens, "
        "`database_url`, `health_file`, `[model]` and `[web]`: those wait for the next start.",
        "",
    ]
    for table, model in tables(Config):
        lines += [f"## {f'`{heading(table)}`' if table else 'At the top'}", ""]
        lines += ["| Key | What it does | Type | Default | Environment |", "|---|---|---|---|---|"]
        for name, field in model.model_fields.items():
            if not is_table(field):
                lines.append(row(table, name, field, told))
        lines.append("")
    return "\n".join(lines)


def tables(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    """Every table with its model, the tables inside after it."""
    yield path, model
    for name, field in model.model_fields.items():
        inner = inner_model(field)
        if inner:
            yield from tables(inner, f"{path}.{name}".removeprefix("."))


def inner_model(field: FieldInfo) -> type[BaseModel] | None:
    for found in (field.annotation, *getattr(field.annotation, "__args__", ())):
        if isinstance(found, type) and issubclass(found, BaseModel):
            return found
    return None


def is_table(field: FieldInfo) -> bool:
    return inner_model(field) is not None


def heading(table: str) -> str:
    return TABLES.get(table, f"[{table}]")


def row(table: str, name: str, field: FieldInfo, told: dict[str, str]) -> str:
    key = f"{TABLES.get(table, table)}.{name}".removeprefix(".")
    platform = re.sub(r"^templates\.(slack|terminal)\.", "templates.telegram.", key)
    environment = "" if table.split(".", maxsplit=1)[0] in LISTS else f"`{variable(table, name)}`"
    cells = (f"`{name}`", told[platform], kind(field), default(field), environment)
    return f"| {' | '.join(cells)} |"


def variable(table: str, name: str) -> str:
    steps = [*(table.split(".") if table else ()), name]
    return "DIGESTBOT_" + "__".join(step.upper() for step in steps)


def kind(field: FieldInfo) -> str:
    """The type in plain words, with its bounds."""
    text = str(field.annotation).replace("<class '", "").replace("'>", "")
    names = {
        "SecretStr": "secret",
        "pathlib.Path": "path",
        "Path": "path",
        "tuple[str, ...]": "list of texts",
        "str": "text",
        "int": "whole number",
        "float": "number",
        "bool": "true or false",
    }
    found = re.findall(r"Literal\[(.*)\]", text)
    if found:
        return " or ".join(f"`{choice}`" for choice in re.findall(r"'([^']*)'", found[0]))
    words = next((word for name, word in names.items() if name in text), text)
    return ", ".join([words, *bounds(field)])


def bounds(field: FieldInfo) -> list[str]:
    signs = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
    return [
        f"{sign} {getattr(limit, name)}"
        for limit in field.metadata
        for name, sign in signs.items()
        if getattr(limit, name, None) is not None
    ]


def default(field: FieldInfo) -> str:
    value: Any = field.get_default()
    if value is PydanticUndefined:
        return "needed"
    if value in (None, "", ()):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def command_line_page() -> str:
    """What `--help` says of each command."""
    lines = ["# Command line", ""]
    for name, command in leaves(cli, "digestbot"):
        with click.Context(command, info_name=name) as context:
            lines += [f"## `{name}`", "", "```text", command.get_help(context), "```", ""]
    return "\n".join(lines)


def leaves(group: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(group, click.Group):
        yield name, group
        return
    if group.invoke_without_command:
        yield name, group
    with click.Context(group, info_name=name) as context:
        for each in group.list_commands(context):
            found = group.get_command(context, each)
            assert found
            yield from leaves(found, f"{name} {each}")


def chat_page() -> str:
    """The table of commands in a chat."""
    return "\n".join(
        [
            "# Commands in a chat",
            "",
            "The same on Telegram, on Slack and in the terminal. On Slack they also work when the "
            "bot is mentioned, and in a direct message to it.",
            "",
            markdown_table(COMMANDS),
            "",
        ]
    )
