"""Chats that come and go on Telegram: settings stay, and the backlog is one digest."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.model import Address, ChatKind, ChatState, DeliveryState
from tests.bot.lifecycle import Round, a_round, told
from tests.contracts.factories_telegram import platform_on
from tests.servers.telegram import ChatRecord, TelegramServer
from tests.servers.telegram.model import bad_request, forbidden

Happens = Callable[[TelegramServer, ChatRecord], object]
Made = Callable[[TelegramServer], ChatRecord]
MADE: dict[str, Made] = {
    "private": lambda server: server.private(100),
    "group": lambda server: server.group(-100),
    "supergroup": lambda server: server.group(-1001, kind="supergroup"),
    "channel": lambda server: server.channel(-1002),
}
HAPPENS: dict[str, tuple[Happens, Happens]] = {
    "blocked": (TelegramServer.block, TelegramServer.unblock),
    "kicked": (TelegramServer.kick, TelegramServer.join),
    "left": (TelegramServer.leave, TelegramServer.join),
    "rights lost": (TelegramServer.mute, TelegramServer.unmute),
}
CASES = [
    ("private", "blocked"),
    ("group", "kicked"),
    ("group", "left"),
    ("supergroup", "kicked"),
    ("supergroup", "left"),
    ("supergroup", "rights lost"),
    ("channel", "kicked"),
    ("channel", "left"),
    ("channel", "rights lost"),
]


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as running:
        yield running


@pytest.fixture
async def paper(server: TelegramServer, tmp_path: Path) -> AsyncIterator[Round]:
    async with a_round(tmp_path, platform_on(server, poll=5)) as built:
        yield built


def kind_of(chat: ChatRecord) -> ChatKind:
    kinds = {"private": ChatKind.PRIVATE, "channel": ChatKind.CHANNEL}
    return kinds.get(chat.kind, ChatKind.GROUP)


def read(server: TelegramServer, chat: ChatRecord) -> list[str]:
    return told([shown.text for shown in server.visible(chat)])


@pytest.mark.parametrize("noticed", ["by an update", "when writing"])
@pytest.mark.parametrize(("kind", "what"), CASES)
async def test_a_chat_that_was_away_gets_one_digest_when_it_is_back(
    server: TelegramServer, paper: Round, kind: str, what: str, noticed: str
) -> None:
    record = MADE[kind](server)
    goes, comes = HAPPENS[what]
    chat = await paper.reader(Address("telegram", str(record.id)), kind_of(record))
    await paper.next_morning()
    goes(server, record)
    if noticed == "by an update":
        await paper.becomes(chat, ChatState.PAUSED)
    else:
        server.updates.clear()
    for _ in range(3):
        await paper.next_morning()
    found = await paper.store.chat_by_id(chat.id)
    assert found and found.state is ChatState.PAUSED and found.paused_reason
    assert len(await paper.store.subscriptions(chat.id)) == 1
    comes(server, record)
    await paper.becomes(chat, ChatState.ACTIVE)
    await paper.back()
    assert read(server, record) == ["day 0", "day 1 day 2 day 3"]


@pytest.mark.parametrize(
    "answer",
    [
        forbidden("user is deactivated"),
        forbidden("bot can't initiate conversation with a user"),
        forbidden("the group chat was deleted"),
        bad_request("chat not found"),
    ],
    ids=lambda answer: answer.description,
)
async def test_a_chat_that_is_gone_is_written_to_once_and_keeps_its_settings(
    server: TelegramServer, paper: Round, answer: object
) -> None:
    record = server.private(100)
    chat = await paper.reader(Address("telegram", "100"))
    record.trouble = answer  # type: ignore[assignment] # what pytest hands on has no type
    for _ in range(3):
        await paper.next_morning()
    assert len(server.called("sendMessage")) == 1
    assert await paper.state(chat) is ChatState.PAUSED
    assert len(await paper.store.subscriptions(chat.id)) == 1
    record.trouble = None
    server.say(record, "/topics")  # writing to us shows that it is there again
    await paper.becomes(chat, ChatState.ACTIVE)
    await paper.back()
    assert read(server, record) == ["day 0 day 1 day 2"]


async def test_a_closed_topic_waits_until_it_is_opened_again_and_others_go_on(
    server: TelegramServer, paper: Round
) -> None:
    record = server.forum(-1003, topics=(7, 8))
    closed = await paper.reader(Address("telegram", "-1003", "7"), ChatKind.GROUP)
    other = await paper.reader(Address("telegram", "-1003", "8"), ChatKind.GROUP)
    await paper.next_morning()
    server.close_topic(record, 7)
    await paper.becomes(closed, ChatState.PAUSED)
    for _ in range(2):
        await paper.next_morning()
    assert await paper.state(other) is ChatState.ACTIVE
    server.reopen_topic(record, 7)
    await paper.becomes(closed, ChatState.ACTIVE)
    await paper.back()
    in_topic = [told([s.text]) for s in server.visible(record) if s.thread == 7]
    assert [text for texts in in_topic for text in texts] == ["day 0", "day 1 day 2"]
    in_other = [told([s.text]) for s in server.visible(record) if s.thread == 8]
    assert [text for texts in in_other for text in texts] == ["day 0", "day 1", "day 2"]


async def test_a_deleted_topic_pauses_itself_alone(server: TelegramServer, paper: Round) -> None:
    record = server.forum(-1003, topics=(7, 8))
    gone = await paper.reader(Address("telegram", "-1003", "7"), ChatKind.GROUP)
    other = await paper.reader(Address("telegram", "-1003", "8"), ChatKind.GROUP)
    assert record.topics
    del record.topics[7]
    await paper.next_morning()
    await paper.next_morning()
    assert await paper.state(gone) is ChatState.PAUSED
    assert await paper.state(other) is ChatState.ACTIVE
    assert read(server, record) == ["day 0", "day 1"]


@pytest.mark.parametrize("noticed", ["by an update", "when writing"])
async def test_a_group_that_becomes_a_supergroup_reads_on_there(
    server: TelegramServer, paper: Round, noticed: str
) -> None:
    record = server.group(-100)
    chat = await paper.reader(Address("telegram", "-100"), ChatKind.GROUP)
    await paper.next_morning()
    new = server.migrate(record, -1005)
    if noticed == "when writing":
        server.updates.clear()
    await paper.next_morning()
    await paper.next_morning()
    assert (read(server, record), read(server, new)) == (["day 0"], ["day 1", "day 2"])
    found = await paper.store.find_chat(Address("telegram", "-1005"))
    assert found and found.id == chat.id
    assert await paper.store.find_chat(Address("telegram", "-100")) is None


async def test_a_revoked_token_parks_everything_until_there_is_a_new_one(
    server: TelegramServer, paper: Round
) -> None:
    record = server.private(100)
    chat = await paper.reader(Address("telegram", "100"))
    server.revoked = True
    await paper.next_morning()
    assert await paper.state(chat) is ChatState.ACTIVE
    assert await paper.store.delivery_counts() == {DeliveryState.PENDING: 1}
    waits = await paper.store.platform_waits((await paper.store.queue()).oldest)  # type: ignore[arg-type] # one waits
    assert "@BotFather" in waits["telegram"]
    server.revoked = False
    for _ in range(2):
        await paper.next_morning()
    assert read(server, record) == ["day 0 day 1", "day 2"]
