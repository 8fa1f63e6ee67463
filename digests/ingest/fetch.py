"""Bounded, polite and safe HTTP: what comes in is an address from a stranger.

Every address is checked when the socket is made, so a name can't resolve to one thing for the check
and to another for the connection; each redirect is checked again; sizes count after decompression;
one deadline covers redirects, headers and body; no cookies, no proxy from the environment.
"""

from __future__ import annotations

from dataclasses import dataclass

from digests.errors import FetchError
from digests.ingest.hops import Fetched, Hops
from digests.ingest.large import LargeBodies
from digests.ingest.network import Network
from digests.ingest.replies import Validators
from digests.ingest.turns import Turns
from digests.ingest.urls import check_url, host_of

__all__ = ["ACCEPT_FEED", "ACCEPT_PAGE", "FetchPolicy", "Fetched", "Fetcher"]

MEGABYTE = 1024 * 1024
USER_AGENT = "Digestbot/0.1 (self-hosted news digests; polls politely)"
ACCEPT_FEED = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
ACCEPT_PAGE = "text/html, application/xhtml+xml, */*;q=0.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPolicy:
    """Limits, all per fetch but the last four. `wire_bytes` counts before, `max_bytes` after
    decompression; `allow_private` opens networks by name (CIDR).
    """

    timeout_seconds: float = 20.0
    wire_bytes: int = 10 * MEGABYTE
    max_bytes: int = 20 * MEGABYTE
    redirects: int = 5
    connect_seconds: float = 5.0
    silence_seconds: float = 8.0
    allow_private: tuple[str, ...] = ()
    per_host: int = 2
    connections: int = 50
    user_agent: str = USER_AGENT


class Fetcher:
    """One client for everything that is fetched; `async with` it, or `close` it.

    Raises:
        ValueError: `allow_private` names something that is no network.
    """

    def __init__(self, policy: FetchPolicy | None = None) -> None:
        self.policy = policy or FetchPolicy()
        self._network = Network(self.policy)
        self._turns: Turns[str] = Turns(self.policy.per_host)
        self._large = LargeBodies()

    def use(self, policy: FetchPolicy) -> None:
        """Fetch by other limits from the next request on.

        Raises:
            ValueError: `allow_private` names something that is no network.
        """
        self._network.use(policy)
        self._turns.size = policy.per_host
        self.policy = policy

    async def __aenter__(self) -> Fetcher:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._network.close()

    async def fetch(
        self,
        url: str,
        validators: Validators | None = None,
        *,
        accept: str = ACCEPT_FEED,
        limits: FetchPolicy | None = None,
    ) -> Fetched:
        """GET `url`. `limits` may differ from the policy for this one fetch.

        Raises:
            FetchError: `outcome` is one of `OUTCOMES`; `redirects` is how far it came.
        """
        limits = limits or self.policy
        checked = check_url(url, local_names=self._network.rules.opened)
        hops = Hops(self._network, limits, accept, checked)
        host = host_of(checked)
        await self._turns.enter(host)  # the deadline starts after the wait
        try:
            with self._network.watch.within(limits.timeout_seconds) as deadline:
                hops.large = self._large.place(deadline)
                return await hops.run(validators)
        except TimeoutError:
            reason = f"no complete answer in {limits.timeout_seconds:.0f} seconds"
            failed = FetchError(url, reason, outcome="timeout")
        except FetchError as error:
            failed = error
        finally:
            self._turns.leave(host)
        failed.redirects, failed.bytes_read = hops.trail, hops.bytes_read
        raise failed
