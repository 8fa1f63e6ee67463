"""What each failure of a post means, tried on a server that fails in that way."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator

import pytest

from bot.errors import DeliveryError
from bot.model import Address, Part
from bot.platforms.slack import SlackPlatform
from tests.contracts.factories_slack import platform_on
from tests.servers.slack import BOT_TOKEN, Fault, SlackServer

NEWS = Address("slack", "C0000000001")
PART = Part(text="The bridge opens.", payload={})


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


async def failure(
    platform: SlackPlatform, address: Address = NEWS, part: Part = PART
) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await platform.send(address, part, "key")
    return caught.value


def flags(error: DeliveryError) -> set[str]:
    names = ("permanent", "unknown", "gone", "token", "markup", "everyone")
    return {name for name in names if getattr(error, name)}


@pytest.mark.parametrize(
    ("fault", "arrives"),
    [
        (Fault.DROP_BEFORE, 0),
        (Fault.DROP_AFTER, 1),
        (Fault.HTML, 0),
        (Fault.HTML_AFTER, 1),
        (Fault.CUT, 1),
    ],
)
async def test_an_outcome_that_nobody_knows_is_unknown_and_posted_once(
    slack: SlackServer, fault: Fault, arrives: int
) -> None:
    slack.faults.plan("chat.postMessage", fault)
    error = await failure(platform_on(slack))
    assert flags(error) == {"unknown"} and error.retry_after is None
    assert len(slack.posted()) == arrives
    assert [method for method, _ in slack.calls] == ["chat.postMessage"]


async def test_a_slow_answer_is_unknown(slack: SlackServer) -> None:
    slack.faults.plan("chat.postMessage", Fault.SLOW)
    error = await failure(platform_on(slack, call=1))
    assert flags(error) == {"unknown"} and len(slack.posted()) == 1


async def test_a_refused_connection_is_certainly_not_delivered() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nowhere = SlackServer(free.getsockname()[1])
    error = await failure(platform_on(nowhere))
    assert flags(error) == set() and error.retry_after is None


async def test_a_limit_says_how_long_to_wait(slack: SlackServer) -> None:
    slack.faults.plan("chat.postMessage", Fault.RATE, value="43838")
    error = await failure(platform_on(slack))
    assert flags(error) == set() and error.retry_after == 43838
    assert slack.posted() == []


@pytest.mark.parametrize("code", ["internal_error", "fatal_error", "service_unavailable"])
async def test_slack_s_own_faults_are_unknown(slack: SlackServer, code: str) -> None:
    slack.faults.plan("chat.postMessage", Fault.ERROR, value=code)
    assert flags(await failure(platform_on(slack))) == {"unknown"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("messages_tab_disabled", {"permanent", "gone"}),
        ("restricted_action_read_only_channel", {"permanent", "gone"}),
        ("thread_not_found", {"permanent", "gone"}),
        ("account_inactive", {"permanent", "token"}),
        ("msg_too_long", {"permanent", "markup"}),
        ("something_new", {"permanent"}),
    ],
)
async def test_refusals_are_permanent(slack: SlackServer, code: str, expected: set[str]) -> None:
    slack.faults.plan("chat.postMessage", Fault.ERROR, value=code)
    error = await failure(platform_on(slack))
    assert flags(error) == expected and code in str(error)


async def test_chats_that_refuse_the_bot_are_gone(slack: SlackServer) -> None:
    space, platform = slack.workspace, platform_on(slack)
    space.add_channel("G0000000009", "secret", kind="group")
    assert flags(await failure(platform, Address("slack", "G0000000009"))) == {"permanent", "gone"}
    assert flags(await failure(platform, Address("slack", "CNOWHERE"))) == {"permanent", "gone"}
    slack.channel().restricted = True
    assert flags(await failure(platform)) == {"permanent", "gone"}
    slack.channel().archived = True
    error = await failure(platform)
    assert flags(error) == {"permanent", "gone"} and "archived" in str(error)


async def test_a_channel_that_can_t_be_joined_is_gone(slack: SlackServer) -> None:
    slack.workspace.scopes -= {"chat:write.public", "channels:join"}
    error = await failure(platform_on(slack), Address("slack", "C0000000002"))
    assert flags(error) == {"permanent", "gone"} and "not in the channel" in str(error)


async def test_a_revoked_token_is_the_bot_s_own_trouble(slack: SlackServer) -> None:
    slack.workspace.revoked.add(BOT_TOKEN)
    error = await failure(platform_on(slack))
    assert flags(error) == {"permanent", "token"}
    assert BOT_TOKEN not in str(error)


async def test_a_missing_scope_is_named(slack: SlackServer) -> None:
    slack.workspace.scopes.discard("chat:write")
    error = await failure(platform_on(slack))
    assert flags(error) == {"permanent", "token"} and "chat:write" in str(error)


async def test_markup_that_slack_can_t_read_is_told_with_its_place(slack: SlackServer) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
    error = await failure(platform_on(slack), part=Part(text="x", payload={"blocks": [block]}))
    assert flags(error) == {"permanent", "markup"}
    assert "must be less than 3001 characters [json-pointer:/blocks/0/text/text]" in str(error)


async def test_a_wrong_base_url_is_no_delivery(slack: SlackServer) -> None:
    platform = platform_on(slack, base_url=f"{slack.url}/nowhere/")
    error = await failure(platform)
    assert flags(error) == set() and "slack.base_url" in str(error)


async def test_a_history_that_can_t_be_read_raises(slack: SlackServer) -> None:
    slack.workspace.scopes.discard("channels:history")
    platform = platform_on(slack)
    with pytest.raises(DeliveryError) as caught:
        await platform.find_sent(NEWS, "key", platform.now())
    assert flags(caught.value) == {"permanent"} and "channels:history" in str(caught.value)


async def test_a_proxy_of_the_environment_is_passed_by_where_no_proxy_says_so(
    slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    await platform_on(slack).send(NEWS, PART, "key")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    assert flags(await failure(platform_on(slack))) == set()
