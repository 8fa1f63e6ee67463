"""The HTTP client below `fetch`: where addresses are checked and its errors get our names.

`socket_factory` (aiohttp 3.12 and newer) is called with the very address that will be connected to,
for names and literals alike, so that nothing can change between check and connection. The resolver
checks too: one private address refuses a name altogether. httpx offers no public way to do this.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from digests.errors import FetchError
from digests.ingest.addresses import AddressRefusedError, AddressRules
from digests.ingest.clean import clean_line

if TYPE_CHECKING:
    import aiohttp
    from aiohttp.abc import AbstractResolver

    from digests.ingest.fetch import FetchPolicy

LOOKUPS = 16


class Network:
    """One client session, made on first use: its library takes a while to load."""

    def __init__(self, policy: FetchPolicy) -> None:
        self.policy = policy
        self.rules = AddressRules(policy.allow_private)
        self._session: aiohttp.ClientSession | None = None
        self._lookups = ThreadPoolExecutor(LOOKUPS, "lookup")  # slow names stall no one else

    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = self._open()
        return self._session

    async def close(self) -> None:
        if self._session:
            await self._session.close()
        self._session = None
        self._lookups.shutdown(wait=False, cancel_futures=True)

    def _open(self) -> aiohttp.ClientSession:
        import aiohttp

        connector = aiohttp.TCPConnector(
            socket_factory=self._guarded_socket,
            resolver=_resolver(self.rules, self._lookups),
            use_dns_cache=False,
            limit=self.policy.connections,
            limit_per_host=self.policy.per_host,
            ssl=ssl.create_default_context(),
            keepalive_timeout=5,
        )
        return aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(
                total=None,
                sock_connect=self.policy.connect_seconds,
                sock_read=self.policy.silence_seconds,
            ),
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,  # a proxy would resolve names past every check
            headers={"User-Agent": self.policy.user_agent, "Accept-Encoding": "gzip, deflate"},
        )

    def _guarded_socket(self, info: Any) -> socket.socket:
        family, kind, protocol, _, address = info
        self.rules.check(address[0], address[3] if len(address) > 3 else 0)
        return socket.socket(family, kind, protocol)


def _resolver(rules: AddressRules, threads: ThreadPoolExecutor) -> AbstractResolver:
    from aiohttp.abc import AbstractResolver, ResolveResult

    class GuardedResolver(AbstractResolver):
        """The system's resolver in threads of our own; every address of a name is checked."""

        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
        ) -> list[ResolveResult]:
            loop = asyncio.get_running_loop()
            infos = await loop.run_in_executor(threads, _look_up, host, port, family)
            found: list[ResolveResult] = []
            for kind, _, protocol, _, address in infos:
                scope = address[3] if len(address) > 3 else 0
                rules.check(str(address[0]), int(scope))
                found.append(
                    ResolveResult(
                        hostname=host,
                        host=str(address[0]),
                        port=port,
                        family=kind,
                        proto=protocol,
                        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
                    )
                )
            return found

        async def close(self) -> None:
            """The threads belong to the network."""

    return GuardedResolver()


def _look_up(host: str, port: int, family: socket.AddressFamily) -> list[Any]:
    return socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)


@asynccontextmanager
async def translated(url: str) -> AsyncIterator[None]:
    """Give the client's many errors our outcome classes.

    Raises:
        FetchError: the connection, the protocol or the body failed.
    """
    import aiohttp

    try:
        yield
    except aiohttp.ClientConnectorError as error:
        raise _not_connected(url, error) from None
    except aiohttp.ServerTimeoutError:
        raise FetchError(url, "the server fell silent", outcome="timeout") from None
    except aiohttp.ClientPayloadError:
        raise FetchError(url, "the answer was cut off", outcome="truncated") from None
    except aiohttp.ClientResponseError as error:
        raise FetchError(
            url,
            f"the answer is not proper HTTP ({clean_line(error.message, 80)})",
            outcome="bad-response",
        ) from None
    except aiohttp.InvalidURL:
        raise FetchError(
            url, "the address is malformed", outcome="bad-url", permanent=True
        ) from None
    except (aiohttp.ClientError, OSError) as error:
        if isinstance(error, TimeoutError):
            raise  # the deadline of the whole fetch
        raise FetchError(url, "the connection broke", outcome="broken-connection") from None


def _not_connected(url: str, error: aiohttp.ClientConnectorError) -> FetchError:
    import aiohttp

    cause = error.os_error
    if isinstance(cause, AddressRefusedError):
        return FetchError(
            url,
            f"it leads to a private network ({cause})",
            outcome="private-address",
            permanent=True,
        )
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return FetchError(url, "the name is not known", outcome="dns")
    if isinstance(error, aiohttp.ClientSSLError | aiohttp.ClientConnectorCertificateError):
        return FetchError(url, "its certificate is not accepted", outcome="tls")
    return FetchError(url, f"no connection ({cause.strerror or cause})", outcome="connect")
