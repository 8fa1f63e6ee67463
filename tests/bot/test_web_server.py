"""The server inside the bot's own loop: it takes nothing that is the bot's."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import bot.app.web as wiring
from bot.config import Config
from bot.web.server import WebServer


async def hello(_request: Request) -> Response:
    return PlainTextResponse("hello")


async def slow(_request: Request) -> Response:
    await asyncio.sleep(0.3)
    return PlainTextResponse("late")


async def broken(_request: Request) -> Response:
    raise RuntimeError("hunter2")


def server(port: int = 0) -> WebServer:
    app = Starlette(
        routes=[Route("/", hello), Route("/slow", slow), Route("/broken", broken)],
    )
    return WebServer(app, "127.0.0.1", port)


async def test_it_answers_until_it_is_stopped_and_frees_its_port() -> None:
    page = server()
    await page.start()
    async with httpx.AsyncClient(base_url=page.url) as client:
        assert (await client.get("/")).text == "hello"
    await page.stop()
    socket.create_server(("127.0.0.1", page.port)).close()


async def test_a_stop_finishes_the_answers_in_hand() -> None:
    page = server()
    await page.start()
    async with httpx.AsyncClient(base_url=page.url) as client:
        asked = asyncio.create_task(client.get("/slow"))
        await asyncio.sleep(0.1)
        await page.stop()
        assert (await asked).text == "late"


async def test_signals_stay_with_the_bot() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    page = server()
    await page.start()
    assert {number: signal.getsignal(number) for number in before} == before
    await page.stop()


async def test_requests_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    page = server()
    await page.start()
    async with httpx.AsyncClient(base_url=page.url) as client:
        await client.get("/?token=hunter2")
    await page.stop()
    ours = [record.getMessage() for record in caplog.records if "http" not in record.name]
    assert "hunter2" not in "\n".join(ours)


async def test_what_breaks_is_logged_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    page = server()
    await page.start()
    async with httpx.AsyncClient(base_url=page.url) as client:
        answer = await client.get("/broken")
    await page.stop()
    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    assert "hunter2" in caplog.text


async def test_a_place_that_is_taken_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        page = server(taken.getsockname()[1])
        with pytest.raises(OSError, match="in use"):
            await page.start()
        await page.stop()


async def test_without_the_extra_one_line_says_so_and_the_bot_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(wiring, "installed", lambda: False)
    went_on = False
    async with wiring.web_page(cast(Any, SimpleNamespace()), Config()):
        went_on = True
    assert went_on
    assert [record.getMessage() for record in caplog.records] == [wiring.NOT_INSTALLED]
