"""Before a digest is made: stories whose key points a language model has yet to write.

What is asked for stands in the deliveries that wait for content, so whoever writes a story needs
to know no more than its number and the topic.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.delivery.builder import Builder
from bot.delivery.newsroom import Writing
from digests import DigestQuery, UnknownTopicError

PATIENCE = timedelta(minutes=1)  # of a delivery; then the digest is made with what there is


class Writer:
    """For the jobs of several processes; one process has `build` do all of it."""

    def __init__(self, newsroom: Writing, builder: Builder) -> None:
        self._newsroom = newsroom
        self._builder = builder

    async def unwritten(self, topic: str, now: datetime) -> list[int]:
        """Stories that the deliveries of a topic wait for, and not for too long yet."""
        found = set[int]()
        for query in await self._builder.queries(topic):
            if query.period.end > now - PATIENCE:
                found.update(await self._lacking(query, now))
        return sorted(found)

    async def write(self, topic: str, story: int, now: datetime) -> bool:
        """Have it written as the deliveries of the topic want it; whether it is now."""
        written = True
        for query in await self._builder.queries(topic):
            if await self._lacking(query, now, story):
                await self._newsroom.write(query, story)
                written &= not await self._lacking(query, now, story)
        return written

    async def _lacking(
        self, query: DigestQuery, now: datetime, story: int | None = None
    ) -> list[int]:
        try:
            return await self._newsroom.unwritten(query, now, story)
        except UnknownTopicError:
            return []  # `build` drops these deliveries
