"""The Slack platform against the strict loopback server: what people ask and what they see."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import PlatformError
from bot.model import (
    Address,
    Button,
    ChatChange,
    ChatEvent,
    ChatKind,
    Command,
    Part,
    Reply,
)
from bot.platforms.slack import SlackPlatform
from bot.platforms.slack.incoming import read_shortcut
from tests.contracts.factories_slack import ANN, platform_on
from tests.contracts.samples import long
from tests.contracts.stage import Desk
from tests.servers.slack import BOT_TOKEN, BOT_USER, Fault, Rate, SlackServer

BOB = "U0000000002"
NEWS, ELSEWHERE, DESK = "C0000000001", "C0000000002", "G0000000001"


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


@pytest.fixture
def desk() -> Desk:
    return Desk(answer=lambda incoming: Reply(lines=("Here you are: /latest",)))


@pytest.fixture
async def platform(slack: SlackServer, desk: Desk) -> AsyncIterator[SlackPlatform]:
    built = platform_on(slack)
    await built.start(desk.handle)
    yield built
    await built.stop()


async def heard(desk: Desk, number: int = 1) -> Command:
    command = (await desk.hears(number))[number - 1]
    assert isinstance(command, Command)
    return command


async def changed(desk: Desk, number: int = 1) -> ChatChange:
    change = (await desk.hears(number))[number - 1]
    assert isinstance(change, ChatChange)
    return change


# What people ask


async def test_a_slash_command_is_answered_in_the_channel(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    outcome = await slack.slash("/digest", "latest coalition")
    command = await heard(desk)
    assert outcome.acknowledged and not outcome.payload
    assert (command.name, command.argument) == ("latest", "coalition")
    assert command.address == Address("slack", NEWS) and command.chat_title == "news"
    assert command.chat_kind is ChatKind.CHANNEL
    message = await slack.message()
    assert message.text == "Here you are: /digest latest" and message.only_for is None


async def test_a_person_brings_their_zone_and_language(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    slack.workspace.users[ANN].tz = "Europe/Warsaw"
    slack.workspace.users[ANN].locale = "pl-PL"
    await slack.slash("/digest", "status")
    person = (await heard(desk)).person
    assert (person.zone, person.language, person.name) == ("Europe/Warsaw", "pl", "ann")


@pytest.mark.parametrize(
    ("command", "text", "name", "argument"),
    [
        ("/latest", "coalition", "latest", "coalition"),
        ("/summary", "3", "summary", "3"),
        ("/digest", "", "help", ""),
        ("/digest", "  TIME  08:00 Kyiv ", "time", "08:00 Kyiv"),
        ("/digest", "/status", "status", ""),
        ("/digest", "https://a.example/x?a=1&amp;b=2", "summary", "https://a.example/x?a=1&b=2"),
        ("/digest", "<https://a.example/x|a.example/x>", "summary", "https://a.example/x"),
    ],
)
async def test_reads_slash_commands(
    slack: SlackServer,
    desk: Desk,
    platform: SlackPlatform,
    command: str,
    text: str,
    name: str,
    argument: str,
) -> None:
    await slack.slash(command, text)
    asked = await heard(desk)
    assert (asked.name, asked.argument) == (name, argument)


async def test_a_private_answer_is_seen_by_the_asker_alone(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    desk.answer = lambda incoming: Reply(lines=("Set.",), private=True)
    await slack.slash("/digest", "time 08:00", user=BOB)
    assert (await slack.message()).only_for == BOB
    await slack.mention("time 09:00", user=BOB)
    second = await slack.message(2)
    assert second.only_for == BOB and second.via == "chat.postEphemeral"


async def test_a_slow_answer_does_not_delay_the_acknowledgement(
    slack: SlackServer, platform: SlackPlatform, desk: Desk
) -> None:
    slack.faults.plan("users.info", Fault.SLOW, value="1")
    outcome = await slack.slash("/digest", "latest")
    assert outcome.acknowledged and slack.posted() == []


async def test_a_mention_is_a_command(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    await slack.mention("latest coalition")
    command = await heard(desk)
    assert (command.name, command.argument) == ("latest", "coalition")
    assert (await slack.message()).text == "Here you are: /digest latest"


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("", "start", ""),
        (": /latest", "latest", ""),
        ("<https://a.example/1>", "summary", "https://a.example/1"),
        ("«?» <https://a.example/1|here>", "summary", "https://a.example/1"),
        ("???", "help", ""),
    ],
)
async def test_reads_mentions(
    slack: SlackServer, desk: Desk, platform: SlackPlatform, text: str, name: str, argument: str
) -> None:
    await slack.mention(text)
    command = await heard(desk)
    assert (command.name, command.argument) == (name, argument)


async def test_a_mention_in_a_thread_is_answered_there_and_is_a_chat_of_its_own(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    root = slack.say(NEWS, ANN, "What is new?")
    await slack.mention("latest", thread=root.ts)
    assert (await heard(desk)).address == Address("slack", NEWS, root.ts)
    assert (await slack.message()).thread_ts == root.ts


async def test_a_direct_message_goes_to_the_desk_as_text(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    await slack.direct("Look: <https://a.example/1|a.example/1> &amp; tell")
    command = await heard(desk)
    assert (command.name, command.argument) == ("text", "Look: https://a.example/1 & tell")
    assert command.chat_kind is ChatKind.PRIVATE
    home = slack.workspace.im(ANN).id
    assert (await slack.message(1, home)).text == "Here you are: /digest latest"


async def test_its_own_messages_are_no_commands(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    home = slack.workspace.im(ANN).id
    own = {"type": "message", "channel_type": "im", "channel": home, "text": "latest", "ts": "1.1"}
    await slack.event({**own, "user": BOT_USER, "bot_id": "B0000000001"})
    await slack.event({**own, "subtype": "message_changed", "message": {}})
    await slack.direct("after")
    assert (await heard(desk)).argument == "after"


async def test_the_same_event_twice_has_the_same_key(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    await slack.mention("latest", event_id="Ev1")
    await slack.mention("latest", event_id="Ev1")
    assert (await heard(desk, 1)).key == (await heard(desk, 2)).key == "Ev1"


async def test_a_button_is_answered_below_and_in_place_when_only_the_asker_sees_it(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    row = (Button(label="08:00", command="time 08:00"),)
    desk.answer = lambda incoming: Reply(lines=("When?",), buttons=(row,), private=True)
    await slack.slash("/digest", "settings")
    message = await slack.message()
    desk.answer = lambda incoming: Reply(lines=("Set.",), private=True)
    await slack.press(message, "08:00")
    await slack.until(lambda: slack.texts() == ["Set."])
    assert (await heard(desk, 2)).argument == "08:00"


async def test_the_shortcut_sums_up_the_link_of_a_message_for_the_asker(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    await slack.interactive(
        {
            "type": "message_action",
            "callback_id": "summarise",
            "channel": {"id": NEWS, "name": "news"},
            "message": {"ts": "1.1", "text": "See <https://a.example/1> please"},
            "response_url": slack.response_url(NEWS, BOB),
        },
        BOB,
    )
    command = await heard(desk)
    assert (command.name, command.argument) == ("summary", "https://a.example/1")
    assert (await slack.message()).only_for == BOB


def shortcut(message: dict[str, Any]) -> str:
    body = {"channel": {"id": NEWS}, "message": message, "user": {"id": BOB}}
    return read_shortcut(body, datetime.now(UTC)).command.argument


def test_the_shortcut_takes_all_the_links_of_a_message_and_of_its_attachments() -> None:
    one, two = "https://a.example/1", "https://b.example/2"
    assert shortcut({"text": f"<{one}> or <{two}|that> <{one}>"}) == f"{one} {two}"
    unfurled = {"text": "New today", "attachments": [{"title_link": one, "from_url": one}]}
    assert shortcut(unfurled) == one
    assert shortcut({"text": "The bridge is closed."}) == "The bridge is closed."


async def test_the_app_home_shows_the_settings_and_follows_its_buttons(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    row = (Button(label="Every hour", command="time 09:00"),)

    def answer(incoming: Command | ChatChange) -> Reply:
        if getattr(incoming, "name", "") == "workspace":
            return Reply(lines=("· #general – News: every day",))
        return Reply(lines=("You get news.",), buttons=(row,))

    desk.answer = answer
    home = slack.workspace.im(ANN)
    await slack.event({"type": "app_home_opened", "user": ANN, "channel": home.id, "tab": "home"})
    await slack.until(lambda: ANN in slack.workspace.views)
    blocks = slack.workspace.views[ANN]["blocks"]
    headers = [block["text"]["text"] for block in blocks if block["type"] == "header"]
    assert headers == ["Your digests", "Digests in open channels"]
    assert "#general – News" in blocks[-1]["text"]["text"]
    assert (await heard(desk)).name == "home" and slack.posted(home.id) == []
    desk.answer = lambda incoming: Reply(lines=("At nine.",))
    (pressed,) = [block for block in blocks if block["type"] == "actions"]
    await slack.interactive(
        {
            "type": "block_actions",
            "container": {"type": "view", "view_id": "V1"},
            "actions": [{**pressed["elements"][0], "block_id": "b"}],
        },
        ANN,
    )
    assert (await heard(desk, 3)).address == Address("slack", home.id)
    assert (await slack.message(1, home.id)).text == "At nine."
    await slack.until(lambda: "At nine." in str(slack.workspace.views[ANN]))


async def test_an_answer_of_many_messages_arrives_whole_where_one_a_second_may_be_posted(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    slack.rate = Rate(per_second=20)
    desk.answer = lambda incoming: Reply(digest=long(40))
    await slack.slash("/digest", "latest")
    count = len(platform.render(Reply(digest=long(40))))
    assert count > 5
    await slack.message(count)
    for number in range(1, 41):
        assert f"Fact {number}.11 of the harbour" in "\n".join(slack.texts())


async def test_an_answer_waits_when_slack_says_so(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    slack.faults.plan("chat.postMessage", Fault.RATE, value="0")
    await slack.mention("latest")
    await slack.message()
    assert len(slack.posted()) == 1


async def test_a_used_up_response_url_falls_back_to_posting(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    slack._responses.clear()
    url = slack.response_url(NEWS, ANN)
    slack._responses[url.rsplit("/", 1)[1]] = (NEWS, ANN, 0.0, 5)
    slack.response_url = lambda *_: url  # type: ignore[method-assign]
    await slack.slash("/digest", "latest")
    assert (await slack.message()).via == "chat.postMessage"


async def test_asks_for_an_invitation_where_nothing_could_be_delivered(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    slack.workspace.add_channel("G0000000009", "secret", kind="group", members={ANN})
    await slack.slash("/digest", "subscribe news", channel="G0000000009")
    assert "let Slack invite me" in (await slack.message(1, "G0000000009")).text
    await slack.slash("/digest", "latest", channel="G0000000009")
    await slack.slash("/digest", "subscribe news", channel=ELSEWHERE)  # public: we can join
    assert "invite me" not in (await slack.message(2, "G0000000009")).text
    assert "invite me" not in (await slack.message(1, ELSEWHERE)).text


async def test_an_answer_does_not_wait_for_who_asked(slack: SlackServer, desk: Desk) -> None:
    platform = platform_on(slack, ask=0.05)
    await platform.start(desk.handle)
    slack.faults.plan("users.info", Fault.SLOW)
    await slack.slash("/digest", "latest", user=BOB)
    assert (await heard(desk)).person.name == "bob"
    assert (await slack.message()).text == "Here you are: /digest latest"
    await platform.stop()


# Chats come and go


async def test_who_invites_the_bot_brings_their_language(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    slack.workspace.users[ANN].locale = "uk-UA"
    await slack.membership(ELSEWHERE, joined=True, inviter=ANN)
    assert (await changed(desk)).language == "uk"


async def test_tells_when_it_is_invited_and_removed(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    await slack.membership(ELSEWHERE, joined=True)
    joined = await changed(desk)
    assert (joined.event, joined.title) == (ChatEvent.JOINED, "elsewhere")
    assert joined.address == Address("slack", ELSEWHERE)
    assert (await slack.message(1, ELSEWHERE)).text == "Here you are: /digest latest"
    await slack.membership(ELSEWHERE, joined=True, user=BOB)  # not about us
    desk.answer = lambda incoming: None
    await slack.membership(DESK, joined=False)
    left = await changed(desk, 2)
    assert (left.event, left.address.native_id) == (ChatEvent.LEFT, DESK)


async def test_tells_when_a_channel_is_archived_and_comes_back(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    await slack.archive(NEWS)
    left = await changed(desk)
    assert (left.event, left.reason) == (ChatEvent.LEFT, "archived")
    await slack.archive(NEWS, archived=False)
    assert (await changed(desk, 2)).event is ChatEvent.JOINED


async def test_tells_when_a_channel_gets_another_id(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    await slack.event(
        {"type": "channel_id_changed", "old_channel_id": NEWS, "new_channel_id": "C9"}
    )
    moved = await changed(desk)
    assert (moved.event, moved.new_address) == (ChatEvent.MOVED, Address("slack", "C9"))


async def test_shows_that_the_app_was_removed(
    slack: SlackServer, platform: SlackPlatform, desk: Desk
) -> None:
    slack.workspace.revoked.add(BOT_TOKEN)
    await slack.event({"type": "app_uninstalled"})
    await slack.until(lambda: not platform.health().connected)
    assert "install it again" in (platform.health().problem or "")


async def test_admins_and_the_maker_of_a_channel_may_change_it(
    slack: SlackServer, platform: SlackPlatform
) -> None:
    slack.workspace.add_user("U0000000003", "cat", is_owner=True)
    news = Address("slack", NEWS)
    assert await platform.is_admin(news, ANN) and await platform.is_admin(news, "U0000000003")
    assert not await platform.is_admin(news, BOB)
    assert not await platform.is_admin(news, "UNOBODY")
    slack.channel(DESK).creator = BOB
    assert await platform.is_admin(Address("slack", DESK), BOB)
    assert await platform.is_admin(Address("slack", slack.workspace.im(BOB).id), BOB)


# Sending


async def test_joins_a_public_channel_that_asks_for_it(
    slack: SlackServer, platform: SlackPlatform
) -> None:
    slack.workspace.scopes.discard("chat:write.public")
    receipt = await platform.send(Address("slack", ELSEWHERE), Part(text="x", payload={}), "k")
    assert receipt.message_id == slack.posted(ELSEWHERE)[0].ts
    assert BOT_USER in slack.channel(ELSEWHERE).members


async def test_finds_what_was_sent_by_its_key_on_later_pages_and_in_threads(
    slack: SlackServer, platform: SlackPlatform
) -> None:
    root = slack.say(NEWS, ANN, "thread")
    sent = await platform.send(Address("slack", NEWS), Part(text="x", payload={}), "wanted")
    for number in range(250):
        slack.say(NEWS, ANN, f"chatter {number}")
    since = datetime.now(UTC) - timedelta(seconds=5)
    assert await platform.find_sent(Address("slack", NEWS), "wanted", since) == sent
    assert await platform.find_sent(Address("slack", NEWS), "other", since) is None
    thread = Address("slack", NEWS, root.ts)
    in_thread = await platform.send(thread, Part(text="y", payload={}), "below")
    assert slack.posted()[-1].thread_ts == root.ts
    assert await platform.find_sent(thread, "below", since) == in_thread


async def test_posts_without_metadata_where_slack_refuses_it(
    slack: SlackServer, platform: SlackPlatform
) -> None:
    slack.faults.plan("chat.postMessage", Fault.ERROR, value="metadata_must_be_sent_from_app")
    await platform.send(Address("slack", NEWS), Part(text="x", payload={}), "k")
    assert [message.metadata for message in slack.posted()] == [None]


async def test_a_person_can_be_written_to_by_their_id(
    slack: SlackServer, platform: SlackPlatform
) -> None:
    sent = await platform.send(Address("slack", BOB), Part(text="hello", payload={}), "k")
    assert slack.texts(slack.workspace.im(BOB).id) == ["hello"]
    since = datetime.now(UTC)
    assert await platform.find_sent(Address("slack", BOB), "k", since) == sent


# Life


async def test_check_says_who_we_are(slack: SlackServer) -> None:
    assert await platform_on(slack).check() == "@digestbot in Loopback"


@pytest.mark.parametrize(
    ("more", "cure"),
    [
        ({"bot_token": "xoxb-wrong"}, "slack.bot_token: Slack refuses the token (invalid_auth)"),
        ({"app_token": "xapp-wrong"}, "slack.app_token: Slack refuses the token (invalid_auth)"),
        ({"app_token": BOT_TOKEN}, "xapp-"),
    ],
)
async def test_a_refused_token_stops_the_start_at_once(
    slack: SlackServer, desk: Desk, more: dict[str, str], cure: str
) -> None:
    with pytest.raises(PlatformError) as caught:
        await platform_on(slack, **more).start(desk.handle)
    assert caught.value.permanent and cure in str(caught.value)
    assert "wrong" not in str(caught.value)


async def test_a_slack_that_is_away_at_the_start_is_tried_again(desk: Desk) -> None:
    async with SlackServer() as first:
        port = first._port
    platform = platform_on(first)
    await platform.start(desk.handle)
    assert not platform.health().connected and platform.health().problem
    async with SlackServer(port) as slack:
        await slack.socket.connected()
        await slack.slash("/digest", "latest")
        await heard(desk)
        assert platform.health().connected and platform.health().problem is None
        await platform.stop()


async def test_a_failed_identification_is_repeated_before_anyone_is_heard(
    slack: SlackServer, desk: Desk
) -> None:
    slack.faults.plan("auth.test", Fault.HTML, times=2)
    platform = platform_on(slack)
    await platform.start(desk.handle)
    await slack.socket.connected()
    await slack.slash("/digest", "latest")
    assert (await slack.message()).text == "Here you are: /digest latest"
    await platform.stop()


async def test_follows_slack_to_a_new_connection(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    await slack.socket.disconnect()
    await slack.until(lambda: slack.socket.opened == 2)
    await slack.socket.connected()
    await slack.slash("/digest", "latest")
    await heard(desk)


async def test_an_event_that_was_lost_with_the_connection_is_heard_when_it_comes_again(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    slack.socket.repeats = (0.1,) * 50
    slack.socket.ack_seconds = 1
    await slack.socket.drop()
    outcome = await slack.mention("latest")
    assert outcome.acknowledged and outcome.attempts > 1
    assert (await heard(desk)).name == "latest"


async def test_a_socket_that_went_deaf_is_replaced(slack: SlackServer, desk: Desk) -> None:
    platform = platform_on(slack, deaf=0.4, ping=30.0)  # the library itself would notice late
    slack.socket.deaf = True
    await platform.start(desk.handle)
    assert platform.health().connected
    slack.socket.deaf = False
    await slack.until(lambda: slack.socket.opened >= 2)
    await platform.stop()


async def test_stopping_finishes_the_answer_in_hand(slack: SlackServer, desk: Desk) -> None:
    release = asyncio.Event()

    async def slow(incoming: Command | ChatChange) -> Reply | None:
        await desk.handle(incoming)
        await release.wait()
        return Reply(lines=("Late, but here.",))

    platform = platform_on(slack)
    await platform.start(slow)
    await slack.slash("/digest", "latest")
    await desk.hears(1)
    stopping = asyncio.create_task(platform.stop())
    await asyncio.sleep(0)
    release.set()
    await stopping
    assert slack.texts() == ["Late, but here."]


async def test_a_private_channel_is_a_group_whatever_its_id_looks_like(
    slack: SlackServer, desk: Desk, platform: SlackPlatform
) -> None:
    slack.workspace.channels[NEWS].kind = "group"
    await slack.mention("latest", channel=NEWS)
    assert (await heard(desk)).chat_kind is ChatKind.GROUP
