"""What an update of Telegram means to us."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Update

from bot.model import Address, ChatChange, ChatEvent, ChatKind, Command
from bot.platforms.telegram.incoming import PLACE, Us, read_update
from tests.servers.telegram import TelegramServer

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
US = Us("digest_test_bot", 12345)


@pytest.fixture
def world() -> TelegramServer:
    """Only its words are used; it listens nowhere."""
    server = TelegramServer()
    server.private(100, "Ann", "uk")
    server.group(-5, admins=(7,))
    server.channel(-1009, "News", "news_channel")
    server.forum(-1007, topics=(4,))
    return server


def read(update: dict[str, Any]) -> list[Command | ChatChange]:
    parsed = Update.de_json(update, None)
    assert parsed
    return list(read_update(parsed, US, NOW))


def command(update: dict[str, Any]) -> Command:
    (found,) = read(update)
    assert isinstance(found, Command)
    return found


def change(update: dict[str, Any]) -> ChatChange:
    (found,) = read(update)
    assert isinstance(found, ChatChange)
    return found


# -- commands ------------------------------------------------------------------------------


def test_a_command_in_a_private_chat_has_all_its_parts(world: TelegramServer) -> None:
    update = world.say(world.chats[100], "/Latest  coalition of\nthe willing ")
    found = command(update)
    assert (found.name, found.argument) == ("latest", "coalition of\nthe willing")
    assert found.address == Address("telegram", "100")
    assert found.chat_kind is ChatKind.PRIVATE and found.addressed
    assert (found.person.id, found.person.name, found.person.language) == ("100", "Ann", "uk")
    assert found.received == NOW and found.chat_title == "Ann"
    assert found.key == command(update).key != command(world.say(world.chats[100], "/latest")).key


def test_a_deep_link_is_a_start_with_its_topic(world: TelegramServer) -> None:
    found = command(world.say(world.chats[100], "/start coalition"))
    assert (found.name, found.argument) == ("start", "coalition")


@pytest.mark.parametrize(
    ("text", "addressed"),
    [("/latest@digest_test_bot", True), ("/LATEST@Digest_Test_Bot", True), ("/latest", False)],
)
def test_a_command_in_a_group_may_name_the_bot(
    world: TelegramServer, text: str, addressed: bool
) -> None:
    found = command(world.say(world.chats[-5], text))
    assert found.name == "latest" and found.addressed is addressed
    assert found.chat_kind is ChatKind.GROUP


@pytest.mark.parametrize(
    "text",
    ["/latest@other_bot", "good morning", "see /latest", "/", "@other_bot latest", "//latest"],
)
def test_chatter_in_a_group_is_not_for_us(world: TelegramServer, text: str) -> None:
    assert read(world.say(world.chats[-5], text)) == []


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("@digest_test_bot latest coalition", "latest", "coalition"),
        ("@Digest_Test_Bot /status", "status", ""),
        ("@digest_test_bot", "help", ""),
    ],
)
def test_a_mention_in_a_group_is_a_command(
    world: TelegramServer, text: str, name: str, argument: str
) -> None:
    found = command(world.say(world.chats[-5], text))
    assert (found.name, found.argument) == (name, argument)


def test_an_anonymous_admin_speaks_as_the_group(world: TelegramServer) -> None:
    found = command(world.say(world.chats[-5], "/subscribe harbour", anonymous=True))
    assert found.person.id == "-5" == found.address.native_id


def test_a_channel_post_speaks_as_the_channel(world: TelegramServer) -> None:
    found = command(world.say(world.chats[-1009], "/subscribe harbour"))
    assert found.chat_kind is ChatKind.CHANNEL
    assert found.person.id == found.address.native_id == "-1009"


def test_a_forum_topic_is_part_of_the_address_and_general_is_not(world: TelegramServer) -> None:
    assert command(world.say(world.chats[-1007], "/latest", thread=4)).address == Address(
        "telegram", "-1007", "4"
    )
    assert command(world.say(world.chats[-1007], "/latest")).address.thread is None


def test_a_reply_thread_of_a_usual_group_is_no_topic(world: TelegramServer) -> None:
    update = world.say(world.chats[-5], "/latest", message_thread_id=77)
    assert command(update).address.thread is None


def test_text_in_a_private_chat_is_a_command_of_its_own(world: TelegramServer) -> None:
    found = command(world.say(world.chats[100], "https://a.example/news"))
    assert (found.name, found.argument) == ("text", "https://a.example/news")


def test_a_forwarded_article_is_text_with_the_links_behind_its_words(world: TelegramServer) -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Bob"}
    update = world.say(world.chats[100], "/not a command. Read here", forward_origin=origin)
    update["message"]["entities"] = [
        {"type": "text_link", "offset": 21, "length": 4, "url": "https://a.example/1"}
    ]
    found = command(update)
    assert found.name == "text"
    assert found.argument == "/not a command. Read here\nhttps://a.example/1"


def test_the_caption_of_a_picture_is_text(world: TelegramServer) -> None:
    update = world.say(world.chats[100], "", caption="A long caption")
    assert command(update).argument == "A long caption"


def test_what_has_no_words_says_nothing(world: TelegramServer) -> None:
    assert read(world.say(world.chats[100], "")) == []


@pytest.mark.parametrize(
    "more",
    [
        {"is_automatic_forward": True},
        {"via_bot": {"id": 9, "is_bot": True, "first_name": "Other"}},
    ],
)
def test_posts_by_machines_are_not_for_us(world: TelegramServer, more: dict[str, Any]) -> None:
    assert read(world.say(world.chats[-5], "/latest", **more)) == []


def test_edited_messages_say_nothing(world: TelegramServer) -> None:
    said = world.say(world.chats[100], "/latest")
    posted = world.say(world.chats[-1009], "/latest")
    assert read(world.edit(said, "/unsubscribe")) == []
    assert read(world.edit(posted, "/unsubscribe")) == []


def test_a_button_that_is_too_old_to_have_a_message_says_nothing(world: TelegramServer) -> None:
    query = {
        "id": "1",
        "from": world.people[100].json(),
        "chat_instance": "1",
        "data": "latest",
    }
    assert read({"update_id": 1, "callback_query": query}) == []


# -- changes of a chat ---------------------------------------------------------------------


def test_a_supergroup_is_announced_from_both_sides(world: TelegramServer) -> None:
    world.updates.clear()
    world.migrate(world.chats[-5], -1005)
    for update in world.updates:
        moved = change(update)
        assert moved.event is ChatEvent.MOVED
        assert moved.address == Address("telegram", "-5")
        assert moved.new_address == Address("telegram", "-1005")


Act = Callable[[TelegramServer], dict[str, Any]]


@pytest.mark.parametrize(
    ("act", "event", "reason"),
    [
        (lambda world: world.block(world.chats[100]), ChatEvent.LEFT, "blocked by the user"),
        (lambda world: world.unblock(world.chats[100]), ChatEvent.JOINED, ""),
        (lambda world: world.kick(world.chats[-5]), ChatEvent.LEFT, "removed from the chat"),
        (lambda world: world.leave(world.chats[-5]), ChatEvent.LEFT, "removed from the chat"),
        (lambda world: world.join(world.chats[-5]), ChatEvent.JOINED, ""),
        (lambda world: world.mute(world.chats[-5]), ChatEvent.LEFT, "without the right to write"),
        (
            lambda world: world.mute(world.chats[-1009]),
            ChatEvent.LEFT,
            "without the right to write",
        ),
        (lambda world: world.join(world.chats[-1009]), ChatEvent.JOINED, ""),
    ],
)
def test_a_membership_says_whether_we_may_write(
    world: TelegramServer, act: Act, event: ChatEvent, reason: str
) -> None:
    found = change(act(world))
    assert (found.event, found.reason) == (event, reason)


def test_who_adds_the_bot_brings_their_language(world: TelegramServer) -> None:
    world.person(500, "Bob", "de-AT")
    assert change(world.join(world.chats[-5])).language == "de"


def test_a_promotion_of_a_bot_that_could_write_changes_nothing(world: TelegramServer) -> None:
    assert read(world.my_member(world.chats[-5], "member", "administrator")) == []


def test_a_location_is_a_place_in_a_private_chat_and_chatter_in_a_group(
    world: TelegramServer,
) -> None:
    here = {"latitude": 50.45, "longitude": 30.52}
    found = command(world.say(world.chats[100], "", location=here))
    assert (found.name, found.argument) == (PLACE, "50.45 30.52")
    assert read(world.say(world.chats[-5], "", location=here)) == []


def test_a_search_from_any_chat_is_no_command(world: TelegramServer) -> None:
    world.look_up(world.people[100], "bridge")
    assert read(world.updates[-1]) == []
