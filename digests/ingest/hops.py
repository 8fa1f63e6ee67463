"""One fetch: from the first address over its redirects to the body."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digests.errors import FetchError
from digests.ingest.inflate import BodyTooLargeError, Inflater
from digests.ingest.large import SMALL_BYTES, LargePlace
from digests.ingest.network import Network, Response
from digests.ingest.replies import Validators, check_status, fresh_seconds, retry_after
from digests.ingest.urls import check_url, join, with_raw_bytes

if TYPE_CHECKING:
    from digests.ingest.fetch import FetchPolicy

REDIRECTS = (301, 302, 303, 307, 308)
PERMANENT_REDIRECTS = (301, 308)


@dataclass(frozen=True, slots=True, weakref_slot=True, kw_only=True)
class Fetched:
    """An answer: a body, or `unchanged` (304).

    `moved_to` is the address that replaces the asked one: where the leading run of permanent
    redirects led. `fresh_seconds` is how long the server says that it stays the same, or None.
    `links` are the `Link` headers.
    """

    url: str
    final_url: str
    body: bytes = b""
    unchanged: bool = False
    content_type: str = ""
    validators: Validators = field(default_factory=Validators)
    fresh_seconds: float | None = None
    redirects: tuple[str, ...] = ()
    moved_to: str | None = None
    wire_bytes: int = 0
    links: str = ""


class Hops:
    """Follows redirects, each checked as the first address was."""

    def __init__(self, network: Network, limits: FetchPolicy, accept: str, url: str) -> None:
        self._network = network
        self._limits = limits
        self._accept = accept
        self._asked = url
        self.bytes_read = 0
        self.large: LargePlace | None = None
        self._trail: list[str] = []
        self._moved_to: str | None = None
        self._only_permanent = True

    @property
    def trail(self) -> tuple[str, ...]:
        return tuple(self._trail)

    async def run(self, validators: Validators | None) -> Fetched:
        """Raises FetchError. Validators belong to the asked address and go there alone."""
        try:
            answer = await self._hop(self._asked, validators)
            while isinstance(answer, str):
                answer = await self._hop(answer, None)
            if self.large:
                self.large.leave_with(answer)
            return answer
        finally:
            if self.large:
                self.large.leave()

    async def _hop(self, url: str, validators: Validators | None) -> Fetched | str:
        """The answer, or the address that it leads on to."""
        headers = {"Accept": self._accept, **(validators.headers() if validators else {})}
        async with self._network.get(url, headers) as response:
            if response.status in REDIRECTS:
                return self._next(url, response)
            check_status(url, response.status, response.headers, bool(validators))
            return await self._answer(url, response)

    def _next(self, url: str, response: Response) -> str:
        named = with_raw_bytes(response.headers.get("Location", "").strip())
        target = join(url, named) if named else None
        if target is None:
            raise FetchError(url, "it redirects to nowhere", outcome="bad-redirect")
        target = check_url(target, local_names=self._network.rules.opened)
        if target in (*self._trail, self._asked):
            raise FetchError(self._asked, "it redirects in a circle", outcome="redirect-loop")
        if len(self._trail) >= self._limits.redirects:
            raise FetchError(
                self._asked,
                f"it redirects more than {self._limits.redirects} times",
                outcome="too-many-redirects",
            )
        self._trail.append(target)
        self._only_permanent &= response.status in PERMANENT_REDIRECTS
        if self._only_permanent:
            self._moved_to = target
        return target

    async def _answer(self, url: str, response: Response) -> Fetched:
        headers, unchanged = response.headers, response.status == 304
        body = b"" if unchanged else await self._body(url, response)
        return Fetched(
            url=self._asked,
            final_url=url,
            body=body,
            unchanged=unchanged,
            content_type=headers.get("Content-Type", ""),
            validators=Validators.of(headers),
            fresh_seconds=retry_after(headers) or fresh_seconds(headers),
            redirects=self.trail,
            moved_to=self._moved_to,
            wire_bytes=self.bytes_read,
            links=", ".join(headers.getall("Link", []))[:20_000],
        )

    async def _body(self, url: str, response: Response) -> bytes:
        limit = self._limits.wire_bytes
        encoding = ",".join(response.headers.getall("Content-Encoding", []))
        try:
            inflater = Inflater(encoding, self._limits.max_bytes)
            if response.length > limit:
                raise BodyTooLargeError(f"it has more than {limit / 1e6:.0f} MB")
            while chunk := await response.more():
                self.bytes_read += len(chunk)
                if self.bytes_read > limit:
                    raise BodyTooLargeError(f"it has more than {limit / 1e6:.0f} MB")
                for held in inflater.feed(chunk):
                    if held > SMALL_BYTES and self.large:
                        await self.large.need(held)
            return inflater.finish()
        except BodyTooLargeError as error:
            raise FetchError(url, str(error), outcome="too-large") from None
        except ValueError as error:
            raise FetchError(url, str(error), outcome="bad-encoding") from None
