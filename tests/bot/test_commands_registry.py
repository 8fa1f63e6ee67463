"""Every command is one declared value, and none of them breaks on what people send."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commands import COMMANDS, Who, help_lines, markdown_table, menu
from tests.bot.newsdesk import Room, open_room

NASTY = (
    "<b>&amp; & *_[`~ <!channel> <@U123> @everyone",
    "\u202edesrever\u2066",
    "👨‍👩‍👧‍👦" * 40,
    "x" * 5000,
    "word " * 1000,
    "\x00\x1b[2J",
    "²",
    "٣",
    "-1",
    "#",
    "99999999999999999999999",
    "1 2 3",
    "'; DROP TABLE chats; --",
    "%s {0} \\n",
    "-",
    "bridge bridge",
    "http://",
    "https://[::1",
    "https://\u202e.example/" + "a" * 3000,
)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async for opened in open_room(tmp_path):
        yield opened


def test_names_are_unique_and_fit_the_menu_of_telegram() -> None:
    names = [spec.name for spec in COMMANDS]
    assert len(set(names)) == len(names)
    for name, text in menu(COMMANDS):
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
        assert 1 <= len(text) <= 100
        assert text[0].islower() and not text.endswith(".")


def test_help_and_menu_list_the_same_commands() -> None:
    assert [line.split()[0] for line in help_lines(COMMANDS)] == [
        f"/{name}" for name, _ in menu(COMMANDS)
    ]


def test_the_table_shows_each_command_as_it_is_typed_on_both_platforms() -> None:
    table = markdown_table(COMMANDS)
    rows = table.splitlines()[2:]
    assert len(rows) == len(menu(COMMANDS))
    assert (
        "| `/subscribe [topic] [HH:MM]` | `/digest subscribe [topic] [HH:MM]` | "
        "get a digest every day (admins in groups) |"
    ) in rows
    # A bar inside of a cell would end it.
    assert r"`/quiet 22:00-07:00 \| off`" in table
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 4 for row in rows)


def test_what_changes_a_chat_is_for_admins() -> None:
    changing = {spec.name for spec in COMMANDS if spec.who is Who.ADMINS}
    assert {"subscribe", "unsubscribe", "time", "days", "quiet", "empty", "forget"} <= changing
    assert not {"latest", "summary", "more", "search", "sources", "help"} & changing


@pytest.mark.parametrize("spec", COMMANDS, ids=lambda spec: spec.name)
async def test_no_argument_breaks_a_command(room: Room, spec: object) -> None:
    name = spec.name  # type: ignore[attr-defined]
    for number, argument in enumerate(NASTY):
        reply = await room.ask(f"/{name}", argument=argument, person=f"{number}")
        assert reply is not None, argument
        assert reply.lines or reply.digest, argument
        assert not any("Something went wrong" in line for line in reply.lines), argument
        assert sum(map(len, reply.lines)) < 2000 + len(COMMANDS) * 100
        for button in (button for row in reply.buttons for button in row):
            assert 0 < len(button.command.encode()) <= 64


async def test_no_name_breaks_the_gate(room: Room) -> None:
    for number, name in enumerate(NASTY):
        reply = await room.ask("/x", name=name, person=f"{number}")
        assert reply is not None
        assert len(reply.lines) == 1
        assert "Something went wrong" not in reply.lines[0]
        assert len(reply.lines[0]) < 200
