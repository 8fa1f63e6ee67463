"""Endpoints that fail, and answers of no use."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from digests import (
    Database,
    SummaryError,
    usage,
)
from tests.digests.modeldesk import HONEST, SECTIONS, TEXT, always, article, model, told
from tests.digests.newsdesk import NOW
from tests.servers.model import (
    Raw,
    Script,
    completion,
    model_server,
    points,
)

UNUSABLE = {
    "reasoning without an answer": "<think>Let me see what the points are",
    "prose": "Here are the key points you asked for!",
    "broken": '{"points": [{"text": "The bridge',
    "empty": "",
    "another object": '{"summary": "The bridge closes."}',
    "no list": '{"points": "none"}',
    "numbers that do not exist": json.dumps(points(("The bridge will close on 4 May.", [99]))),
    "no sentence": json.dumps(points(("The bridge will close on 4 May.", []))),
}


@pytest.mark.parametrize("kind", UNUSABLE)
async def test_an_unusable_answer_is_an_error(database: Database, kind: str) -> None:
    with pytest.raises(SummaryError, match="no usable answer"):
        await told(database, always(UNUSABLE[kind]))


READABLE = {
    "reasoning": f"<think>The user wants {{points}}.</think>\n{json.dumps(HONEST)}",
    "fenced": f"Sure!\n```json\n{json.dumps(HONEST, indent=1)}\n```\nAnything else?",
}


@pytest.mark.parametrize("kind", READABLE)
async def test_reasoning_and_fences_are_passed_over(database: Database, kind: str) -> None:
    assert len(await told(database, always(READABLE[kind]))) == 3


def message(**fields: Any) -> Script:
    return lambda asked: Raw(body=json.dumps(completion({"content": None, **fields}, asked)))


CALL = {"id": "1", "type": "function", "function": {"name": "fetch", "arguments": "{}"}}
FAILING: dict[str, tuple[Script, str]] = {
    "refusal": (message(refusal="I can’t help with that."), "no usable answer"),
    "call of a tool": (message(tool_calls=[CALL]), "no usable answer"),
    "no choices": (always(Raw(body='{"choices": []}')), "no usable answer"),
    "html": (always(Raw(body="<html>proxy</html>")), "no usable answer"),
    "rate limit": (always(Raw(status=429, headers={"Retry-After": "60"})), "busy"),
    "server error": (always(Raw(status=503)), "busy"),
    "forbidden": (always(Raw(status=403)), "refused"),
    "too slow": (always(Raw(body="{}", delay=2)), "in time"),
}


@pytest.mark.parametrize("kind", FAILING)
async def test_a_failing_endpoint_is_an_error(database: Database, kind: str) -> None:
    script, reason = FAILING[kind]
    with pytest.raises(SummaryError, match=reason):
        await told(database, script, timeout_seconds=0.5)
    (day,) = await usage(database, NOW)
    assert day.failures == 1


async def test_a_busy_endpoint_is_asked_a_second_time(database: Database) -> None:
    answers: list[Any] = [Raw(status=429, headers={"Retry-After": "0"}), HONEST]
    assert len(await told(database, lambda _: answers.pop(0))) == 3
    (day,) = await usage(database, NOW)
    assert day.failures == 0


async def test_nobody_at_the_address_is_an_error(database: Database) -> None:
    async with model_server(always(HONEST)) as server:
        pass
    async with model(database, server) as summariser:
        with pytest.raises(SummaryError, match="can't be reached"):
            await summariser.summarise([article()], SECTIONS, 10)


async def test_a_broken_endpoint_is_left_alone_for_a_while(database: Database) -> None:
    now = [NOW]
    async with (
        model_server(always(Raw(status=403))) as server,
        model(database, server, clock=lambda: now[0]) as summariser,
    ):
        for number in range(5):
            with pytest.raises(SummaryError):
                await summariser.summarise([article(f"{TEXT} {number}")], (), 10)
        assert len(server.asked) == 3
        now[0] += timedelta(minutes=3)
        server.script = always(HONEST)
        assert await summariser.summarise([article()], (), 10)


@pytest.mark.parametrize("forms", [("json_object", "text"), ("text",)])
async def test_an_endpoint_without_schemas_is_asked_in_words(
    database: Database, forms: tuple[str, ...]
) -> None:
    async with model_server(always(HONEST)) as server, model(database, server) as summariser:
        server.forms, server.limit_field = forms, "max_completion_tokens"
        assert len(await summariser.summarise([article()], (), 10)) == 3
        assert server.faults == []


async def test_a_stop_does_not_wait_for_a_slow_answer(database: Database) -> None:
    async with model_server(always(Raw(body="{}", delay=30))) as server:
        loop = asyncio.get_running_loop()
        async with model(database, server, timeout_seconds=60.0) as summariser:
            asked = asyncio.create_task(summariser.summarise([article()], SECTIONS, 10))
            while not server.asked:
                await asyncio.sleep(0.01)
            begun = loop.time()
        assert loop.time() - begun < 5
        with pytest.raises(asyncio.CancelledError):
            await asked
    (day,) = await usage(database, NOW)
    assert day.tokens_out > 0  # nobody knows what it was charged for
