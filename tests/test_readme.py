"""What the README says is compared with the code."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from bot.cli import COMMANDS as SUBCOMMANDS
from bot.cli import cli
from bot.commands.registry import COMMANDS
from bot.commands.spec import markdown_table

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_of_commands_is_the_registry() -> None:
    written = README.split("<!-- commands -->")[1].split("<!-- /commands -->")[0]
    assert written.strip() == markdown_table(COMMANDS).strip()


def code_lines() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]


def command_at(words: list[str]) -> click.Command:
    """The sub-command that a line calls, such as `feeds add`."""
    context = click.Context(cli)
    found: click.Command = cli
    while isinstance(found, click.Group) and words:
        inner = found.get_command(context, words[0])
        assert inner, f"there is no command {words[0]}"
        found, words = inner, words[1:]
    return found


@pytest.mark.parametrize("line", [line for line in code_lines() if line.startswith("digestbot ")])
def test_every_digestbot_line_names_a_command_and_its_options(line: str) -> None:
    words = line.split()[1:]
    command = command_at(words)
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_every_make_line_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    lines = [line for line in code_lines() if line.startswith("make ")]
    assert lines
    assert {line.split()[1] for line in lines} <= targets


def test_every_link_into_the_repository_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_subcommand_has_a_line_of_help() -> None:
    context = click.Context(cli)
    for name in SUBCOMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        assert command.get_short_help_str()
