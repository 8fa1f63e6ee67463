"""A Bot API server on loopback, as strict as the real one; see the package's docstring."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.servers.telegram.limits import Gate, RateLimits
from tests.servers.telegram.methods import Methods
from tests.servers.telegram.model import ApiError, User, bad_request, too_many
from tests.servers.telegram.polling import Updates
from tests.servers.telegram.world import World

TOKEN = "12345:AAAA-test-token-of-the-loopback-server"
WELL_FORMED = re.compile(r"\d+:[\w-]+")
JSON_FIELDS = {
    "reply_markup",
    "link_preview_options",
    "commands",
    "scope",
    "allowed_updates",
    "entities",
    "results",
}


class Fault(StrEnum):
    """What breaks: before the call was processed, or after (the message is in the chat)."""

    DROP_BEFORE = "drop before"
    DROP_AFTER = "drop after"
    SLOW_AFTER = "slow after"
    HTML_502 = "502 with HTML"
    HTML_502_AFTER = "502 with HTML after"
    CUT_JSON = "cut JSON"
    EMPTY_OK = "ok without a result"
    RETRY_AFTER = "429"
    PAGE = "HTML of a proxy"
    BAD_MARKUP = "can't parse entities"


@dataclass
class Planned:
    """A fault that waits for its calls; `value` is seconds (slow), the wait (429) or a status
    (a proxy's page)."""

    method: str
    fault: Fault
    times: int
    value: float
    chat: int | None


class TelegramServer(World):
    """Start with `async with`; `base_url` and `base_file_url` go into the bot's settings."""

    def __init__(
        self,
        token: str = TOKEN,
        *,
        username: str = "digest_test_bot",
        limits: RateLimits | None = None,
        port: int = 0,
    ) -> None:
        number = int(token.split(":", maxsplit=1)[0])
        super().__init__(User(number, "Digest", bot=True, username=username))
        self.token = token
        self.revoked = False
        self.gate = Gate(limits)
        self.methods = Methods(self, self.gate)
        self.polling = Updates(self)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.port = port
        self._faults: list[Planned] = []
        self._runner: web.AppRunner | None = None

    # -- life ------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        await self.polling.close()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def base_file_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/file/bot"

    # -- what tests ask for ----------------------------------------------------------------

    def fault(
        self,
        method: str,
        fault: Fault,
        *,
        times: int = 1,
        value: float = 1,
        chat: int | None = None,
    ) -> None:
        """Break the next `times` calls of a method (in one chat only, if given)."""
        self._faults.append(Planned(method.lower(), fault, times, value, chat))

    def mend(self) -> None:
        """Forget every fault that still waits."""
        self._faults.clear()

    def called(self, method: str) -> list[dict[str, Any]]:
        return [params for name, params in self.calls if name.lower() == method.lower()]

    async def until(self, true: Callable[[], Any], seconds: float = 10) -> None:
        """Wait until something holds; looked at after every call of the bot."""
        async with asyncio.timeout(seconds), self.arrived:
            await self.arrived.wait_for(true)

    # -- calls -----------------------------------------------------------------------------

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params = await _params(request)
        try:
            refusal = self._refusal(request.match_info["token"], method)
            response = refusal or await self._with_fault(request, method, params)
        finally:
            async with self.arrived:
                self.arrived.notify_all()
        return response

    def _refusal(self, token: str, method: str) -> web.Response | None:
        if not WELL_FORMED.fullmatch(token):
            return _refused(ApiError(404, "Not Found"))
        if token != self.token or self.revoked:
            return _refused(ApiError(401, "Unauthorized"))
        if not (self.polling.knows(method) or self.methods.knows(method)):
            return _refused(ApiError(404, "Not Found: method not found"))
        return None

    async def _with_fault(
        self, request: web.Request, method: str, params: dict[str, Any]
    ) -> web.StreamResponse:
        planned = self._next_fault(method, params)
        fault = planned.fault if planned else None
        if fault is Fault.DROP_BEFORE:
            return _hung_up(request)
        if fault is Fault.HTML_502:
            return _bad_gateway()
        if fault is Fault.BAD_MARKUP:
            return _refused(bad_request("can't parse entities: because a test wants so"))
        if planned and fault is Fault.PAGE:
            return web.Response(status=int(planned.value), text="<html></html>")
        if planned and fault is Fault.RETRY_AFTER:
            return _refused(too_many(int(planned.value)))
        answer = await self._answer(method, params)
        if planned:
            return await _broken(request, planned, answer)
        return answer

    def _next_fault(self, method: str, params: dict[str, Any]) -> Planned | None:
        for planned in self._faults:
            here = planned.chat is None or str(planned.chat) == str(params.get("chat_id"))
            if planned.times > 0 and planned.method == method.lower() and here:
                planned.times -= 1
                return planned
        return None

    async def _answer(self, method: str, params: dict[str, Any]) -> web.Response:
        self.calls.append((method, params))
        try:
            if self.polling.knows(method):
                result = await self.polling.call(method, params)
            else:
                result = self.methods.call(method, params)
        except ApiError as error:
            return _refused(error)
        return web.json_response({"ok": True, "result": result})


async def _params(request: web.Request) -> dict[str, Any]:
    """The parameters from query, form or JSON; structured fields come as objects."""
    params: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        params |= await request.json()
    elif request.can_read_body:
        params |= dict((await request.post()).items())
    for key in JSON_FIELDS & params.keys():
        if isinstance(params[key], str):
            params[key] = json.loads(params[key] or "null")
    return params


def _refused(error: ApiError) -> web.Response:
    headers = {}
    if "retry_after" in error.parameters:
        headers["Retry-After"] = str(error.parameters["retry_after"])
    return web.json_response(error.body(), status=error.code, headers=headers)


def _bad_gateway() -> web.Response:
    page = "<html><head><title>502 Bad Gateway</title></head></html>"
    return web.Response(status=502, text=page, content_type="text/html")


def _hung_up(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)


async def _broken(
    request: web.Request, planned: Planned, answer: web.Response
) -> web.StreamResponse:
    """The call was processed; its answer does not arrive whole."""

    match planned.fault:
        case Fault.DROP_AFTER:
            return _hung_up(request)
        case Fault.SLOW_AFTER:
            await asyncio.sleep(planned.value)
            return answer
        case Fault.HTML_502_AFTER:
            return _bad_gateway()
        case Fault.EMPTY_OK:
            return web.json_response({"ok": True})
        case _:
            text = str(answer.text)
            return web.Response(text=text[: len(text) // 2], content_type="application/json")
