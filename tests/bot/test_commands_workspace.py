"""What the open channels of a workspace get, and who may see it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.model import Address, ChatKind
from tests.bot.newsdesk import NOW, Room, open_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async for opened in open_room(tmp_path):
        opened.platform.is_workspace = True
        opened.platform.admins = frozenset({"ann"})
        yield opened


async def subscribe(room: Room, chat: str, title: str, kind: ChatKind, topic: str) -> None:
    line = f"/subscribe {topic}"
    await room.ask(line, kind=kind, chat=chat, chat_title=title)


async def test_open_channels_are_listed_with_their_topics_and_hours(room: Room) -> None:
    await subscribe(room, "C1", "news", ChatKind.CHANNEL, "bridge")
    await subscribe(room, "C1", "news", ChatKind.CHANNEL, "library")
    await subscribe(room, "C2", "books", ChatKind.CHANNEL, "library")
    assert (await room.said("/workspace", person="bob", chat="D1")).splitlines() == [
        "· #books – The old library: every day at 08:00",
        "· #news – The harbour bridge: every day at 08:00",
        "· #news – The old library: every day at 08:00",
    ]


async def test_private_channels_people_and_removed_channels_are_left_out(room: Room) -> None:
    await subscribe(room, "G1", "secret", ChatKind.GROUP, "bridge")
    await subscribe(room, "D2", "Bob", ChatKind.PRIVATE, "bridge")
    await subscribe(room, "C3", "left", ChatKind.CHANNEL, "bridge")
    left = await room.store.chat(Address("terminal", "C3"), NOW)
    await room.store.pause_chat(left.id, "removed", NOW)
    assert "No open channel gets a digest yet" in await room.said("/workspace", chat="D1")


async def test_where_chats_are_strangers_there_is_no_such_command(room: Room) -> None:
    await subscribe(room, "C1", "news", ChatKind.CHANNEL, "bridge")
    room.platform.is_workspace = False
    assert "I don’t know /workspace" in await room.said("/workspace", chat="D1")
