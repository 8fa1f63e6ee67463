"""A load balancer on loopback: each request to the next of several servers that answers."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

UNTOUCHED = ("Host", "Content-Length", "Transfer-Encoding")


class Balancer:
    """`async with Balancer() as balancer:`; `ports` may change at any time. `taken` counts what
    each of them answered."""

    def __init__(self) -> None:
        self.ports: list[int] = []
        self.taken: dict[int, int] = {}
        self.port = 0
        self._next = 0

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_route("*", "/{path:.*}", self._pass_on)
        self._client = aiohttp.ClientSession()
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()
        await self._client.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _pass_on(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {key: value for key, value in request.headers.items() if key not in UNTOUCHED}
        for _ in self.ports:
            self._next += 1
            port = self.ports[self._next % len(self.ports)]
            url = f"http://127.0.0.1:{port}{request.path_qs}"
            try:
                async with self._client.request(
                    request.method, url, data=body, headers=headers
                ) as answer:
                    self.taken[port] = self.taken.get(port, 0) + 1
                    return web.Response(status=answer.status, body=await answer.read())
            except aiohttp.ClientConnectorError:  # nobody there: nothing was passed on
                continue
        return web.Response(status=502)
