"""Channels that come and go on Slack: settings stay, and the backlog is one digest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import DeliveryConfig
from bot.delivery.desk import DeliveryDesk
from bot.model import Address, ChatKind, ChatState, DeliveryState
from tests.bot.lifecycle import SECOND, Round, a_round, told
from tests.bot.paper_round import NOW
from tests.contracts.factories_slack import platform_on
from tests.servers.slack import BOT_TOKEN, BOT_USER, Fault, SlackServer

NEWS, DESK = "C0000000001", "G0000000001"


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


@pytest.fixture
async def paper(slack: SlackServer, tmp_path: Path) -> AsyncIterator[Round]:
    async with a_round(tmp_path, platform_on(slack)) as built:
        await slack.socket.connected()
        yield built


def read(slack: SlackServer, channel: str = NEWS) -> list[str]:
    return told([message.text for message in slack.posted(channel)])


@pytest.mark.parametrize("noticed", ["by an event", "when writing"])
@pytest.mark.parametrize("what", ["archived", "removed"])
async def test_a_channel_that_was_away_gets_one_digest_when_it_is_back(
    slack: SlackServer, paper: Round, what: str, noticed: str
) -> None:
    chat = await paper.reader(Address("slack", DESK), ChatKind.GROUP)
    await paper.next_morning()
    if noticed == "when writing":
        slack.channel(DESK).archived = what == "archived"
        if what == "removed":
            slack.channel(DESK).members.discard(BOT_USER)
    elif what == "archived":
        await slack.archive(DESK)
    else:
        await slack.membership(DESK, joined=False)
    if noticed == "by an event":
        await paper.becomes(chat, ChatState.PAUSED)
    for _ in range(3):
        await paper.next_morning()
    found = await paper.store.chat_by_id(chat.id)
    assert found and found.state is ChatState.PAUSED and found.paused_reason
    assert len(await paper.store.subscriptions(chat.id)) == 1
    if what == "archived":
        await slack.archive(DESK, archived=False)
    else:
        await slack.membership(DESK, joined=True)
    await paper.becomes(chat, ChatState.ACTIVE)
    await paper.back()
    assert read(slack, DESK) == ["day 0", "day 1 day 2 day 3"]


@pytest.mark.parametrize(
    "code", ["restricted_action", "user_not_found", "messages_tab_disabled", "channel_not_found"]
)
async def test_a_channel_that_may_not_be_written_to_is_asked_once_and_keeps_its_settings(
    slack: SlackServer, paper: Round, code: str
) -> None:
    chat = await paper.reader(Address("slack", NEWS), ChatKind.GROUP)
    slack.faults.plan("chat.postMessage", Fault.ERROR, value=code)
    for _ in range(3):
        await paper.next_morning()
    assert await paper.state(chat) is ChatState.PAUSED
    assert len(await paper.store.subscriptions(chat.id)) == 1
    await slack.slash("/digest", "topics", channel=NEWS)  # a command shows that it is back
    await paper.becomes(chat, ChatState.ACTIVE)
    await paper.back()
    assert read(slack) == ["day 0 day 1 day 2"]


async def test_a_revoked_token_parks_everything_until_there_is_a_new_one(
    slack: SlackServer, paper: Round
) -> None:
    chat = await paper.reader(Address("slack", NEWS), ChatKind.GROUP)
    slack.workspace.revoked.add(BOT_TOKEN)
    await paper.next_morning()
    assert await paper.state(chat) is ChatState.ACTIVE
    assert await paper.store.delivery_counts() == {DeliveryState.PENDING: 1}
    assert "token" in (await paper.store.platform_waits(NOW))["slack"]
    slack.workspace.revoked.clear()
    for _ in range(2):
        await paper.next_morning()
    assert read(slack) == ["day 0 day 1", "day 2"]


async def lost_answer(slack: SlackServer, paper: Round, fault: Fault) -> None:
    """A digest whose answer got lost, and the two looks after it."""
    await paper.reader(Address("slack", NEWS), ChatKind.GROUP)
    slack.faults.plan("chat.postMessage", fault)
    await paper.next_morning()
    for seconds in (15, 30):
        await paper.deliveries.tick(NOW + seconds * SECOND)


@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.CUT, Fault.HTML])
async def test_what_became_of_a_message_is_looked_up(
    slack: SlackServer, paper: Round, fault: Fault
) -> None:
    await lost_answer(slack, paper, fault)
    assert read(slack) == ["day 0"]
    assert await paper.store.delivery_counts() == {DeliveryState.SENT: 1}


@pytest.mark.parametrize("lost", [Fault.DROP_BEFORE, Fault.DROP_AFTER])
async def test_without_the_right_to_read_it_is_sent_again(
    slack: SlackServer, paper: Round, lost: Fault
) -> None:
    slack.workspace.scopes.discard("channels:history")
    await lost_answer(slack, paper, lost)
    assert set(read(slack)) == {"day 0"}
    assert await paper.store.delivery_counts() == {DeliveryState.SENT: 1}
    assert await paper.store.platform_waits(NOW + 60 * SECOND) == {}


async def test_without_the_right_to_read_it_is_left_where_the_owner_says_so(
    slack: SlackServer, paper: Round
) -> None:
    slack.workspace.scopes.discard("channels:history")
    platform = paper.deliveries.posters["slack"].platform
    skip = DeliveryConfig(on_unknown="skip")
    paper.deliveries = DeliveryDesk(paper.facts, paper.store, {"slack": platform}, skip)
    await lost_answer(slack, paper, Fault.DROP_BEFORE)
    assert read(slack) == []
    assert await paper.store.delivery_counts() == {DeliveryState.UNKNOWN: 1}
    await paper.next_morning()
    assert read(slack) == ["day 0 day 1"]
