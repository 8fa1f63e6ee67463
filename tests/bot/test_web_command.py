"""/web: who gets a link to the web page, and where."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commands import DeskSettings
from bot.login import LINK, hashed
from bot.model import ChatKind
from tests.bot.newsdesk import Room, open_room

PAGE = "https://news.example"


async def room_with(folder: Path, **settings: str | None) -> AsyncIterator[Room]:
    async for room in open_room(folder, settings=DeskSettings(**settings)):  # type: ignore[arg-type]
        yield room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async for opened in room_with(tmp_path, owner="terminal:100", web=PAGE):
        yield opened


async def passes(room: Room) -> int:
    from sqlalchemy import text

    async with room.store.database.read() as connection:
        return int(await connection.scalar(text("SELECT count(*) FROM web_passes")) or 0)


async def test_the_owner_gets_a_link_in_the_private_chat(room: Room) -> None:
    reply = await room.ask("/web", chat="100")
    assert reply is not None
    assert reply.private
    found = re.search(rf"{PAGE}/login\?token=([\w-]{{43}})$", reply.lines[0])
    assert found
    assert await room.store.take_pass(hashed(found[1]), LINK, room.now)


async def test_the_owner_is_known_by_person_too(room: Room) -> None:
    assert "token=" in await room.said("/web", person="100", chat="dm-7")


async def test_nobody_else_gets_one(room: Room) -> None:
    assert "Only my owner" in await room.said("/web", person="eve", chat="666")
    assert await passes(room) == 0


async def test_in_a_group_even_the_owner_gets_none(room: Room) -> None:
    room.platform.admins = frozenset({"100"})
    said = await room.said("/web", person="100", chat="-5", kind=ChatKind.GROUP)
    assert "token=" not in said
    assert "private chat" in said
    assert await passes(room) == 0


async def test_without_a_named_owner_nobody_gets_one(tmp_path: Path) -> None:
    async for room in room_with(tmp_path, web=PAGE):
        assert "delivery.owner" in await room.said("/web")


async def test_without_a_page_the_owner_is_told_so(tmp_path: Path) -> None:
    async for room in room_with(tmp_path, owner="terminal:1"):
        assert "[web]" in await room.said("/web")
