"""Makes the content of deliveries: one digest for all that are told the same."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model import Part, Reply, WhenEmpty
from bot.platforms import Platform
from bot.store import BotStore, Build
from bot.wording import nothing_new
from digests import Digest, DigestQuery, DigestsError, Period, UnknownTopicError

log = logging.getLogger(__name__)


class Newsroom(Protocol):
    """What delivering needs of the newsroom."""

    async def digest(self, query: DigestQuery, now: datetime) -> Digest: ...


class Builder:
    """Asks the newsroom once for each group of deliveries, and each platform to render once."""

    def __init__(
        self, newsroom: Newsroom, store: BotStore, platforms: Mapping[str, Platform]
    ) -> None:
        self._newsroom = newsroom
        self._store = store
        self._platforms = platforms

    async def build(self, now: datetime) -> int:
        """Give content to every delivery that waits for it; returns how many got some."""
        built, digests = 0, dict[tuple[object, ...], Digest]()
        for build in await self._store.to_build(self._platforms):
            wanted = (build.topic, build.told_until, build.until)
            try:
                if wanted not in digests:
                    digests[wanted] = await self._newsroom.digest(query_of(build), now)
                built += await self._give(build, digests[wanted], now)
            except UnknownTopicError as error:
                await self._store.drop(build, str(error), now, told=False)
            except DigestsError:
                log.exception("The digest of “%s” can't be made now; tried again", build.topic)
        return built

    async def _give(self, build: Build, digest: Digest, now: datetime) -> int:
        platform = self._platforms[build.platform]
        if digest.stories:
            stories = [story.story or 0 for story in digest.stories]
            return await self._store.store_rendition(build, platform.render(digest), stories, now)
        line: Sequence[Part] = platform.render(Reply(lines=(nothing_new(),)))
        await self._store.drop(build, "nothing new", now, told=True, only=WhenEmpty.SILENCE)
        return await self._store.store_rendition(build, line, [], now)


def query_of(build: Build) -> DigestQuery:
    """All that was first seen after the mark, up to and without `until`."""
    return DigestQuery(
        topic=build.topic,
        period=Period(start=build.told_until, end=build.until),
        told_until=build.told_until,
        only_new=True,
    )
