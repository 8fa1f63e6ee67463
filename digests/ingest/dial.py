"""Connect to an address that was checked, and to no other.

A name is looked up once: one private address among its own refuses it altogether. Each address is
checked again by what makes the socket for it, so nothing can change between check and connection.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeAlias

from digests.ingest.addresses import AddressRefusedError, AddressRules
from digests.ingest.answer import BrokenExchangeError
from digests.ingest.exchange import Exchange
from digests.ingest.watch import Watch

LOOKUPS = 16
NEXT_ADDRESS_SECONDS = 0.25  # RFC 8305: so long the first address has for itself
Place: TypeAlias = tuple[int, int, int, str, Any]  # as `getaddrinfo` gives it
_NUMBERS = re.compile(r"[0-9.]+")


class Dialer:
    """Makes connections. Names are looked up in threads of our own: slow ones stall no one else."""

    def __init__(self, rules: AddressRules, watch: Watch) -> None:
        self._rules = rules
        self._watch = watch
        self._lookups: ThreadPoolExecutor | None = None
        self._secure: ssl.SSLContext | None = None

    def close(self) -> None:
        if self._lookups:
            self._lookups.shutdown(wait=False, cancel_futures=True)
        self._lookups = None

    async def dial(self, host: str, port: int, *, secure: bool, seconds: float) -> Exchange:
        """An open connection. `host` is ASCII: a name or an address.

        Raises:
            BrokenExchangeError: there is none; an `outcome` of `private-address` is for good.
        """
        try:
            with self._watch.within(seconds):
                return await self._dial(host, port, secure)
        except TimeoutError:
            raise BrokenExchangeError("timeout", "the server fell silent") from None
        except AddressRefusedError as error:
            reason = f"it leads to a private network ({error})"
            raise BrokenExchangeError("private-address", reason) from None
        except (socket.gaierror, UnicodeError):
            raise BrokenExchangeError("dns", "the name is not known") from None
        except ssl.SSLCertVerificationError as error:
            reason = f"its certificate is not accepted ({error.verify_message})"
            raise BrokenExchangeError("tls", reason) from None
        except ssl.SSLError as error:
            reason = f"no encrypted connection ({error.reason or error})"
            raise BrokenExchangeError("tls", reason) from None
        except OSError as error:
            reason = f"no connection ({error.strerror or error})"
            raise BrokenExchangeError("connect", reason) from None

    async def _dial(self, host: str, port: int, secure: bool) -> Exchange:
        loop = asyncio.get_running_loop()
        connected = await self._connected(await self._places(host, port))
        try:
            _, exchange = await loop.create_connection(
                partial(Exchange, self._watch),
                sock=connected,
                ssl=self._context() if secure else None,
                server_hostname=host.rstrip(".") if secure else None,
            )
        except BaseException:
            connected.close()
            raise
        return exchange

    async def _places(self, host: str, port: int) -> list[Place]:
        if _NUMBERS.fullmatch(host):
            return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (host, port))]
        if self._lookups is None:
            self._lookups = ThreadPoolExecutor(LOOKUPS, "lookup")
        loop = asyncio.get_running_loop()
        found: list[Place] = await loop.run_in_executor(self._lookups, _look_up, host, port)
        for place in found:
            self._check(place)
        return found

    async def _connected(self, places: list[Place]) -> socket.socket:
        if len(places) > 1:
            from aiohappyeyeballs import start_connection

            return await start_connection(
                places,
                happy_eyeballs_delay=NEXT_ADDRESS_SECONDS,
                interleave=1,
                socket_factory=self._guarded_socket,
            )
        made = self._guarded_socket(places[0])
        try:
            await asyncio.get_running_loop().sock_connect(made, places[0][4])
        except BaseException:
            made.close()
            raise
        return made

    def _guarded_socket(self, place: Place) -> socket.socket:
        self._check(place)
        family, kind, protocol, _, _ = place
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made

    def _check(self, place: Place) -> None:
        address = place[4]
        self._rules.check(str(address[0]), int(address[3]) if len(address) > 3 else 0)

    def _context(self) -> ssl.SSLContext:
        if self._secure is None:  # a megabyte of certificates
            self._secure = ssl.create_default_context()
            self._secure.set_alpn_protocols(["http/1.1"])
        return self._secure


def _look_up(host: str, port: int) -> list[Any]:
    return socket.getaddrinfo(host, port, socket.AF_UNSPEC, socket.SOCK_STREAM)
