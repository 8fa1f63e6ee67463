"""A web server of bytes: it sends just what a test tells it to, whatever it is asked."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


class Server:
    """Gives each request the next of its answers; `None` closes instead, and so does the end of
    them unless `stays`, or each of them if it `closes`. Counts connections, and the open ones.
    """

    def __init__(self, *answers: bytes | None, stays: bool = False, closes: bool = False) -> None:
        self.answers = list(answers)
        self.stays = stays
        self.closes = closes
        self.connections = self.open = 0
        self.heads: list[str] = []
        self.url = ""
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open += 1
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while self.answers:
                self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
                answer = self.answers.pop(0)
                if answer is None:
                    break
                writer.write(answer)
                await writer.drain()
                if self.closes:
                    break
            else:
                if self.stays:
                    await reader.read()
        self.open -= 1
        writer.close()


@asynccontextmanager
async def serving(
    *answers: bytes | None,
    secure: ssl.SSLContext | None = None,
    stays: bool = False,
    closes: bool = False,
) -> AsyncIterator[Server]:
    server = Server(*answers, stays=stays, closes=closes)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=secure)
    server.port = listening.sockets[0].getsockname()[1]
    server.url = f"{'https' if secure else 'http'}://127.0.0.1:{server.port}"
    try:
        yield server
    finally:
        listening.close()
