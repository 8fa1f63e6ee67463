"""A way to a server that can be cut: for a database that goes away and does not come back."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self


class Relay:
    """`async with Relay(host, port) as relay:`; `relay.port` leads there until `cut`: then whoever
    is there is thrown out, and whoever comes gets no answer.
    """

    def __init__(self, host: str, port: int) -> None:
        self._there = (host, port)
        self._passing: set[asyncio.Task[None]] = set()
        self._waiting: list[asyncio.StreamWriter] = []
        self._is_cut = False
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.cut()
        self._server.close()
        for writer in self._waiting:
            writer.close()

    async def cut(self) -> None:
        self._is_cut = True
        for task in self._passing:
            task.cancel()
        await asyncio.gather(*self._passing, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            self._waiting.append(writer)
            return
        there_reader, there_writer = await asyncio.open_connection(*self._there)
        for source, target in ((reader, there_writer), (there_reader, writer)):
            task = asyncio.create_task(self._pass_on(source, target))
            self._passing.add(task)
            task.add_done_callback(self._passing.discard)

    async def _pass_on(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError):
                while data := await source.read(65536):
                    target.write(data)
                    await target.drain()
        finally:
            target.close()
