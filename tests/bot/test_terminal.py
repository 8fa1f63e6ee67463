"""A person at a terminal: lines in, pages out."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.model import ChatChange, ChatKind, Command, Part, Reply
from bot.platforms import Platform
from bot.platforms.terminal import HERE, TerminalPlatform

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class Screen(io.StringIO):
    """A terminal to write on."""

    def __init__(self, is_a_terminal: bool = True) -> None:
        super().__init__()
        self._is_a_terminal = is_a_terminal

    def isatty(self) -> bool:
        return self._is_a_terminal


async def typed(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


async def session(*lines: str, out: io.StringIO | None = None) -> list[Command]:
    """What the handler is asked when these lines are typed."""
    asked: list[Command] = []

    async def handle(incoming: Command | ChatChange) -> Reply | None:
        assert isinstance(incoming, Command)
        asked.append(incoming)
        return Reply(lines=(f"answer to {incoming.name}",))

    platform = TerminalPlatform(typed(*lines), out or Screen(), width=80, clock=lambda: NOW)
    await platform.start(handle)
    await asyncio.wait_for(platform.ended.wait(), 10)
    await platform.stop()
    return asked


async def test_a_typed_line_is_a_command_with_its_argument() -> None:
    (command,) = await session("  /Latest   coalition \n")
    assert (command.name, command.argument) == ("latest", "coalition")
    assert (command.address, command.chat_kind, command.received) == (HERE, ChatKind.PRIVATE, NOW)


async def test_a_line_without_slash_is_a_text() -> None:
    (command,) = await session("https://a.example/x and more")
    assert (command.name, command.argument) == ("text", "https://a.example/x and more")


async def test_empty_lines_ask_nothing_and_each_line_has_its_own_key() -> None:
    first, second = await session("", "/help", "   ", "/help")
    assert first.key != second.key


@pytest.mark.parametrize("leaving", ["/quit", "quit", "exit", "/q"])
async def test_quit_ends_the_session(leaving: str) -> None:
    assert await session(leaving, "/help") == []


async def test_replies_are_printed_below_what_was_typed() -> None:
    out = Screen()
    await session("/help", out=out)
    assert "answer to help\n" in out.getvalue()


async def test_a_file_gets_no_styles_and_no_prompt() -> None:
    out = Screen(is_a_terminal=False)
    await session("/help", out=out)
    assert out.getvalue() == "answer to help\n\n"


async def test_a_page_that_comes_by_itself_leaves_the_prompt_at_the_end() -> None:
    out, gate = Screen(), asyncio.Event()

    async def lines() -> AsyncIterator[str]:
        gate.set()
        await asyncio.Event().wait()
        yield ""

    async def handle(incoming: Command | ChatChange) -> Reply | None:
        return None

    platform = TerminalPlatform(lines(), out, width=80)
    await platform.start(handle)
    await gate.wait()
    receipt = await platform.send(HERE, Part(text="digest", payload={"page": "digest"}), "1")
    await platform.stop()
    assert receipt.message_id.endswith("-1")
    assert out.getvalue().endswith("digest\n\n\x1b[36m\x1b[1m› \x1b[0m")


async def test_receipts_differ_and_the_platform_keeps_the_contract() -> None:
    platform: Platform = TerminalPlatform(typed(), Screen(), width=80)
    part = Part(text="x", payload={"page": "x"})
    first, second = await platform.send(HERE, part, "1"), await platform.send(HERE, part, "2")
    assert first != second
    assert await platform.check() == "this terminal"
    assert await platform.is_admin(HERE, "anyone")
    assert not platform.health().connected
