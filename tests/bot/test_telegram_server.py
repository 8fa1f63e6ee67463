"""The loopback server is as strict as Telegram; else the other tests would prove little."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.servers.telegram import RateLimits, TelegramServer
from tests.servers.telegram.limits import Gate
from tests.servers.telegram.model import ApiError
from tests.servers.telegram.texts import read_text


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as running:
        running.private(100)
        yield running


async def call(server: TelegramServer, method: str, token: str = "", **params: Any) -> Any:
    url = f"{server.base_url}{token or server.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, json=params) as answer:
        return await answer.json()


def refusal(source: str) -> str:
    with pytest.raises(ApiError) as caught:
        read_text(source, html=True)
    assert caught.value.code == 400
    return caught.value.description.removeprefix("Bad Request: ")


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("ї<p>x", 'Unsupported start tag "p" at byte offset 2'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b x", 'Unclosed start tag "b" at byte offset 0'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=https://x.y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_markup_is_refused_in_telegrams_words(source: str, answer: str) -> None:
    assert refusal(source) == f"can't parse entities: {answer}"


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("", "message text is empty"),
        ("<b> \n</b>", "text must be non-empty"),
        ("x" * 4097, "message is too long"),
        ("👨" * 2049, "message is too long"),
        ("<b></b>" * 5000, "text is too long"),
        ('<a href="https://a.example/%s">x</a>' % ("y" * 9500), "ENTITIES_TOO_LONG"),
    ],
)
def test_texts_of_a_wrong_length_are_refused(source: str, answer: str) -> None:
    assert refusal(source) == answer


def test_what_is_allowed_is_understood() -> None:
    text, entities, dropped = read_text(
        ' <b>1 &lt; 2</b> &nbsp; <a href="https://a.example/?x=1&amp;y=2">l</a> @ann #x '
        "/go b.example",
        html=True,
    )
    assert text == "1 < 2 &nbsp; l @ann #x /go b.example"
    assert [(entity.type, entity.offset, entity.length) for entity in entities] == [
        ("bold", 0, 5),
        ("text_link", 13, 1),
        ("mention", 15, 4),
        ("hashtag", 20, 2),
        ("bot_command", 23, 3),
        ("url", 27, 9),
    ]
    assert entities[1].url == "https://a.example/?x=1&y=2" and dropped == 0


def test_links_that_telegram_does_not_keep_vanish_silently() -> None:
    for url in ("javascript:x", "https://localhost/x", "/x", "ftp://a.example"):
        text, entities, _ = read_text(f'<a href="{url}">l</a>', html=True)
        assert (text, entities) == ("l", []), url


def test_more_than_a_hundred_entities_are_dropped_without_a_word() -> None:
    _, entities, dropped = read_text("<b>x</b> " * 130, html=True)
    assert (len(entities), dropped) == (100, 30)


async def test_tokens_are_checked(server: TelegramServer) -> None:
    assert (await call(server, "getMe"))["result"]["username"] == "digest_test_bot"
    assert (await call(server, "getMe", token="1:other"))["error_code"] == 401
    assert (await call(server, "getMe", token="nonsense"))["error_code"] == 404
    assert (await call(server, "getNothing"))["error_code"] == 404


async def test_updates_stay_until_they_are_confirmed(server: TelegramServer) -> None:
    first = server.say(server.chats[100], "/one")["update_id"]
    server.say(server.chats[100], "/two")
    assert len((await call(server, "getUpdates"))["result"]) == 2
    assert len((await call(server, "getUpdates", offset=first + 1))["result"]) == 1
    assert (await call(server, "getUpdates", offset=first + 2))["result"] == []


async def test_buttons_are_checked(server: TelegramServer) -> None:
    async def sent(**button: str) -> str:
        markup = {"inline_keyboard": [[button]]}
        answer = await call(server, "sendMessage", chat_id=100, text="x", reply_markup=markup)
        return str(answer.get("description", "ok"))

    assert await sent(text="x", callback_data="y" * 64) == "ok"
    assert await sent(text="x", callback_data="ї" * 33) == "Bad Request: BUTTON_DATA_INVALID"
    assert "must be non-empty" in await sent(text=" ", callback_data="y")
    assert "Wrong HTTP URL" in await sent(text="x", url="nowhere")


def test_limits_are_kept_and_impatience_is_seen() -> None:
    now = [0.0]
    gate = Gate(RateLimits(), clock=lambda: now[0])

    def passed(chat: int, group: bool = False) -> bool:
        try:
            gate.passes(chat, group)
        except ApiError as error:
            assert error.parameters["retry_after"] >= 1
            return False
        return True

    assert [passed(1) for _ in range(4)] == [True, True, True, False]
    assert not passed(1) and gate.impatient == 1
    assert sum(passed(chat) for chat in range(2, 50)) == 27, "30 a second in all"
    now[0] = 10
    assert passed(1)
    for _ in range(20):
        now[0] += 1.5
        assert passed(-5, group=True)
    now[0] += 1.5
    assert not passed(-5, group=True), "20 a minute in a group"
    now[0] += 60
    assert passed(-5, group=True)
