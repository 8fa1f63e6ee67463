"""Connections that stay open for a moment: feeds of one host come one after the other."""

from __future__ import annotations

import asyncio
from typing import TypeAlias

from digests.ingest.exchange import Exchange

SECONDS = 5.0
MOST = 50
Peer: TypeAlias = tuple[bool, str, int]  # secure, host, port


class Kept:
    """A few, for a few seconds; each is in use by one request at most."""

    def __init__(self) -> None:
        self._idle: dict[Exchange, tuple[Peer, float]] = {}  # the longest idle first
        self._sweeping: asyncio.TimerHandle | None = None
        self._closed = False

    def take(self, peer: Peer) -> Exchange | None:
        """An open connection to this peer."""
        for exchange, (known, _) in reversed(self._idle.items()):
            if known == peer and exchange.open:
                del self._idle[exchange]
                return exchange
        return None

    def give_back(self, peer: Peer, exchange: Exchange) -> None:
        """Close the connection, or keep it where its server will answer once more."""
        if not exchange.finished() or self._closed:
            exchange.close()
            return
        loop = asyncio.get_running_loop()
        self._idle[exchange] = (peer, loop.time())
        if len(self._idle) > MOST:
            self._drop(next(iter(self._idle)))
        if self._sweeping is None:
            self._sweeping = loop.call_later(SECONDS, self._sweep, loop)

    def close(self) -> None:
        """Keep none from now on."""
        self._closed = True
        self.drop()

    def drop(self) -> None:
        if self._sweeping:
            self._sweeping.cancel()
        self._sweeping = None
        for exchange in list(self._idle):
            self._drop(exchange)

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        self._sweeping = None
        late = loop.time() - SECONDS
        for exchange in [one for one, (_, since) in self._idle.items() if since <= late]:
            self._drop(exchange)
        if self._idle:
            self._sweeping = loop.call_later(SECONDS, self._sweep, loop)

    def _drop(self, exchange: Exchange) -> None:
        del self._idle[exchange]
        exchange.close()
