"""What people ask the desk, and what it answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from bot.model import Address, Button, ChatChange, ChatEvent, ChatKind, ChatState, Reply
from digests import Usage
from tests.bot.newsdesk import BRIDGE, HOUR, LIBRARY, NOW, PASTED, TOPICS, Room, open_room

HERE = Address("terminal", "1")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async for opened in open_room(tmp_path):
        yield opened


@pytest.fixture
async def one_topic(tmp_path: Path) -> AsyncIterator[Room]:
    async for opened in open_room(tmp_path, TOPICS[:1]):
        yield opened


def commands(reply: Reply | None) -> list[str]:
    assert reply is not None
    return [button.command for row in reply.buttons for button in row]


def titles(reply: Reply | None) -> list[str]:
    assert reply is not None and reply.digest is not None
    return [story.title for story in reply.digest.stories]


# Start and help


async def test_start_says_what_it_does_and_offers_the_topics_as_buttons(room: Room) -> None:
    reply = await room.ask("/start")
    assert reply is not None
    assert len(reply.lines) == 3
    assert "short digest of key points" in reply.lines[0]
    assert commands(reply) == ["subscribe bridge", "subscribe library"]
    assert [row[0].label for row in reply.buttons] == ["The harbour bridge", "The old library"]


async def test_a_deep_link_subscribes_at_once(room: Room) -> None:
    assert "Subscribed to “The harbour bridge”" in await room.said("/start bridge")


async def test_an_old_deep_link_is_said_and_the_topics_are_offered(room: Room) -> None:
    reply = await room.ask("/start volcano")
    assert reply is not None and len(reply.lines) == 4
    assert "There is no topic “volcano”" in reply.lines[0]
    assert commands(reply) == ["subscribe bridge", "subscribe library"]


async def test_start_in_a_chat_that_is_subscribed_says_what_it_gets(room: Room) -> None:
    await room.ask("/subscribe bridge")
    said = await room.said("/start")
    assert "This chat gets The harbour bridge. The next digest comes tomorrow at 08:00." in said


async def test_help_lists_every_command_with_its_usage(room: Room) -> None:
    said = await room.said("/help")
    for spec in COMMANDS:
        assert (f"{spec.line} – {spec.help}" in said) == spec.listed
    assert "/length brief | normal | full – " in said


# Subscriptions


async def test_subscribe_with_one_topic_needs_no_name(one_topic: Room) -> None:
    assert "Subscribed to “The harbour bridge”" in await one_topic.said("/subscribe")


async def test_subscribe_offers_the_choice_of_several_topics(room: Room) -> None:
    reply = await room.ask("/subscribe")
    assert commands(reply) == ["subscribe bridge", "subscribe library"]
    assert await room.store.find_chat(HERE) is not None
    assert await orders(room) == []


async def orders(room: Room) -> list[tuple[str, tuple[time, ...], datetime | None]]:
    chat = await room.store.find_chat(HERE)
    assert chat is not None
    found = await room.store.subscriptions(chat.id)
    return [(order.topic, order.times, order.next_due) for order in found]


async def test_subscribe_says_what_when_and_how_to_change_it(room: Room) -> None:
    reply = await room.ask("/subscribe Bridge")
    assert reply is not None
    assert reply.lines == (
        "Subscribed to “The harbour bridge”.",
        "The first digest comes tomorrow at 08:00 (UTC).",
        "Another hour or zone: /time 07:30 Europe/Kyiv. Read now: /latest bridge. "
        "Stop: /unsubscribe bridge.",
    )
    assert commands(reply)[-1] == "latest bridge"
    assert await orders(room) == [("bridge", (time(8),), NOW + timedelta(days=1))]


async def test_the_first_digest_covers_the_day_before(room: Room) -> None:
    await room.ask("/subscribe bridge")
    chat = await room.store.find_chat(HERE)
    assert chat is not None
    (order,) = await room.store.subscriptions(chat.id)
    assert order.told_until == NOW - timedelta(days=1)


async def test_subscribing_twice_is_said_and_changes_nothing(room: Room) -> None:
    await room.ask("/subscribe bridge")
    before = await orders(room)
    room.now += HOUR
    assert "already subscribed" in await room.said("/subscribe bridge")
    assert await orders(room) == before


async def test_a_second_topic_comes_at_the_hours_of_the_first(room: Room) -> None:
    await room.ask("/subscribe bridge")
    await room.ask("/time 18:30")
    await room.ask("/subscribe library")
    assert [times for _, times, _ in await orders(room)] == [(time(18, 30),)] * 2


async def test_an_unknown_topic_is_answered_with_the_list(room: Room) -> None:
    assert await room.said("/subscribe bridges") == (
        "There is no topic “bridges”. Topics: bridge, library."
    )


async def test_unsubscribe_ends_one_or_all_and_offers_the_way_back(room: Room) -> None:
    await room.ask("/subscribe bridge")
    await room.ask("/subscribe library")
    reply = await room.ask("/unsubscribe bridge")
    assert commands(reply) == ["subscribe bridge"]
    assert [topic for topic, _, _ in await orders(room)] == ["library"]
    assert "“The old library”" in await room.said("/unsubscribe")
    assert await orders(room) == []
    assert "has no subscription" in await room.said("/unsubscribe all")
    assert "not subscribed to “The harbour bridge”" in await room.said("/unsubscribe bridge")


async def test_topics_are_ticked_and_the_others_offered(room: Room) -> None:
    await room.ask("/subscribe library")
    reply = await room.ask("/topics")
    assert reply is not None
    assert reply.lines[:2] == ("· bridge – The harbour bridge", "✓ library – The old library")
    assert commands(reply) == ["subscribe bridge"]


# Times


async def test_time_sets_hours_and_zone_and_says_when_the_next_digest_comes(room: Room) -> None:
    await room.ask("/subscribe bridge")
    said = await room.said("/time 18:30, 9 Kyiv")
    assert "at 09:00 and 18:30, Europe/Kyiv time" in said
    assert "The next digest comes today at 18:30 (Europe/Kyiv)." in said  # it is 10:00 there
    assert await orders(room) == [
        ("bridge", (time(9), time(18, 30)), NOW.replace(hour=16, minute=30))
    ]


async def test_a_zone_alone_keeps_the_hours(room: Room) -> None:
    await room.ask("/subscribe bridge")
    await room.ask("/time New York")
    ((_, times, due),) = await orders(room)
    assert (times, due) == ((time(8),), NOW.replace(hour=13))


async def test_a_zone_can_be_set_before_the_first_subscription(room: Room) -> None:
    assert "time zone of this chat is Europe/Kyiv" in await room.said("/time Kyiv")
    assert "(Europe/Kyiv)" in await room.said("/subscribe bridge")


async def test_time_alone_shows_what_is_set(room: Room) -> None:
    await room.ask("/subscribe bridge")
    await room.ask("/time Kyiv")
    said = await room.said("/time")
    assert "Digests come at 08:00, Europe/Kyiv time (there it is 10:00 now)." in said


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/time 25:99", "“25:99” is no time of day."),
        ("/time 08:00 Kiyv", "Did you mean Europe/Kyiv?"),
        ("/time 07:00", "This chat has no subscription."),
    ],
)
async def test_what_time_can_not_do_is_one_sentence(room: Room, line: str, answer: str) -> None:
    assert answer in await room.said(line)


# Reading


async def test_latest_shows_the_stories_of_all_topics_without_subscription(room: Room) -> None:
    assert sorted(titles(await room.ask("/latest"))) == sorted([BRIDGE.title, LIBRARY.title])


async def test_latest_shows_the_topics_of_the_chat_and_any_named_one(room: Room) -> None:
    await room.ask("/subscribe library")
    assert titles(await room.ask("/latest")) == [LIBRARY.title]
    assert titles(await room.ask("/latest the harbour bridge")) == [BRIDGE.title]


async def test_latest_marks_what_the_chat_was_not_told(room: Room) -> None:
    chat = await room.store.chat(HERE, NOW)
    await room.ask("/subscribe bridge")
    (order,) = await room.store.subscriptions(chat.id)
    assert order.told_until < NOW - 2 * HOUR
    reply = await room.ask("/latest")
    assert reply is not None and reply.digest is not None
    assert all(point.new for point in reply.digest.stories[0].points)


async def test_a_quiet_day_shows_the_week(room: Room) -> None:
    room.now += timedelta(days=3)
    reply = await room.ask("/latest library")
    assert titles(reply) == [LIBRARY.title]
    assert "last seven days" in "\n".join(reply.lines if reply else ())


async def test_a_quiet_week_is_said_in_a_sentence(room: Room) -> None:
    room.now += timedelta(days=30)
    said = "Nothing on “The old library” in the last seven days."
    assert await room.said("/latest library") == said
    assert await room.said("/summary library") == said


async def test_the_number_of_a_story_tells_it_whole(room: Room) -> None:
    shown = titles(await room.ask("/latest"))
    second = await room.ask("/summary 2")
    assert titles(second) == [shown[1]]
    assert second is not None and second.digest is not None
    assert second.digest.first_number == 2
    assert "no story 7" in await room.said("/summary #7")


async def test_numbers_belong_to_the_chat_that_read_them(room: Room) -> None:
    await room.ask("/latest bridge", chat="1")
    await room.ask("/latest library", chat="2")
    assert titles(await room.ask("/summary 1", chat="1")) == [BRIDGE.title]
    assert titles(await room.ask("/summary 1", chat="2")) == [LIBRARY.title]


async def test_every_story_of_a_digest_has_a_button(room: Room) -> None:
    several = await room.ask("/latest")
    assert commands(several) == ["open 1 whole", "open 1 sources", "open 1 mute", "settings"]
    asked = commands(await room.ask("/open", argument="1 whole"))
    assert asked == ["open 1 whole 1", "open 1 whole 2", "open 1"]
    alone = await room.ask("/latest bridge")
    assert commands(alone) == ["open 2 whole 1", "open 2 sources 1", "open 2 mute 1", "settings"]


async def test_summary_of_a_topic_has_its_sections(room: Room) -> None:
    reply = await room.ask("/summary bridge")
    assert reply is not None and reply.digest is not None
    (section, *_) = reply.digest.stories[0].sections
    assert section.title == "Money"
    assert "42 million crowns" in section.points[0].text


async def test_summary_of_a_link_that_is_stored_tells_its_story(room: Room) -> None:
    assert titles(await room.ask(f"/summary {BRIDGE.url}")) == [BRIDGE.title]
    assert titles(await room.ask(f"read this: {LIBRARY.url}")) == [LIBRARY.title]


async def test_summary_of_a_link_that_can_not_be_read_is_one_sentence(room: Room) -> None:
    said = await room.said("/summary https://nowhere.example/x")
    assert "links can't be read here" in said
    assert "\n" not in said


async def test_a_pasted_article_is_summed_up_and_not_stored(room: Room) -> None:
    before = (await room.newsroom.counts()).articles
    reply = await room.ask(PASTED)
    assert reply is not None and reply.digest is not None
    (story,) = reply.digest.stories
    assert story.outlets == ("Coastline Radio",)
    assert any("42 million crowns" in point.text for point in story.points)
    assert (await room.newsroom.counts()).articles == before


async def test_small_talk_gets_a_helpful_line(room: Room) -> None:
    assert "/help" in await room.said("good morning to you all")


# The gate


async def test_an_unknown_command_is_answered_with_the_nearest(room: Room) -> None:
    reply = await room.ask("/lates bridge")
    assert reply is not None
    assert reply.lines == ("I don’t know /lates. Did you mean /latest?",)
    assert reply.buttons == ((Button(label="/latest", command="latest bridge"),),)
    assert await room.said("/xyzzy") == "I don’t know /xyzzy. Send /help to see what I can do."


async def test_a_button_never_passes_64_bytes(room: Room) -> None:
    assert commands(await room.ask(f"/lates {'й' * 40}")) == ["latest"]


async def test_a_command_word_without_slash_is_understood_in_private(room: Room) -> None:
    assert titles(await room.ask("Latest bridge")) == [BRIDGE.title]
    assert await room.ask("latest bridge", kind=ChatKind.GROUP) is None


async def test_strangers_chatter_in_groups_is_left_alone(room: Room) -> None:
    assert await room.ask("good morning", kind=ChatKind.GROUP) is None
    assert await room.ask("/xyzzy", kind=ChatKind.GROUP, addressed=False) is None
    assert await room.ask("/xyzzy", kind=ChatKind.GROUP) is not None


@pytest.mark.parametrize("line", ["/subscribe bridge", "/unsubscribe", "/time 08:00 Kyiv"])
async def test_only_admins_change_a_group(room: Room, line: str) -> None:
    said = await room.said(line, kind=ChatKind.GROUP, person="bob")
    assert said.startswith("Only admins can change")
    assert await orders(room) == []


async def test_a_deep_link_in_a_group_asks_for_an_admin_too(room: Room) -> None:
    said = await room.said("/start bridge", kind=ChatKind.GROUP, person="bob")
    assert said.startswith("Only admins can change")


async def test_admins_change_a_group_and_everybody_reads_it(room: Room) -> None:
    room.platform.admins = frozenset({"ann"})
    said = await room.said("/subscribe bridge", kind=ChatKind.GROUP, person="ann")
    assert said.startswith("Subscribed")
    assert titles(await room.ask("/latest", kind=ChatKind.GROUP, person="bob")) == [BRIDGE.title]


async def test_the_same_update_twice_is_handled_once(room: Room) -> None:
    assert await room.ask("/subscribe bridge", key="update-7") is not None
    assert await room.ask("/subscribe bridge", key="update-7") is None


async def test_a_failure_is_logged_and_answered_with_one_sentence(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(room.newsroom, "counts", broken)
    said = await room.said("/status")
    assert said.startswith("Something went wrong") and "secret" not in said
    assert "secret detail" in caplog.text


async def test_status_shows_the_chat_the_newsroom_and_the_platforms(room: Room) -> None:
    await room.ask("/subscribe bridge")
    assert (await room.said("/status")).splitlines() == [
        "This chat gets (times in UTC):",
        "· The harbour bridge: every day at 08:00, next tomorrow at 08:00",
        "Newsroom: 2 articles, 2 stories, 0 feeds.",
        "Digests of all chats: 0 delivered, 0 waiting.",
        "Terminal: connected.",
    ]


async def test_status_says_what_became_of_the_language_model_s_points(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def month(_: datetime) -> Usage:
        return Usage(day="2026-03", points=120, repaired=8, replaced=3)

    monkeypatch.setattr(room.newsroom, "usage", month)
    said = await room.said("/status")
    assert "points 120, written anew 8, replaced by their sentences 3." in said


# Chats that change


def change(event: ChatEvent, kind: ChatKind = ChatKind.GROUP, **fields: object) -> ChatChange:
    return ChatChange(address=HERE, event=event, received=NOW, kind=kind, **fields)  # type: ignore[arg-type]


async def test_a_group_that_adds_the_bot_is_greeted(room: Room) -> None:
    reply = await room.changed(change(ChatEvent.JOINED, title="Readers"))
    assert commands(reply) == ["subscribe bridge", "subscribe library"]
    chat = await room.store.find_chat(HERE)
    assert chat is not None and (chat.title, chat.kind) == ("Readers", ChatKind.GROUP)


async def test_settings_survive_a_removal_and_come_back(room: Room) -> None:
    room.platform.admins = frozenset({"ann"})
    await room.ask("/subscribe bridge", kind=ChatKind.GROUP)
    await room.changed(change(ChatEvent.LEFT, reason="kicked"))
    chat = await room.store.find_chat(HERE)
    assert chat is not None and chat.state is ChatState.PAUSED
    reply = await room.changed(change(ChatEvent.JOINED))
    assert reply is not None and "This chat gets The harbour bridge" in reply.lines[-2]
    chat = await room.store.find_chat(HERE)
    assert chat is not None and chat.state is ChatState.ACTIVE


async def test_a_private_chat_that_comes_back_wakes_without_a_word(room: Room) -> None:
    await room.ask("/start")
    await room.changed(change(ChatEvent.LEFT, ChatKind.PRIVATE, reason="blocked"))
    assert await room.changed(change(ChatEvent.JOINED, ChatKind.PRIVATE)) is None
    chat = await room.store.find_chat(HERE)
    assert chat is not None and chat.state is ChatState.ACTIVE


async def test_writing_to_the_bot_wakes_a_paused_chat(room: Room) -> None:
    await room.ask("/start")
    await room.changed(change(ChatEvent.LEFT, ChatKind.PRIVATE, reason="blocked"))
    await room.ask("/help")
    chat = await room.store.find_chat(HERE)
    assert chat is not None and chat.state is ChatState.ACTIVE


async def test_a_chat_that_moves_keeps_its_orders(room: Room) -> None:
    await room.ask("/subscribe bridge")
    new = Address("terminal", "-100")
    await room.changed(change(ChatEvent.MOVED, new_address=new))
    chat = await room.store.find_chat(new)
    assert chat is not None
    assert [order.topic for order in await room.store.subscriptions(chat.id)] == ["bridge"]


async def test_leaving_a_chat_that_was_never_known_is_no_error(room: Room) -> None:
    assert await room.changed(change(ChatEvent.LEFT)) is None
