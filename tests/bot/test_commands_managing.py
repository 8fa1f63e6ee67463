"""A group or channel managed from a private chat, and the feeds of the newsroom."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import time
from pathlib import Path

import pytest

from bot.commands import DeskSettings
from bot.model import Address, ChatChange, ChatEvent, ChatKind, Length, Place, Reply
from digests import Fetcher, FetchPolicy
from tests.bot.newsdesk import BRIDGE, NOW, Room, open_room
from tests.servers.feed_site import FeedSite, feed_site

CHANNEL = Address("terminal", "-100")
PLACES = {
    "@news": Place(address=CHANNEL, kind=ChatKind.CHANNEL, title="News & <b>"),
    "t.me/forum/17": Place(
        address=Address("terminal", "-200", "17"), kind=ChatKind.GROUP, title="Forum"
    ),
}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async for opened in open_room(tmp_path):
        opened.platform.places = PLACES
        opened.platform.admins = frozenset({"ann"})
        yield opened


def commands(reply: Reply | None) -> list[str]:
    assert reply is not None
    return [button.command for row in reply.buttons for button in row]


async def topics_of(room: Room, address: Address) -> list[tuple[str, tuple[time, ...]]]:
    chat = await room.store.find_chat(address)
    found = await room.store.subscriptions(chat.id) if chat else []
    return [(order.topic, order.times) for order in found]


# Managing


async def test_what_an_admin_sets_in_private_holds_for_the_managed_channel(room: Room) -> None:
    assert "holds for “News & <b>” now" in await room.said("/manage @news")
    said = await room.said("/subscribe bridge 07:30")
    assert said.startswith("For “News & <b>”:\nSubscribed to")
    await room.ask("/length brief")
    await room.ask("/silent off")
    assert await topics_of(room, CHANNEL) == [("bridge", (time(7, 30),))]
    assert await topics_of(room, Address("terminal", "1")) == []
    chat = await room.store.find_chat(CHANNEL)
    assert chat and chat.wishes.length is Length.BRIEF and chat.kind is ChatKind.CHANNEL
    assert "For “News & <b>”" in await room.said("/settings")
    assert "For “News & <b>”" in await room.said("/status")
    assert "holds for this chat again" in await room.said("/manage off")
    await room.ask("/subscribe library 09:00")
    assert await topics_of(room, Address("terminal", "1")) == [("library", (time(9),))]
    assert await topics_of(room, CHANNEL) == [("bridge", (time(7, 30),))]


async def test_reading_stays_with_the_private_chat_while_a_channel_is_managed(room: Room) -> None:
    await room.ask("/latest library", address=CHANNEL)
    await room.ask("/manage @news")
    reply = await room.ask("/latest bridge")
    assert reply and reply.digest and not reply.lines
    chat = await room.store.find_chat(CHANNEL)
    assert chat
    before = await room.store.numbered_stories(chat.id)
    await room.ask("/summary 1")
    assert await room.store.numbered_stories(chat.id) == before


async def test_digests_can_go_to_a_topic_of_a_forum(room: Room) -> None:
    await room.ask("/manage t.me/forum/17")
    await room.ask("/subscribe bridge 08:00")
    assert await topics_of(room, Address("terminal", "-200", "17")) == [("bridge", (time(8),))]


async def test_buttons_stay_with_the_channel_that_they_were_made_for(room: Room) -> None:
    await room.ask("/manage @news")
    settings = await room.ask("/settings length")
    await room.ask("/manage off")
    (brief,) = (command for command in commands(settings) if command.endswith("length brief"))
    assert brief.startswith("managed ") and len(brief.encode()) <= 64
    reply = await room.ask(f"/{brief}", pressed=True)
    assert reply is not None and reply.lines[0] == "For “News & <b>”:"
    assert all(command.startswith("managed ") for command in commands(reply))
    channel = await room.store.find_chat(CHANNEL)
    own = await room.store.find_chat(Address("terminal", "1"))
    assert channel and channel.wishes.length is Length.BRIEF
    assert own and own.wishes.length is Length.NORMAL
    full = await room.ask("/settings")
    assert full and full.form and full.form.command == "save"
    await room.ask("/manage @news")
    full = await room.ask("/settings")
    assert full and full.form and full.form.command == f"managed {channel.id} save"


async def test_only_admins_manage_and_only_as_long_as_they_are(room: Room) -> None:
    refused = await room.said("/manage @news", person="eve", chat="2")
    assert refused == (
        "I can’t let you manage @news: I have to be a member there, and you an admin."
    )
    assert await room.said("/manage @nowhere") == refused.replace("@news", "@nowhere")
    await room.ask("/manage @news")
    room.platform.admins = frozenset()
    assert "holds for this chat again" in await room.said("/subscribe bridge 08:00")
    assert await topics_of(room, CHANNEL) == []
    assert "Subscribed" in await room.said("/subscribe bridge 08:00")
    assert await topics_of(room, Address("terminal", "1")) != []


@pytest.mark.parametrize(
    "forged", ["", "x", "999 settings", "1", "1 managed 1 settings", "-1 time 08:00", "9" * 40]
)
async def test_forged_buttons_of_managed_chats_are_harmless(room: Room, forged: str) -> None:
    await room.ask("/start")
    reply = await room.ask("/managed", argument=forged, pressed=True)
    assert reply and reply.notice and "another chat" in reply.lines[0]


async def test_nobody_reaches_the_private_chat_of_another_person(room: Room) -> None:
    """Everybody is the admin of their own private chat, and of no other one."""
    await room.ask("/start", chat="7", person="bob")
    bob = await room.store.find_chat(Address("terminal", "7"))
    assert bob
    for command in (f"managed {bob.id} length brief", f"managed {bob.id} mydata"):
        reply = await room.ask(f"/{command}", pressed=True)
        assert reply and "another chat" in reply.lines[0]
    after = await room.store.find_chat(Address("terminal", "7"))
    assert after == bob


async def test_managing_is_for_private_chats(room: Room) -> None:
    assert "in a private chat" in await room.said("/manage @news", kind=ChatKind.GROUP)
    assert "such as /manage @channel" in await room.said("/manage")
    await room.ask("/manage @news")
    assert "holds for “News & <b>” now" in await room.said("/manage")


async def test_settings_survive_the_removal_of_the_bot_and_come_back(room: Room) -> None:
    await room.ask("/manage @news")
    await room.ask("/subscribe bridge 07:30")
    await room.ask("/filter only mayor")
    await room.changed(
        ChatChange(address=CHANNEL, event=ChatEvent.LEFT, received=NOW, reason="removed")
    )
    paused = await room.store.find_chat(CHANNEL)
    assert paused and paused.paused_reason == "removed"
    await room.changed(
        ChatChange(
            address=CHANNEL, event=ChatEvent.JOINED, received=NOW, kind=ChatKind.CHANNEL, title="X"
        )
    )
    back = await room.store.find_chat(CHANNEL)
    assert back and back.paused_reason is None and back.wishes.words == ("mayor",)
    assert await topics_of(room, CHANNEL) == [("bridge", (time(7, 30),))]


# Feeds


@pytest.fixture
async def site() -> AsyncIterator[FeedSite]:
    async with feed_site() as built:
        yield built


@pytest.fixture
async def reading(tmp_path: Path) -> AsyncIterator[Room]:
    async with Fetcher(FetchPolicy(allow_private=("127.0.0.0/8",))) as fetcher:
        async for opened in open_room(tmp_path, fetcher=fetcher):
            yield opened


async def test_a_feed_is_added_listed_and_removed_after_a_question(
    reading: Room, site: FeedSite
) -> None:
    assert "There is no feed yet" in await reading.said("/feeds")
    url = site.news("/news.xml", ["ferry"])
    said = await reading.said(f"/addfeed {url}")
    assert said == f"Added: Town News ({url}). Its news come with the next round."
    assert "here already" in await reading.said(f"/addfeed {url}")
    listed = await reading.ask("/feeds")
    assert listed is not None
    assert listed.lines == ("1 feed:", f"1. Town News ({url})")
    asked = await reading.ask("/removefeed 1")
    assert asked is not None and asked.lines == (
        f"Remove Town News ({url})? Its articles stay; nothing new comes from it.",
    )
    assert commands(asked) == ["removefeed 1 yes", "feeds"]
    assert len(await reading.newsroom.feeds()) == 1
    removed = await reading.ask(f"/{commands(asked)[0]}", pressed=True)
    assert removed is not None and removed.in_place
    assert removed.lines == (f"Removed: Town News ({url}).",)
    assert await reading.newsroom.feeds() == []
    assert "There is no feed 1" in await reading.said("/removefeed 1 yes")


async def test_the_feed_of_a_site_is_found_by_its_address(reading: Room, site: FeedSite) -> None:
    site.news("/feed.xml", ["ferry"])
    page = "<link rel='alternate' type='application/rss+xml' href='/feed.xml'>"
    site.serve("/", f"<html><head>{page}</head><body>Town</body></html>")
    assert "Added: Town News" in await reading.said(f"/addfeed {site.url}/")
    (feed,) = await reading.newsroom.feeds()
    assert feed.url == f"{site.url}/feed.xml"


async def test_what_is_wrong_with_a_feed_is_shown(reading: Room, site: FeedSite) -> None:
    url = site.news("/news.xml", ["ferry"])
    await reading.ask(f"/addfeed {url}")
    site.serve("/news.xml", "broken", 500)
    await reading.newsroom.poll(NOW)
    listed = await reading.said("/feeds")
    assert "fails: " in listed and "500" in listed
    await reading.newsroom.pause_feed(1)
    assert "– paused" in await reading.said("/feeds")


async def test_a_feed_that_can_not_be_read_is_one_sentence(reading: Room, site: FeedSite) -> None:
    for typed in (f"{site.url}/nothing", "ftp://example.org/x", "javascript:alert(1)", "x" * 5000):
        reply = await reading.ask("/addfeed", argument=typed)
        assert reply is not None and len(reply.lines) == 1
        assert "went wrong" not in reply.lines[0] and len(reply.lines[0]) < 400
    assert "Which address?" in await reading.said("/addfeed")
    assert "Which address?" in await reading.said("/addfeed two words")
    assert "Which feed?" in await reading.said("/removefeed")
    assert await reading.newsroom.feeds() == []


async def test_only_those_who_run_the_bot_change_feeds(room: Room, tmp_path: Path) -> None:
    """Without a named owner these are the admins; with one, nobody else."""
    for command in ("/addfeed https://x.example", "/removefeed 1"):
        refused = await room.said(command, kind=ChatKind.GROUP, person="eve")
        assert "Only those who run this bot" in refused
        allowed = await room.said(command, kind=ChatKind.GROUP, person="ann")
        assert "Only those" not in allowed
    (tmp_path / "owned").mkdir()
    async for owned in open_room(tmp_path / "owned", settings=DeskSettings(owner="terminal:100")):
        assert "Only those" in await owned.said("/removefeed 1", person="ann")
        assert "no feed 1" in await owned.said("/removefeed 1", person="100")
        assert "no feed 1" in await owned.said("/removefeed 1", chat="100")
        group = {"kind": ChatKind.GROUP, "chat": "-5"}
        assert "no feed 1" in await owned.said("/removefeed 1", person="100", **group)
        assert "Only those" in await owned.said("/removefeed 1", person="ann", **group)
        assert "There is no feed" in await owned.said("/feeds", person="ann")


async def test_many_feeds_come_a_page_at_a_time(reading: Room) -> None:
    for number in range(23):
        await reading.newsroom.keep_feed(f"https://f{number}.example/rss", "", NOW)
    first = await reading.ask("/feeds")
    assert first and first.lines[0] == "23 feeds:" and len(first.lines) == 11
    assert first.footer[0] == "Page 1 of 3" and commands(first) == ["feeds 2"]
    last = await reading.ask("/feeds 3")
    assert last and last.in_place and len(last.lines) == 4 and commands(last) == ["feeds 2"]
    assert BRIDGE.title not in last.lines
