"""Beyond the first commands: finding, settings by command and by button, privacy, manners."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from bot.commands.pace import Pace
from bot.commands.times import read_days, read_quiet
from bot.errors import CommandError
from bot.model import Address, Chat, ChatKind, Reply, Subscription, WhenEmpty
from tests.bot.newsdesk import BRIDGE, HOUR, LIBRARY, NOW, Room, open_room

HERE = Address("terminal", "1")
# Stories that share no words, so that each stays one of its own.
OTHERS = (
    ("Mussels", "Mussels grow on ropes below the library pier. Divers counted nine tons of them."),
    ("Chess", "A girl of nine won the chess cup in the library hall. Forty people had entered."),
    ("Bells", "The bells of the tower library ring again. A smith from Orsk mended the clapper."),
    ("Apples", "Growers pick apples near the hill library early. Frost spared the orchard in May."),
    ("Trams", "Trams stop at the north library gate. Drivers want longer breaks at night."),
    ("Owls", "Owls nest in the attic of the east library. Guides show them on Sundays only."),
)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async for opened in open_room(tmp_path):
        yield opened


async def chat_of(room: Room) -> Chat:
    found = await room.store.find_chat(HERE)
    assert found is not None
    return found


async def orders(room: Room) -> list[Subscription]:
    return await room.store.subscriptions((await chat_of(room)).id)


def commands(reply: Reply | None) -> list[str]:
    assert reply is not None
    return [button.command for row in reply.buttons for button in row]


def numbers(reply: Reply | None) -> dict[int, str]:
    assert reply is not None and reply.digest is not None
    return {
        at: story.title for at, story in enumerate(reply.digest.stories, reply.digest.first_number)
    }


# The first minute


async def test_topic_then_hour_then_the_first_digest_by_buttons_alone(room: Room) -> None:
    topic = commands(await room.ask("/start"))[0]
    hour = commands(await room.ask(f"/{topic}"))[0]
    assert hour == "subscribe bridge 07:00"
    reply = await room.ask(f"/{hour}")
    assert reply is not None
    assert reply.lines[:2] == (
        "Digests will come at 07:00, UTC time.",
        "The first digest comes now. The next digest comes tomorrow at 07:00 (UTC).",
    )
    (order,) = await orders(room)
    assert (order.times, order.next_due) == ((time(7),), NOW)


async def test_a_topic_can_be_ordered_with_its_hour_at_once(room: Room) -> None:
    reply = await room.ask("/subscribe the harbour bridge 18:30")
    assert reply is not None and reply.lines[0] == "Subscribed to “The harbour bridge”."
    assert [order.times for order in await orders(room)] == [(time(18, 30),)]
    assert "no time of day" in await room.said("/subscribe bridge 25:99")


async def test_the_first_digest_of_a_quiet_week_is_no_error(room: Room) -> None:
    room.now += timedelta(days=30)
    reply = await room.ask("/subscribe bridge 07:00")
    assert reply is not None and reply.digest is None
    assert reply.lines[0] == "Subscribed to “The harbour bridge”."


# More, search, sources


async def test_more_goes_on_where_the_last_digest_ended(room: Room) -> None:
    await room.newsroom.take_in(
        [
            replace(LIBRARY, title=title, text=text, url=f"https://l.example/{title}")
            for title, text in OTHERS
        ],
        NOW - HOUR,
    )
    first = await room.ask("/latest library")
    assert commands(first)[-2:] == ["settings", "more library"]
    second = await room.ask("/more library")
    shown = numbers(first) | numbers(second)
    assert list(shown) == list(range(1, len(shown) + 1))
    assert len(set(shown.values())) == len(shown) > 5
    assert numbers(await room.ask("/summary 6")) == {6: shown[6]}
    assert "everything" in await room.said("/more library")


async def test_search_numbers_what_it_finds(room: Room) -> None:
    reply = await room.ask("/search crowns")
    assert reply is not None
    assert reply.lines == (
        f"1. {BRIDGE.title} – Harbour Courier, 2 March 2026",
        f"2. {LIBRARY.title} – The Lantern, 2 March 2026",
    )
    assert numbers(await room.ask("/summary 2")) == {2: LIBRARY.title}


async def test_search_that_finds_nothing_says_what_to_do(room: Room) -> None:
    assert "Try fewer" in await room.said("/search volcano")
    assert "/search harbour bridge" in await room.said("/search")


async def test_sources_lists_the_articles_of_a_story_with_the_sentences_told(room: Room) -> None:
    await room.ask("/latest bridge")
    assert (await room.said("/sources 1")).splitlines() == [
        f"Sources of “{BRIDGE.title}”:",
        f"· Harbour Courier, 2 March 2026: {BRIDGE.title} {BRIDGE.url}",
        "   “The harbour bridge of Port Ellery will be replaced by a swing bridge.”",
        "   “The harbour bridge would cost 42 million crowns, the mayor said.”",
        "   “A decision on the harbour bridge has not yet been made.”",
        "   “The old harbour bridge was opened in 1931 and lets no lorries pass.”",
    ]
    assert await room.said("/sources") == await room.said("/sources #1")
    assert "no story 9" in await room.said("/sources 9")
    assert "Which story?" in await room.said("/sources all")


# Settings


async def test_days_move_the_next_digest(room: Room) -> None:
    await room.ask("/subscribe bridge")
    assert "on Saturday and Sunday" in await room.said("/days weekend")
    (order,) = await orders(room)
    assert (order.days, order.next_due) == ((6, 7), datetime(2026, 3, 7, 8, tzinfo=NOW.tzinfo))
    await room.ask("/time 09:00")
    assert (await orders(room))[0].days == (6, 7)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("mon-fri", (1, 2, 3, 4, 5)),
        ("Monday – Friday", (1, 2, 3, 4, 5)),
        ("weekdays", (1, 2, 3, 4, 5)),
        ("sat, sun", (6, 7)),
        ("fri-mon", (1, 5, 6, 7)),
        ("daily", ()),
        ("mon-sun", ()),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, days: tuple[int, ...]) -> None:
    assert read_days(typed) == days


@pytest.mark.parametrize("typed", ["", "noday", "mo", "mon-fry", "1"])
def test_what_is_no_day_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(CommandError, match="/days mon-fri"):
        read_days(typed)


@pytest.mark.parametrize("typed", ["22:00-07:00", "22–7", "10 pm until 7 am", "22:00 07:00"])
def test_quiet_hours_are_read_as_people_write_them(typed: str) -> None:
    assert read_quiet(typed) == (time(22), time(7))


@pytest.mark.parametrize("typed", ["", "22:00", "22:00-22:00", "a-b", "22-23-24"])
def test_what_are_no_quiet_hours_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(CommandError, match="22:00-07:00"):
        read_quiet(typed)


async def test_quiet_and_empty_are_set_and_shown(room: Room) -> None:
    assert "from 22:00 until 07:00" in await room.said("/quiet 22:00-07:00")
    assert "I say so" in await room.said("/empty on")
    chat = await chat_of(room)
    assert (chat.quiet, chat.when_empty) == ((time(22), time(7)), WhenEmpty.LINE)
    await room.ask("/quiet off")
    await room.ask("/empty off")
    chat = await chat_of(room)
    assert (chat.quiet, chat.when_empty) == (None, WhenEmpty.SILENCE)
    assert "/empty on" in await room.said("/empty perhaps")


@pytest.mark.parametrize(
    "line", ["/days daily", "/quiet off", "/empty on", "/forget everything", "/mydata"]
)
async def test_settings_and_data_of_a_group_are_for_admins(room: Room, line: str) -> None:
    said = await room.said(line, kind=ChatKind.GROUP, person="bob")
    assert said.startswith("Only admins")


# Why


async def test_why_without_deliveries_says_what_is_coming(room: Room) -> None:
    await room.ask("/subscribe bridge")
    assert (await room.said("/why")).splitlines() == [
        "No digest was due here yet.",
        "This chat gets (times in UTC):",
        "· The harbour bridge: every day at 08:00, next tomorrow at 08:00",
    ]


async def test_why_tells_the_outcome_of_the_last_deliveries(room: Room) -> None:
    await room.ask("/subscribe bridge")
    await room.store.fan_out(NOW + 24 * HOUR)
    room.now += 24 * HOUR
    assert (await room.said("/why")).splitlines() == [
        "The last digests of this chat:",
        "· The harbour bridge, due today at 08:00: waiting.",
    ]


# Privacy


async def test_mydata_shows_the_rows_of_this_chat_alone(room: Room) -> None:
    await room.ask("/subscribe bridge", chat="1")
    await room.ask("/subscribe library", chat="2")
    said = await room.said("/mydata", chat="1")
    assert "native_id 1" in said and "topic bridge" in said
    assert "library" not in said


async def test_forget_asks_first_and_then_deletes_this_chat_alone(room: Room) -> None:
    await room.ask("/subscribe bridge", chat="1")
    await room.ask("/subscribe library", chat="2")
    asked = await room.ask("/forget", chat="1")
    assert commands(asked) == ["forget everything"]
    assert len(await orders(room)) == 1
    assert "deleted" in await room.said("/forget everything", chat="1")
    assert await room.store.find_chat(HERE) is None
    other = await room.store.find_chat(Address("terminal", "2"))
    assert other is not None
    assert [order.topic for order in await room.store.subscriptions(other.id)] == ["library"]


# Manners


async def test_a_flood_is_answered_once_and_kindly(room: Room) -> None:
    answers = [await room.ask("/help") for _ in range(23)]
    assert [reply is None for reply in answers[19:]] == [False, False, True, True]
    assert answers[20] is not None and "try again in 60 seconds" in answers[20].lines[0]
    assert await room.ask("/help", person="eve") is not None
    room.now += timedelta(minutes=1)
    assert len((await room.said("/help")).splitlines()) > 2


def test_the_pace_forgets_people_who_have_been_silent() -> None:
    pace = Pace()
    for number in range(10_001):
        assert pace.wait(f"{number}", NOW) is None
    assert pace.wait("late", NOW + timedelta(minutes=2)) is None
    assert len(pace._people) == 1
