"""What delivering needs of the newsroom."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from digests import Digest, DigestQuery


class Newsroom(Protocol):
    async def digest(self, query: DigestQuery, now: datetime) -> Digest: ...


class Writing(Protocol):
    """What is more of it where several processes share the waiting for a language model."""

    async def unwritten(
        self, query: DigestQuery, now: datetime, only: int | None = None
    ) -> list[int]: ...

    async def write(self, query: DigestQuery, story: int) -> None: ...
