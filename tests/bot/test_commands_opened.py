"""What the buttons below a digest open, mute and turn, on old messages and with forged data."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model import Address, Button, ChatKind, Reply
from digests import ArticleDraft
from tests.bot.newsdesk import BRIDGE, HOUR, LIBRARY, NOW, Room, open_room

DAY = timedelta(days=1)
CHESS = (
    "Alvara lights new street lamps|Electric lamps replace gas in the lanes of Alvara",
    "Kettle maker closes its works|The last copper kettle left the foundry on Friday",
    "A violin is found after forty years|The stolen instrument lay in a dusty attic",
    "Cabbage harvest beats every record|Farmers of the valley filled nine thousand carts",
    "Cyclists ride around the lake|Rain stopped nobody on the muddy track",
    "Umbrella museum draws a crowd|Visitors queued to see silk from Lyon",
    "Painting sold for a fortune|The portrait of a miller went to a bank",
    "Stables burn down at night|Firemen led eleven horses through the smoke",
    "Telescope sees a new comet|Astronomers counted seven tails above the pole",
    "Ship loses its anchor|Divers searched the muddy harbour mouth in vain",
    "Carpet weavers strike for wages|Looms stand still in three mills",
    "Piano teacher turns a hundred|Her pupils sang in the garden",
)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async for opened in open_room(tmp_path):
        yield opened


def by_label(reply: Reply | None) -> dict[str, str]:
    assert reply is not None
    return {button.label: button.command for row in reply.buttons for button in row}


async def press(room: Room, command: str, **fields: object) -> Reply:
    reply = await room.ask(f"/{command}", pressed=True, **fields)  # type: ignore[arg-type]
    assert reply is not None
    return reply


def lines(reply: Reply) -> str:
    return "\n".join((*reply.lines, *reply.footer))


async def titles(room: Room, **fields: object) -> list[str]:
    reply = await room.ask("/latest", **fields)  # type: ignore[arg-type]
    return [story.title for story in reply.digest.stories] if reply and reply.digest else []


# Opening


async def test_a_digest_offers_the_whole_story_its_sources_muting_it_and_the_settings(
    room: Room,
) -> None:
    for topic in ("/latest bridge", "/latest"):
        labels = list(by_label(await room.ask(topic)))
        assert labels == ["Whole story", "Sources", "Mute story", "Settings"]


async def test_what_is_opened_takes_the_place_of_the_digest_and_leads_back_to_it(
    room: Room,
) -> None:
    digest = await room.ask("/latest bridge")
    assert digest is not None
    for label in ("Whole story", "Sources", "Mute story"):
        opened = await press(room, by_label(digest)[label])
        assert opened.in_place and not opened.notice
        back = await press(room, by_label(opened)["Back to the digest"])
        assert back.in_place and back.parts == digest.parts


async def test_of_several_stories_one_is_chosen_by_its_headline(room: Room) -> None:
    choice = await press(room, by_label(await room.ask("/latest"))["Sources"])
    assert choice.in_place and lines(choice) == "Which story?"
    assert list(by_label(choice)) == [
        f"1. {BRIDGE.title}",
        f"2. {LIBRARY.title}",
        "Back to the digest",
    ]
    opened = await press(room, by_label(choice)[f"2. {LIBRARY.title}"])
    assert opened.lines[0] == f"Sources of “{LIBRARY.title}”:"


async def test_the_whole_story_keeps_its_number_and_leads_to_its_sources(room: Room) -> None:
    digest = await room.ask("/latest")
    whole = await press(room, by_label(digest)["Whole story"] + " 2")
    assert whole.digest and whole.digest.first_number == 2
    assert [story.title for story in whole.digest.stories] == [LIBRARY.title]
    sources = await press(room, by_label(whole)["Sources"])
    assert "The Lantern" in lines(sources)


async def test_old_buttons_mean_the_stories_of_their_own_digest(room: Room) -> None:
    old = by_label(await room.ask("/latest library"))["Sources"]
    await room.ask("/latest bridge")
    assert LIBRARY.title in lines(await press(room, old))


async def long_story(room: Room, articles: int) -> None:
    """One event, with an article a day."""
    drafts = [
        ArticleDraft(
            title=f"The harbour bridge of Port Ellery, day {number}",
            text=(
                f"{BRIDGE.text} On day {number} the workers of Port Ellery laid {number + 40} "
                f"planks on the harbour bridge. The harbour bridge had {number * 3 + 7} visitors."
            ),
            outlet=f"Paper {number}",
            url=f"https://paper-{number}.example/bridge",
            published=NOW - DAY * (articles - number),
            language="en",
        )
        for number in range(1, articles + 1)
    ]
    for draft in drafts:
        await room.newsroom.take_in([draft], NOW - HOUR)


async def test_a_long_list_comes_a_page_at_a_time_and_turns_in_place(room: Room) -> None:
    await long_story(room, 14)
    digest = await room.ask("/latest bridge")
    first = await press(room, by_label(digest)["Sources"])
    assert first.footer == ("Page 1 of 2",) and "Previous page" not in by_label(first)
    second = await press(room, by_label(first)["Next page"])
    assert second.in_place and second.footer == ("Page 2 of 2",)
    assert not set(first.lines[1:]) & set(second.lines[1:])
    assert sum(line.startswith("· ") for line in first.lines + second.lines) == 15
    assert "Next page" not in by_label(second) and "Previous page" in by_label(second)
    assert lines(await press(room, "open 1 sources 1 99")) == lines(second)


async def test_a_whole_story_of_several_days_says_how_it_went_in_the_zone_of_the_chat(
    room: Room,
) -> None:
    await room.ask("/zone Auckland")
    late = replace(
        BRIDGE,
        title="The swing bridge gets a name",
        text=(
            "The swing bridge that replaces the harbour bridge of Port Ellery is called Ellen. "
            "The mayor of Port Ellery told it to the workers of the harbour bridge at noon."
        ),
        outlet="Tide",
        url="https://tide.example/1",
        published=NOW + timedelta(hours=4),
    )
    room.now = NOW + timedelta(hours=5)
    await room.newsroom.take_in([late], NOW + timedelta(hours=4))
    await room.ask("/latest bridge")
    whole = await room.ask("/summary 1")
    assert whole is not None
    assert whole.footer == (
        "How it went:",
        f"· 2 March 2026: {BRIDGE.title} (Harbour Courier)",
        f"· 3 March 2026: {late.title} (Tide)",
    )
    assert whole.zone == "Pacific/Auckland"


# Harmless


async def test_a_button_of_another_chat_is_refused_in_one_sentence(room: Room) -> None:
    command = by_label(await room.ask("/latest bridge", chat="1"))["Sources"]
    reply = await press(room, command, chat="2")
    assert reply.notice and reply.private and not reply.buttons
    assert reply.lines == (
        "That button belongs to another chat, or to a digest that is too old. Send /latest.",
    )


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "1 whole 7",
        "1 whole 0",
        "1 burn 1",
        "1 whole x",
        "1 whole 1 x",
        "999",
        "-1",
        "x",
        "9" * 30,
        "1 whole " + "9" * 30,
        "1; DROP TABLE chats",
        "٣ whole",
    ],
)
async def test_forged_data_is_refused_in_one_sentence(room: Room, forged: str) -> None:
    await room.ask("/latest bridge")
    reply = await press(room, "open", argument=forged)
    assert reply.notice and len(reply.lines) == 1 and "another chat" in reply.lines[0]


async def test_a_thread_may_open_what_stands_in_its_channel(room: Room) -> None:
    command = by_label(await room.ask("/latest bridge"))["Sources"]
    reply = await press(room, command, address=Address("terminal", "1", "17"))
    assert BRIDGE.title in lines(reply)


async def test_a_story_that_is_gone_is_said_kindly(room: Room, tmp_path: Path) -> None:
    digest = by_label(await room.ask("/latest"))
    with sqlite3.connect(tmp_path / "digestbot.db") as file:
        file.execute("DELETE FROM articles")
        file.execute("DELETE FROM stories")
    file.close()
    gone = "That story is not stored any more. For what is new: /latest."
    assert lines(await press(room, digest["Whole story"])) == gone
    for what in ("whole", "sources"):
        reply = await press(room, f"open 1 {what} 1")
        assert reply.notice and lines(reply) == gone
    assert (await press(room, "open 1")).parts


async def test_a_digest_is_forgotten_with_its_chat(room: Room) -> None:
    command = by_label(await room.ask("/latest bridge"))["Sources"]
    await room.ask("/forget everything")
    assert "another chat" in lines(await press(room, command))


# Muting


async def test_a_muted_story_is_not_in_the_next_digests_until_it_is_unmuted(room: Room) -> None:
    digest = await room.ask("/latest bridge")
    muted = await press(room, by_label(digest)["Mute story"])
    assert lines(muted).startswith(f"Muted: “{BRIDGE.title}”.")
    assert await titles(room) == [LIBRARY.title]
    assert await titles(room, chat="2") == [BRIDGE.title, LIBRARY.title]
    again = await press(room, by_label(muted)["Unmute"])
    assert "is told again" in lines(again)
    assert BRIDGE.title in await titles(room)


async def test_only_admins_mute_in_a_group(room: Room) -> None:
    room.platform.admins = frozenset({"boss"})
    digest = await room.ask("/latest bridge", kind=ChatKind.GROUP)
    command = by_label(digest)["Mute story"]
    refused = await press(room, command, kind=ChatKind.GROUP)
    assert refused.notice and "Only admins" in lines(refused)
    opened = await press(room, by_label(digest)["Sources"], kind=ChatKind.GROUP)
    assert BRIDGE.title in lines(opened)
    allowed = await press(room, command, kind=ChatKind.GROUP, person="boss")
    assert "Muted" in lines(allowed)


async def test_mute_takes_the_number_of_a_story_or_a_word_and_lists_both(room: Room) -> None:
    assert "Nothing is muted" in await room.said("/mute")
    await room.ask("/latest")
    assert BRIDGE.title in await room.said("/mute 1")
    assert "mention “slates”" in await room.said("/mute  slates ")
    assert await titles(room, chat="1") == []
    listed = await room.ask("/mute")
    assert listed is not None
    assert listed.lines[:3] == (
        "Muted words: “slates”.",
        "1 muted story:",
        f"· {BRIDGE.title}",
    )
    for row in listed.buttons:
        assert isinstance(row[0], Button)
        await press(room, row[0].command)
    assert "Nothing is muted" in await room.said("/mute")
    assert await titles(room) == [BRIDGE.title, LIBRARY.title]


async def test_unmuting_by_hand(room: Room) -> None:
    await room.ask("/mute Slates")
    assert "told again" in await room.said("/mute off SLATES")
    assert "is not muted" in await room.said("/mute off slates")
    await room.ask("/mute slates")
    assert "Nothing is muted any more" in await room.said("/mute off all")
    assert "no story 9" in await room.said("/mute 9")
    assert "too long" in await room.said("/mute", argument="x" * 61)


# Numbers in threads, pages of a search


async def test_a_number_in_a_thread_means_the_digest_of_the_channel_around_it(room: Room) -> None:
    await room.ask("/latest bridge")
    inside = Address("terminal", "1", "99")
    reply = await room.ask("/summary 1", address=inside)
    assert reply and reply.digest and reply.digest.stories[0].title == BRIDGE.title
    await room.ask("/latest library", address=inside)
    reply = await room.ask("/summary 1", address=inside)
    assert reply and reply.digest and reply.digest.stories[0].title == LIBRARY.title


async def test_reading_one_story_keeps_the_numbers_of_the_others(room: Room) -> None:
    await room.ask("/latest")
    await room.ask("/summary 1")
    reply = await room.ask("/summary 2")
    assert reply and reply.digest and reply.digest.stories[0].title == LIBRARY.title


async def test_a_search_turns_its_pages_and_numbers_all_hits(room: Room) -> None:
    drafts = [
        replace(
            LIBRARY,
            title=line.partition("|")[0],
            text=f"{line.partition('|')[2]}. Some played chess meanwhile.",
            url=f"https://l.example/{number}",
            published=NOW - HOUR * number,
        )
        for number, line in enumerate(CHESS)
    ]
    await room.newsroom.take_in(drafts, NOW - HOUR)
    first = await room.ask("/search chess")
    assert first is not None and len(first.lines) == 8 and first.footer == ("Page 1 of 2",)
    second = await press(room, by_label(first)["Next page"])
    assert second.in_place and second.lines[0].startswith("9. ") and len(second.lines) > 1
    whole = await press(room, by_label(second)[f"{8 + len(second.lines)}"])
    assert whole.digest and whole.digest.stories[0].title in second.lines[-1]
