"""Links that people send: one is summed up, several are compared."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.newsdesk import BRIDGE, LIBRARY, Room, open_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async for opened in open_room(tmp_path):
        yield opened


@pytest.mark.parametrize(
    "said",
    [
        f"{BRIDGE.url} {LIBRARY.url}",
        f"What do you make of these?\n{BRIDGE.url}\n{LIBRARY.url}.",
        f"/summary {BRIDGE.url} {LIBRARY.url}",
    ],
)
async def test_several_links_become_one_story_with_all_outlets(room: Room, said: str) -> None:
    reply = await room.ask(said)
    assert reply is not None and reply.digest is not None
    (story,) = reply.digest.stories
    assert story.outlets == ("Harbour Courier", "The Lantern")
    told = {outlet for point in story.points for outlet in point.outlets}
    assert told == {"Harbour Courier", "The Lantern"}


async def test_one_link_is_summed_up_alone(room: Room) -> None:
    reply = await room.ask(f"{BRIDGE.url}")
    assert reply is not None and reply.digest is not None
    assert reply.digest.stories[0].outlets == ("Harbour Courier",)


async def test_a_link_that_can_not_be_read_is_named(room: Room) -> None:
    said = await room.said(f"{BRIDGE.url} https://nowhere.example/x")
    assert "https://nowhere.example/x" in said
