"""What delivering needs of the newsroom."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from digests import Digest, DigestQuery


class Newsroom(Protocol):
    async def digest(self, query: DigestQuery, now: datetime) -> Digest: ...
