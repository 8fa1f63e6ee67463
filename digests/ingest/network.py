"""The HTTP client below `fetch`: one request and its answer, over a connection that was checked.

Of the clients that show every address before they connect, the leanest costs a feed that did not
change twice what its connection does; so the parser is a library's, and the rest is here.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from multidict import CIMultiDict
from yarl import URL

from digests.errors import FetchError
from digests.ingest.addresses import AddressRules
from digests.ingest.answer import Answer, BrokenExchangeError
from digests.ingest.clean import clean_line
from digests.ingest.dial import Dialer
from digests.ingest.exchange import Exchange
from digests.ingest.kept import Kept, Peer
from digests.ingest.turns import Turns
from digests.ingest.watch import Watch

if TYPE_CHECKING:
    from digests.ingest.fetch import FetchPolicy


_PORTS = {True: 443, False: 80}
# Most addresses, which need no rewriting; the rest is for those who know all the rules.
_PLAIN = re.compile(r"(https?)://([a-z0-9.-]+)(?::(\d{1,5}))?(/[!$&-;=?@A-Z_a-z~]*)?")


class Response:
    """An answer, and its body as it comes."""

    def __init__(self, answer: Answer, exchange: Exchange) -> None:
        self.status = answer.status
        self.headers: CIMultiDict[str] = answer.headers
        self.more = exchange.more

    @property
    def length(self) -> int:
        """As the server says, in bytes; 0 when it does not."""
        said = self.headers.get("Content-Length", "")
        return int(said) if said.isascii() and said.isdigit() else 0


class Network:
    """Never more than the policy's number of connections, in all and to one host."""

    def __init__(self, policy: FetchPolicy) -> None:
        self.policy = policy
        self.rules = AddressRules(policy.allow_private)
        self.watch = Watch()
        self._dialer = Dialer(self.rules, self.watch)
        self._kept = Kept()
        self._places: Turns[None] = Turns(policy.connections)
        self._turns: Turns[Peer] = Turns(policy.per_host)

    def use(self, policy: FetchPolicy) -> None:
        """Other limits from the next request on.

        Raises:
            ValueError: `allow_private` names something that is no network.
        """
        self.rules.allow(policy.allow_private)
        self._kept.drop()  # they were allowed by the rules of before
        self._turns.size, self._places.size = policy.per_host, policy.connections
        self.policy = policy

    async def close(self) -> None:
        self._kept.close()
        self._dialer.close()

    @asynccontextmanager
    async def get(self, url: str, headers: Mapping[str, str]) -> AsyncIterator[Response]:
        """The answer when its head is there; what is not read of its body is dropped.

        Raises:
            FetchError: the address, the connection, the protocol or the body failed.
        """
        peer, head = _target(url)
        await self._turns.enter(peer)
        try:
            await self._places.enter(None)
            try:
                exchange, answer = await self._ask(peer, self._request(head, headers))
                try:
                    yield Response(answer, exchange)
                finally:
                    self._kept.give_back(peer, exchange)
            except BrokenExchangeError as error:
                raise _failed(url, error) from None
            finally:
                self._places.leave(None)
        finally:
            self._turns.leave(peer)

    async def _ask(self, peer: Peer, request: bytes) -> tuple[Exchange, Answer]:
        """Over a kept connection, or a new one if the server has closed that meanwhile."""
        while kept := self._kept.take(peer):
            try:
                return kept, await self._answered(kept, request)
            except BrokenExchangeError as error:
                if error.outcome != "broken-connection" or kept.touched:
                    raise
        secure, host, port = peer
        seconds = self.policy.connect_seconds
        fresh = await self._dialer.dial(host, port, secure=secure, seconds=seconds)
        return fresh, await self._answered(fresh, request)

    async def _answered(self, exchange: Exchange, request: bytes) -> Answer:
        try:
            return await exchange.ask(request, self.policy.silence_seconds)
        except BaseException:
            exchange.close()
            raise

    def _request(self, head: str, headers: Mapping[str, str]) -> bytes:
        named = {
            "User-Agent": self.policy.user_agent,
            "Accept-Encoding": "gzip, deflate",
            **headers,
        }
        lines = [f"{name}: {value}" for name, value in named.items() if _is_one_line(value)]
        return "\r\n".join((head, *lines, "\r\n")).encode("utf-8", "surrogateescape")


def _failed(url: str, error: BrokenExchangeError) -> FetchError:
    permanent = error.outcome == "private-address"
    reason = clean_line(error.reason, 200)
    return FetchError(url, reason, outcome=error.outcome, permanent=permanent)


def _is_one_line(value: str) -> bool:
    return "\r" not in value and "\n" not in value


def _target(url: str) -> tuple[Peer, str]:
    """Whom to ask, and the first lines of the request: names in ASCII, paths percent-encoded.

    Raises:
        FetchError: it can't be written so.
    """
    if (found := _PLAIN.fullmatch(url)) and "/." not in url:
        scheme, host, port, path = found.groups()
        secure = scheme == "https"
        peer = (secure, host, int(port) if port else _PORTS[secure])
        named = host if peer[2] == _PORTS[secure] else f"{host}:{peer[2]}"
        return peer, f"GET {path or '/'} HTTP/1.1\r\nHost: {named}"
    try:
        written = URL(url)
        peer = (written.scheme == "https", written.raw_host or "", written.port or 80)
        named = written.host_port_subcomponent or ""
        return peer, f"GET {written.raw_path_qs} HTTP/1.1\r\nHost: {named}"
    except ValueError:
        raise FetchError(
            url, "the address is malformed", outcome="bad-url", permanent=True
        ) from None
