"""The server inside the bot's own event loop: it takes no signals and logs no requests."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

log = logging.getLogger(__name__)
CONNECTIONS = 200
STOP_SECONDS = 3


class Quiet(uvicorn.Server):
    """Signals are the bot's; `up` is set once it serves."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class WebServer:
    """Serves an app until it is stopped. `port` is the one that was taken (0 asks for any)."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        self._app = app
        self._host = host
        self.port = port
        self._server: Quiet | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def place(self) -> str:
        """Host and port, as in an address."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.place}"

    async def start(self) -> None:
        """Returns once it listens.

        Raises:
            OSError: the address can't be listened on.
        """
        listener = await asyncio.to_thread(listen, self._host, self.port)
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(
            self._app,
            log_config=None,
            access_log=False,
            lifespan="off",
            loop="none",
            http="h11",
            ws="none",
            interface="asgi3",
            proxy_headers=False,
            server_header=False,
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        logging.getLogger("uvicorn").setLevel(logging.WARNING)
        self._server = Quiet(config)
        self._task = asyncio.create_task(self._server.serve([listener]), name="web page")
        up = asyncio.create_task(self._server.up.wait())
        await asyncio.wait([up, self._task], return_when=asyncio.FIRST_COMPLETED)
        up.cancel()

    async def stop(self) -> None:
        """Finish the answers in hand, for a few seconds at most."""
        if self._server and self._task:
            self._server.should_exit = True
            await asyncio.gather(self._task, return_exceptions=True)
            self._server = None


def listen(host: str, port: int) -> socket.socket:
    """
    Raises:
        OSError: no such address here, or somebody else listens there.
    """
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    return socket.create_server((host, port), family=family, backlog=CONNECTIONS)
