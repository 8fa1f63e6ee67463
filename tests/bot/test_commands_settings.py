"""The settings: by command, by buttons in one message that changes in its place, and as a form."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from bot.commands.pages import PAGES
from bot.model import (
    Address,
    Chat,
    ChatKind,
    Every,
    FieldKind,
    Form,
    Length,
    Reply,
    WhenEmpty,
    Wishes,
)
from bot.store.rows import read_wishes, write_wishes
from digests import ArticleDraft
from tests.bot.newsdesk import BRIDGE, LIBRARY, NOW, TOPICS, Room, open_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async for opened in open_room(tmp_path):
        yield opened


async def chat_of(room: Room, chat: str = "1") -> Chat:
    found = await room.store.find_chat(Address("terminal", chat))
    assert found is not None
    return found


async def wishes(room: Room) -> Wishes:
    return (await chat_of(room)).wishes


def commands(reply: Reply | None) -> list[str]:
    assert reply is not None
    return [button.command for row in reply.buttons for button in row]


def labels(reply: Reply | None) -> list[str]:
    assert reply is not None
    return [button.label for row in reply.buttons for button in row]


async def press(room: Room, command: str, **fields: object) -> Reply:
    room.now += timedelta(seconds=4)  # nobody presses faster for long
    reply = await room.ask(f"/{command}", pressed=True, **fields)  # type: ignore[arg-type]
    assert reply is not None
    return reply


async def shown(room: Room, topic: str = "") -> list[str]:
    reply = await room.ask(f"/latest {topic}")
    return [story.title for story in reply.digest.stories] if reply and reply.digest else []


# By command


async def test_length_changes_how_much_a_digest_tells(room: Room) -> None:
    points = {}
    for length in ("brief", "normal", "full"):
        assert "now" in await room.said(f"/length {length}")
        reply = await room.ask("/latest bridge")
        assert reply and reply.digest
        points[length] = len(reply.digest.stories[0].points)
    assert points["brief"] < points["normal"] <= points["full"]
    assert "Digests are full. Write /length brief" in await room.said("/length huge")
    assert (await wishes(room)).length is Length.FULL


async def test_filters_keep_words_and_outlets_in_or_out(room: Room) -> None:
    for typed, left in (
        ("only mayor, slates", [BRIDGE.title, LIBRARY.title]),
        ("off", [BRIDGE.title, LIBRARY.title]),
        ("only Slate", [LIBRARY.title]),
        ("off", [BRIDGE.title, LIBRARY.title]),
        ("not crowns", []),
        ("drop not CROWNS", [BRIDGE.title, LIBRARY.title]),
        ("outlets lantern", [LIBRARY.title]),
        ("off", [BRIDGE.title, LIBRARY.title]),
        ("no-outlets the lantern; Other", [BRIDGE.title]),
    ):
        await room.ask(f"/filter {typed}")
        assert await shown(room) == left, typed
    assert await room.said("/filter") == (
        "Nothing by “the lantern” and “Other”.\n"
        "Write words or outlets with commas between them: /filter only bridge, ferry – "
        "/filter not football – /filter outlets The Lantern – /filter no-outlets The Sun – "
        "/filter off. Take one back: /filter drop not football."
    )


async def test_filters_say_what_they_can_not_take(room: Room) -> None:
    assert "Write words or outlets" in await room.said("/filter what")
    assert "Write words or outlets" in await room.said("/filter only")
    assert "not in that filter" in await room.said("/filter drop only nothing")
    assert "too long" in await room.said("/filter", argument="only " + "x" * 61)
    many = ", ".join(f"w{number}" for number in range(21))
    assert "too much" in await room.said("/filter", argument=f"only {many}")
    await room.ask("/filter", argument="only " + many.replace(", w20", ""))
    assert "too much" in await room.said("/filter only another")
    assert await room.said("/filter only w3") and len((await wishes(room)).words) == 20


async def test_language_is_taken_by_code_and_by_name(room: Room) -> None:
    assert await room.said("/language Polski") == (await room.said("/language pl"))
    assert (await chat_of(room)).language == "pl"
    assert "Мова" not in await room.said("/language EN-gb")
    assert (await chat_of(room)).language == "en"
    refused = await room.said("/language klingon")
    assert "Українська" in refused and "/language English" in refused


async def test_zone_moves_the_next_digest_and_keeps_its_hour(room: Room) -> None:
    await room.ask("/subscribe bridge 09:00")
    assert (
        await room.said("/zone New York") == "The time zone of this chat is America/New_York now."
    )
    (order,) = await room.store.subscriptions((await chat_of(room)).id)
    assert order.times == (time(9),) and order.next_due == NOW.replace(hour=14)
    assert "Change it with a city: /zone Kyiv" in await room.said("/zone")
    assert "Did you mean" in await room.said("/zone Kyivv")


async def test_a_zone_dates_the_digests_of_its_chat(room: Room) -> None:
    await room.ask("/zone Auckland")
    reply = await room.ask("/latest bridge")
    assert reply is not None and reply.zone == "Pacific/Auckland"
    assert "2 March 2026" in reply.parts[0].text
    bell = ArticleDraft(
        title="A bell for the reading room",
        text="The library bought a brass bell for its reading room. It rings at closing time.",
        outlet="Tide",
        url="https://tide.example/2",
        published=NOW.replace(hour=12),
        language="en",
    )
    room.now = NOW.replace(hour=14)
    await room.newsroom.take_in([bell], NOW.replace(hour=12))
    reply = await room.ask("/latest library")
    assert reply is not None and "Tide · 3 March 2026" in reply.parts[0].text


@pytest.mark.parametrize(
    ("typed", "every", "said", "due"),
    [
        ("hourly", Every.HOUR, "every day at each hour", NOW + timedelta(hours=1)),
        ("instant", Every.STORY, "as soon as 3 outlets tell a story", None),
        ("INSTANT 5", Every.STORY, "as soon as 5 outlets tell a story", None),
    ],
)
async def test_digests_can_come_hourly_or_as_soon_as_a_story_is_big(
    room: Room, typed: str, every: Every, said: str, due: datetime | None
) -> None:
    assert "has no subscription" in await room.said(f"/time {typed}")
    await room.ask("/subscribe bridge")
    assert await room.said(f"/time {typed}") == f"Digests come now: {said}."
    (order,) = await room.store.subscriptions((await chat_of(room)).id)
    assert (order.every, order.next_due, order.times) == (every, due, (time(8),))
    assert said in await room.said("/settings") and said in await room.said("/status")
    saved = await save(room, filled(await form(room)))
    assert not saved.problems
    (same,) = await room.store.subscriptions((await chat_of(room)).id)
    assert (same.schedule, same.next_due) == (order.schedule, order.next_due)
    await press(room, "settings hour 18:00")
    (back,) = await room.store.subscriptions((await chat_of(room)).id)
    assert (back.every, back.times) == (Every.DAY, (time(18),))


async def test_a_rhythm_that_makes_no_sense_is_said(room: Room) -> None:
    await room.ask("/subscribe bridge")
    for typed in ("instant 1", "instant 21", "instant ten", "instant 3 4"):
        assert "from 2 to 20, such as /time instant 3" in await room.said(f"/time {typed}")
    assert "no time of day" in await room.said("/time hourly 08:00")
    (order,) = await room.store.subscriptions((await chat_of(room)).id)
    assert order.every is Every.DAY


async def test_silence_is_for_platforms_that_know_it(room: Room) -> None:
    assert "every reader decides" in await room.said("/silent on")
    room.platform.can_be_silent = True
    assert "without a sound" in await room.said("/silent on")
    assert (await wishes(room)).silent
    assert "with a sound" in await room.said("/silent off")
    assert "/silent on" in await room.said("/silent perhaps")


def test_wishes_are_written_in_one_way_and_read_back() -> None:
    assert write_wishes(Wishes()) == "" and read_wishes("") == Wishes()
    some = Wishes(length=Length.BRIEF, silent=True, words=("a", "б"), muted=(3, 1))
    assert read_wishes(write_wishes(some)) == some
    assert write_wishes(read_wishes(write_wishes(some))) == write_wishes(some)


# As buttons


async def test_settings_show_everything_and_lead_to_a_page_for_each(room: Room) -> None:
    await room.ask("/subscribe bridge")
    reply = await room.ask("/settings")
    assert reply is not None and reply.private and not reply.in_place
    assert reply.lines == (
        "Settings of this chat:",
        "· The harbour bridge: every day at 08:00",
        "· Time zone: UTC",
        "· Quiet hours: none",
        "· Length: normal",
        "· Language: English",
        "· Filters: none",
        "· Muted: none",
        "· When nothing is new: stay silent",
    )
    room.platform.can_be_silent = True
    assert "· Sound: with a sound" in await room.said("/settings")
    pages = {command.partition(" ")[2] for command in commands(reply)}
    assert {page for page in PAGES if page != "all"} <= pages


async def test_every_button_of_every_page_changes_what_it_says_in_place(room: Room) -> None:
    room.platform.can_be_silent = True
    await room.ask("/subscribe bridge 08:00")
    for page in PAGES:
        for number, label in enumerate(labels(await press(room, f"settings {page}"))):
            fresh = await press(room, f"settings {page}")
            if number >= len(commands(fresh)) or labels(fresh)[number] != label:
                continue
            reply = await press(room, commands(fresh)[number])
            assert reply.in_place and reply.lines, (page, label)
            assert not any("Something went wrong" in line for line in reply.lines)
            assert all(len(command.encode()) <= 64 for command in commands(reply))


async def test_buttons_set_what_they_name_and_tick_it(room: Room) -> None:
    await room.ask("/subscribe bridge")
    for command, tick in (
        ("settings length brief", "✓ brief"),
        ("settings quiet 23:00-08:00", "✓ 23:00–08:00"),
        ("settings zone Europe/Kyiv", "✓ Kyiv"),
        ("settings days mon-fri", "✓ Monday to Friday"),
        ("settings hour 19:00", "✓ 19:00"),
        ("settings topic library", "✓ The old library"),
    ):
        reply = await press(room, command)
        assert tick in labels(reply), command
        assert "All settings" in labels(reply)
    chat = await chat_of(room)
    orders = await room.store.subscriptions(chat.id)
    assert {order.topic for order in orders} == {"bridge", "library"}
    assert {(order.times, order.days) for order in orders} == {
        ((time(8), time(19)), (1, 2, 3, 4, 5))
    }
    assert chat.zone == "Europe/Kyiv" and chat.quiet == (time(23), time(8))
    await press(room, "settings topic bridge")
    await press(room, "settings hour 08:00")
    (order,) = await room.store.subscriptions(chat.id)
    assert (order.topic, order.times) == ("library", (time(19),))
    assert "One hour has to stay" in (await press(room, "settings hour 19:00")).lines[0]
    await press(room, "settings empty on")
    assert (await chat_of(room)).when_empty is WhenEmpty.LINE


async def test_the_language_of_the_page_changes_with_the_button(room: Room) -> None:
    reply = await press(room, "settings language de")
    assert (await chat_of(room)).language == "de" and reply.language == "de"
    assert "✓ Deutsch" in labels(reply)


async def test_filters_and_muted_things_go_with_a_press(room: Room) -> None:
    await room.ask("/filter", argument=f"only мост {'ш' * 50}, crowns")
    await room.ask("/mute football")
    await room.ask("/latest library")
    await room.ask("/mute 1")
    for page in ("filters", "muted"):
        reply = await press(room, f"settings {page}")
        while len(commands(reply)) > 1:
            reply = await press(room, commands(reply)[0])
    assert await wishes(room) == Wishes()


async def test_a_change_that_can_not_be_made_is_said_on_the_page(room: Room) -> None:
    for command, said in (
        ("settings zone Atlantis", "I don’t know the time zone"),
        ("settings time 25:99", "no time of day"),
        ("settings quiet 25:00-26:00", "no time of day"),
        ("settings length huge", "Digests are normal"),
        ("settings hour 08:00", "has no subscription"),
    ):
        reply = await press(room, command)
        assert said in reply.lines[0] and reply.in_place and not reply.notice, command
    reply = await press(room, "settings topic nothing")
    assert "There is no topic" in reply.lines[0]
    assert "no setting “magic”" in (await press(room, "settings magic 1")).lines[0]


async def test_a_group_may_look_but_only_admins_change(room: Room) -> None:
    room.platform.admins = frozenset({"boss"})
    assert "Length" in await room.said("/settings", kind=ChatKind.GROUP)
    assert "How much" in await room.said("/settings length", kind=ChatKind.GROUP)
    refused = await press(room, "settings length brief", kind=ChatKind.GROUP)
    assert refused.notice and "Only admins" in refused.lines[0]
    assert (await wishes(room)) == Wishes()
    await press(room, "settings length brief", kind=ChatKind.GROUP, person="boss")
    assert (await wishes(room)).length is Length.BRIEF


# As a form


async def form(room: Room) -> Form:
    reply = await room.ask("/settings")
    assert reply is not None and reply.form is not None
    return reply.form


def filled(form: Form, **changes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {field.name: field.values for field in form.fields} | changes


async def save(room: Room, answers: dict[str, tuple[str, ...]], **fields: object) -> Reply:
    reply = await room.ask("/save", answers=answers, **fields)  # type: ignore[arg-type]
    assert reply is not None
    return reply


async def test_a_form_shows_what_is_set_and_saves_all_of_it(room: Room) -> None:
    room.platform.can_be_silent = True
    await room.ask("/subscribe bridge 07:30")
    shown = await form(room)
    values = {field.name: field.values for field in shown.fields}
    assert values["topics"] == ("bridge",) and values["times"] == ("07:30",)
    assert values["days"] == ("daily",) and values["zone"] == ("UTC",)
    reply = await save(
        room,
        {
            "topics": ("library",),
            "times": ("06:15, 18:45",),
            "days": ("mon-fri",),
            "zone": ("kyiv",),
            "quiet": ("22:00-06:00",),
            "length": ("full",),
            "language": ("en",),
            "empty": ("on",),
            "silent": ("on",),
            "only": ("bridge, ferry",),
            "not": ("football",),
            "outlets": (),
            "no-outlets": ("The Sun",),
        },
    )
    assert reply.lines == ("The settings are saved.",) and not reply.problems
    chat = await chat_of(room)
    (order,) = await room.store.subscriptions(chat.id)
    assert (order.topic, order.times, order.days) == (
        "library",
        (time(6, 15), time(18, 45)),
        (1, 2, 3, 4, 5),
    )
    assert order.next_due == NOW.replace(hour=16, minute=45)
    assert (chat.zone, chat.quiet) == ("Europe/Kyiv", (time(22), time(6)))
    assert chat.when_empty is WhenEmpty.LINE
    assert chat.wishes == Wishes(
        length=Length.FULL,
        silent=True,
        words=("bridge", "ferry"),
        without_words=("football",),
        without_outlets=("The Sun",),
    )
    again = await save(room, filled(await form(room)))
    assert not again.problems and (await chat_of(room)) == chat


async def test_a_form_with_problems_changes_nothing_and_names_each_field(room: Room) -> None:
    await room.ask("/subscribe bridge")
    before = await chat_of(room)
    answers = filled(
        await form(room),
        topics=("bridge", "volcano"),
        times=("25:99",),
        zone=("Atlantis",),
        quiet=("soon",),
        length=("huge",),
        language=("xx",),
        days=("someday",),
        only=("x" * 61,),
    )
    reply = await save(room, answers)
    assert set(reply.problems) == {
        "topics",
        "times",
        "zone",
        "quiet",
        "length",
        "language",
        "days",
        "only",
    }
    assert all(text.endswith((".", "?")) for text in reply.problems.values())
    assert await chat_of(room) == before
    assert len(await room.store.subscriptions(before.id)) == 1
    assert (await save(room, filled(await form(room), times=()))).problems.keys() == {"times"}


async def test_only_admins_save_a_form_in_a_group(room: Room) -> None:
    answers = filled(await form(room), length=("brief",))
    reply = await save(room, answers, kind=ChatKind.GROUP)
    assert "Only admins" in reply.lines[0] and (await wishes(room)) == Wishes()


async def test_days_that_a_form_does_not_offer_stay_as_they_are(room: Room) -> None:
    await room.ask("/subscribe bridge")
    await room.ask("/days tue thu")
    await save(room, filled(await form(room)))
    (order,) = await room.store.subscriptions((await chat_of(room)).id)
    assert order.days == (2, 4)
    fields = {field.name: field for field in (await form(room)).fields}
    assert fields["topics"].kind is FieldKind.SOME
    assert fields["topics"].choices == tuple((topic.name, topic.title) for topic in TOPICS)


async def test_where_locations_are_taken_the_zone_page_says_so_to_people_alone(room: Room) -> None:
    hint = "Or send me your location."
    assert hint not in await room.said("/settings zone")
    room.platform.takes_locations = True
    assert hint in await room.said("/settings zone")
    room.platform.admins = frozenset({"ann"})
    assert hint not in await room.said("/settings zone", kind=ChatKind.GROUP, chat="-5")
