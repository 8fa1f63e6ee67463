"""Makes the content of deliveries: one digest for all that are told the same."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.buttons import digest_buttons
from bot.delivery.drafting import Drafting
from bot.delivery.newsroom import Newsroom
from bot.drafts import Changes, changed
from bot.model import Reply, WhenEmpty
from bot.platforms import Platform
from bot.say.language import speaking
from bot.store import BotStore, Build, Shown
from bot.wishes import asked_for
from bot.wording import nothing_new
from digests import Digest, DigestQuery, DigestsError, Period, UnknownTopicError

STORY_DAYS = timedelta(days=3)  # a story that lasts longer was told of before
MOST_STORIES = 200

log = logging.getLogger(__name__)


class Builder:
    """Asks the newsroom once for each group of deliveries, and each platform to render once."""

    def __init__(
        self,
        newsroom: Newsroom,
        store: BotStore,
        platforms: Mapping[str, Platform],
        drafting: Drafting | None = None,
    ) -> None:
        self._drafting = drafting
        self._newsroom = newsroom
        self._store = store
        self._platforms = platforms

    async def build(self, now: datetime, topic: str | None = None) -> int:
        """Give content to every delivery that waits for it, or those of one topic; returns how many
        got some."""
        built, digests = 0, dict[DigestQuery, Digest]()
        for build, changes in await self._to_build(now, topic):
            query = query_of(build)
            try:
                if query not in digests:
                    digests[query] = await self._newsroom.digest(query, now)
                digest = changed(await self._awaited(build, digests[query]), changes)
                built += await self._give(build, digest, now)
            except UnknownTopicError as error:
                await self._store.drop(build, str(error), now, told=False)
            except DigestsError:
                log.exception("The digest of “%s” can't be made now; tried again", build.topic)
        return built

    async def queries(self, topic: str) -> set[DigestQuery]:
        """What the deliveries of a topic that wait for content ask the newsroom; nothing where
        editors look first."""
        edited: Collection[str] = self._drafting.desks.keys() if self._drafting else ()
        free = await self._store.to_build(self._platforms, only=[topic], without=edited)
        return {query_of(build) for build in free}

    async def _to_build(
        self, now: datetime, topic: str | None = None
    ) -> list[tuple[Build, Changes]]:
        """What waits for content, with what editors changed in it."""
        edited: Collection[str] = self._drafting.desks.keys() if self._drafting else ()
        only = None if topic is None else [topic]
        free = await self._store.to_build(self._platforms, only=only, without=edited)
        builds = [(build, Changes()) for build in free]
        edited = [name for name in edited if topic in (None, name)]
        if self._drafting and edited:
            held = await self._store.to_build(self._platforms, only=edited)
            builds += await self._drafting.passed(held, now)
        return builds

    async def _awaited(self, build: Build, digest: Digest) -> Digest:
        """Of a subscription that waits for stories, those alone that have come."""
        if not build.outlets:
            return digest
        reached = await self._store.reached(
            build.topic, build.outlets, build.told_until, build.until
        )
        stories = tuple(story for story in digest.stories if story.story in reached)
        return replace(digest, stories=stories, left_out=0)

    async def _give(self, build: Build, digest: Digest, now: datetime) -> int:
        platform = self._platforms[build.platform]
        shown = Shown(
            id=0, topic=build.topic, stories=tuple(story.story or 0 for story in digest.stories)
        )
        if not digest.stories:
            only = None if build.outlets else WhenEmpty.SILENCE
            await self._store.drop(build, "nothing new", now, told=True, only=only)
        rendition = await self._store.new_rendition(build.platform, shown, now)
        with speaking(build.language):
            parts = platform.render(content_of(build, digest, rendition))
        return await self._store.give(build, rendition, parts)


def content_of(build: Build, digest: Digest, rendition: int) -> Reply:
    """What the chats of the group read: the digest with its buttons, or that nothing is new."""
    told = bool(digest.stories)
    return Reply(
        lines=() if told else (nothing_new(),),
        digest=digest if told else None,
        buttons=digest_buttons(digest, rendition) if told else (),
        zone=build.zone,
        language=build.language,
        silent=build.wishes.silent,
        threaded=True,
    )


def stories_of(topic: str, now: datetime) -> DigestQuery:
    """All stories of the last days, whole."""
    period = Period(start=now - STORY_DAYS, end=now)
    return DigestQuery(topic=topic, period=period, max_stories=MOST_STORIES)


def query_of(build: Build) -> DigestQuery:
    """All that was first seen after the mark, up to and without `until`, as the chats want it.

    For a subscription that waits for stories: all that is in them.
    """
    wished = asked_for(build.wishes)
    if build.outlets:
        return replace(
            stories_of(build.topic, build.until),
            max_points=wished["max_points"],
            muted=wished["muted"],
            filters=wished["filters"],
            language=build.language,
        )
    return DigestQuery(
        topic=build.topic,
        period=Period(start=build.told_until, end=build.until),
        told_until=build.told_until,
        only_new=True,
        language=build.language,
        **wished,
    )
