"""The loopback Slack is strict: what the real one refuses, it refuses, in the same words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.servers.picture_slack import draw
from tests.servers.slack import APP_TOKEN, BOT_TOKEN, Rate, SlackServer, see

NEWS, ANN = "C0000000001", "U0000000001"


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


def client(slack: SlackServer, token: str = BOT_TOKEN) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=slack.base_url, retry_handlers=[])


async def refused(call: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        await call
    return dict(caught.value.response.data)


def section(text: str, kind: str = "mrkdwn") -> dict[str, Any]:
    return {"type": "section", "text": {"type": kind, "text": text}}


def button(label: str = "Go", **more: Any) -> dict[str, Any]:
    text = {"type": "plain_text", "text": label}
    return {"type": "button", "action_id": "a", "text": text, **more}


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (
            section("x" * 3001),
            "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        ),
        (section(" "), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        (
            {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}},
            "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
        ),
        (
            {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
            "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
        ),
        (
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 11},
            "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
        ),
        (
            {"type": "actions", "elements": [button("x" * 76)]},
            "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
        ),
        (
            {"type": "actions", "elements": [button(value="x" * 2001)]},
            "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
        ),
        (
            {"type": "actions", "elements": [button(), button()]},
            "action_id a already exists [json-pointer:/blocks/0/elements/1/action_id]",
        ),
        ({"type": "novelty"}, "unsupported type: novelty [json-pointer:/blocks/0/type]"),
        (
            {"type": "divider", "colour": 1},
            "invalid additional property: colour [json-pointer:/blocks/0]",
        ),
    ],
)
async def test_refuses_bad_blocks_with_their_place(
    slack: SlackServer, block: dict[str, Any], message: str
) -> None:
    answer = await refused(client(slack).chat_postMessage(channel=NEWS, text="t", blocks=[block]))
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {message}"]
    assert slack.posted() == []


async def test_takes_as_much_as_slack_and_no_more(slack: SlackServer) -> None:
    post = client(slack).chat_postMessage
    fifty = [section("x") for _ in range(50)]
    await post(channel=NEWS, text="t", blocks=fifty)
    answer = await refused(post(channel=NEWS, text="t", blocks=[*fifty, section("x")]))
    assert "no more than 50 items allowed" in answer["errors"][0]
    five = [section("x" * 2559) for _ in range(5)]  # 12,795 = 13,297 - 4 * 125 - 2
    await post(channel=NEWS, text="t", blocks=five)
    answer = await refused(post(channel=NEWS, text="t", blocks=[*five, section("x" * 3)]))
    assert answer["error"] == "msg_blocks_too_long"
    await post(channel=NEWS, text="y" * 50_000)
    assert len(slack.posted()[-1].text) == 40_000
    assert (await refused(post(channel=NEWS, text="  ")))["error"] == "no_text"


async def test_tokens_are_told_apart(slack: SlackServer) -> None:
    assert (await refused(client(slack, "xoxb-no").auth_test()))["error"] == "invalid_auth"
    wrong = client(slack, APP_TOKEN).chat_postMessage(channel=NEWS, text="x")
    assert (await refused(wrong))["error"] == "not_allowed_token_type"
    opened = client(slack).apps_connections_open(app_token=BOT_TOKEN)
    assert (await refused(opened))["error"] == "not_allowed_token_type"
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{slack.base_url}auth.test") as raw,
    ):
        assert (await raw.json())["error"] == "not_authed"


async def test_a_second_message_in_the_same_second_must_wait(slack: SlackServer) -> None:
    slack.rate = Rate()
    await client(slack).chat_postMessage(channel=NEWS, text="1")
    with pytest.raises(SlackApiError) as caught:
        await client(slack).chat_postMessage(channel=NEWS, text="2")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    await client(slack).chat_postMessage(channel="G0000000001", text="another channel")


async def test_metadata_comes_back_only_where_it_is_asked_for(slack: SlackServer) -> None:
    metadata = {"event_type": "digest_part", "event_payload": {"delivery_id": "7"}}
    await client(slack).chat_postMessage(channel=NEWS, text="x", metadata=metadata)
    read = client(slack).conversations_history
    assert "metadata" not in (await read(channel=NEWS))["messages"][0]
    shown = await read(channel=NEWS, include_all_metadata=True)
    assert shown["messages"][0]["metadata"] == metadata
    bad = client(slack).chat_postMessage(channel=NEWS, text="x", metadata={"event_type": 1})
    assert (await refused(bad))["error"] == "invalid_metadata_format"


async def test_a_response_url_serves_five_times(slack: SlackServer) -> None:
    hook = AsyncWebhookClient(slack.response_url(NEWS, ANN), retry_handlers=[])
    statuses = [(await hook.send(text=str(number))).status_code for number in range(6)]
    assert statuses == [200] * 5 + [404]
    assert {message.only_for for message in slack.posted()} == {ANN}


async def test_a_command_without_acknowledgement_shows_the_failure(slack: SlackServer) -> None:
    assert (await slack.slash("/digest", "x")).error == "dispatch_failed"
    slack.socket.ack_seconds = 0.1
    opened = await client(slack).apps_connections_open(app_token=APP_TOKEN)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(str(opened["url"])) as link:
            assert (await link.receive_json())["type"] == "hello"
            assert (await slack.slash("/digest", "x")).error == "operation_timeout"
        with pytest.raises(aiohttp.WSServerHandshakeError):  # a URL serves once
            await session.ws_connect(str(opened["url"]))
    assert slack.texts() == [
        '/digest failed with the error "dispatch_failed"',
        '/digest failed with the error "operation_timeout"',
    ]


async def test_an_event_comes_again_until_it_is_acknowledged(slack: SlackServer) -> None:
    slack.socket.ack_seconds, slack.socket.repeats = 0.1, (0.0, 0.0)
    opened = await client(slack).apps_connections_open(app_token=APP_TOKEN)
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(str(opened["url"])) as link,
    ):
        await link.receive_json()
        told = asyncio.create_task(slack.mention("latest"))
        first, second = await link.receive_json(), await link.receive_json()
        await link.send_json({"envelope_id": second["envelope_id"]})
        assert (await told).attempts == 2
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert (first.get("retry_attempt"), second["retry_attempt"]) == (None, 1)


def test_sees_what_would_notify_somebody() -> None:
    def mentions(text: str, **more: Any) -> list[str]:
        return see(
            {"text": "", "blocks": [{"type": "section", "text": {**more, "text": text}}]}
        ).mentions

    assert mentions("<!channel> <@U1> <!subteam^S1>", type="mrkdwn", verbatim=True) == [
        "!channel",
        "@U1",
        "!subteam^S1",
    ]
    assert mentions("ask @here", type="mrkdwn") == ["@here"]
    assert mentions("ask @here", type="mrkdwn", verbatim=True) == []
    assert mentions("&lt;!channel&gt; <#C1|news>", type="mrkdwn", verbatim=True) == []
    assert see({"text": "<!channel>", "blocks": [section("quiet")]}).mentions == ["!channel"]


def test_sees_what_a_person_reads() -> None:
    seen = see(
        {"blocks": [section("*Bold* _it_ a*b*c <https://a.example/?x=1&amp;y|name> &lt;b&gt;")]}
    )
    assert seen.text == "Bold it a*b*c name <b>"
    assert seen.links == [("https://a.example/?x=1&y", "name")]


def test_the_picture_shows_the_message_and_runs_nothing() -> None:
    blocks = [section("*<https://a.example/|Title>* &lt;script&gt; `/digest more`")]
    page = draw([{"typed_by": "ann", "text": "/digest latest"}, {"blocks": blocks, "text": ""}])
    assert '<b><a href="https://a.example/">Title</a></b> &lt;script&gt;' in page
    assert "<code>/digest more</code>" in page and "<script" not in page
