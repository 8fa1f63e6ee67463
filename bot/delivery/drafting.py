"""Topics with editors: nothing of them is told before somebody approved it, or time ran out."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby

from bot.delivery.newsroom import Newsroom
from bot.delivery.pacing import Pacer
from bot.drafts import (
    Changes,
    Draft,
    DraftState,
    EditorsDesk,
    OnTimeout,
    seen_until,
    together,
)
from bot.editors import draft_reply
from bot.errors import ChatMoved, DeliveryError, Held
from bot.model import Length, Reply, Wishes
from bot.platforms import Platform
from bot.say.language import speaking
from bot.store import BotStore, Build
from bot.wishes import asked_for
from digests import DigestQuery, DigestsError, Period, UnknownTopicError

log = logging.getLogger(__name__)
TIME_OUT = ""  # who decided, when nobody did


class Drafting:
    """`desks` are by topic, and may be replaced while it runs. `pacers` are those of deliveries."""

    def __init__(
        self,
        newsroom: Newsroom,
        store: BotStore,
        platforms: Mapping[str, Platform],
        pacers: Mapping[str, Pacer],
    ) -> None:
        self.desks: Mapping[str, EditorsDesk] = {}
        self._newsroom = newsroom
        self._store = store
        self._platforms = platforms
        self._pacers = pacers

    async def passed(self, builds: Iterable[Build], now: datetime) -> list[tuple[Build, Changes]]:
        """What may be told, with what editors changed; for the rest a draft is made, or waits.

        What has nothing to tell needs no editor.
        """
        passed = []
        ordered = sorted(builds, key=lambda build: build.topic)
        for topic, group in groupby(ordered, key=lambda build: build.topic):
            builds = list(group)
            drafts = await self._store.drafts_of(topic)
            changes = together({draft.id: draft.changes for draft in drafts})
            approved = [draft for draft in drafts if draft.state is DraftState.APPROVED]
            waiting = [draft for draft in drafts if draft.state in WAITS]
            seen = {build: seen_until(build.told_until, approved) for build in builds}
            late = [build for build in builds if seen[build] < build.until]
            passed += [(build, changes) for build in builds if build not in late]
            if all(_awaited(seen[build], build.until, waiting) for build in late):
                continue
            since, until = min(seen[build] for build in late), max(each.until for each in late)
            if not await self._ask(topic, (since, until), changes, now):
                passed += [(build, changes) for build in late]
        return passed

    async def _ask(
        self, topic: str, covered: tuple[datetime, datetime], changes: Changes, now: datetime
    ) -> bool:
        """Make a draft of all that was first seen in that time; False when that is nothing."""
        try:
            digest = await self._newsroom.digest(draft_query(topic, *covered), now)
        except UnknownTopicError:
            return False  # the builder says so
        except DigestsError:
            log.exception("A draft of “%s” can't be made now; tried again", topic)
            return True
        if not digest.stories:
            return False
        desk = self.desks[topic]
        times = (now, now + desk.patience)
        number = await self._store.new_draft(topic, covered, changes, desk.address, times)
        log.info("Draft %s of “%s” waits for its editors", number, topic)
        return True

    async def tick(self, now: datetime, platform: str | None = None) -> None:
        """Show new drafts to their editors on all platforms or one, and end the patience with old
        ones."""
        for draft in await self._store.waiting_drafts():
            desk = self.desks.get(draft.topic)
            if desk and platform not in (None, desk.address.platform):
                continue
            if desk is None:  # the topic has no editors any more
                await self._store.decide(draft.id, DraftState.APPROVED, TIME_OUT, now)
            elif draft.message_id is None:
                await self._announce(draft, desk, now)
            elif draft.state is DraftState.OPEN and draft.decide_by <= now:
                await self._end(draft, desk, now)

    async def _announce(self, draft: Draft, desk: EditorsDesk, now: datetime) -> None:
        """An editors' chat that can't be written to is tried again at the next tick; its time
        runs on, so that what has no reader is not held for ever unless it is meant to be."""
        if draft.state is DraftState.OPEN and draft.decide_by <= now:
            await self._end(draft, desk, now)
            return
        try:
            digest = await self._newsroom.digest(
                draft_query(draft.topic, draft.since, draft.until), now
            )
            chat = await self._store.find_chat(draft.address)
            with speaking(chat.language if chat else ""):
                zone = chat.zone if chat else "UTC"
                reply = draft_reply(draft, digest, desk, (now, zone))
                message = await self._say(draft, reply)
            await self._store.announced(draft.id, message)
        except DigestsError:
            log.exception("Draft %s can't be told now; tried again", draft.id)
        except (DeliveryError, ChatMoved, Held) as error:
            log.error("The editors of “%s” were not reached: %s", draft.topic, error)

    async def _say(self, draft: Draft, reply: Reply) -> str:
        """The id of the last message."""
        platform, message = self._platforms[draft.address.platform], ""
        chat = draft.address.native_id
        for number, part in enumerate(platform.render(reply), 1):
            async with self._pacers[platform.name].turn(chat, group=True) as turn:
                await turn.leave()
                key = f"draft {draft.id} {number}"
                message = (await platform.send(draft.address, part, key)).message_id
        return message

    async def _end(self, draft: Draft, desk: EditorsDesk, now: datetime) -> None:
        sends = desk.on_timeout is OnTimeout.SEND
        state = DraftState.APPROVED if sends else DraftState.HELD
        if await self._store.decide(draft.id, state, TIME_OUT, now):
            log.info("Nobody decided on draft %s: %s", draft.id, state)


WAITS = (DraftState.OPEN, DraftState.HELD)


def draft_query(topic: str, since: datetime, until: datetime) -> DigestQuery:
    """All that any chat could be told of the topic."""
    return DigestQuery(
        topic=topic,
        period=Period(start=since, end=until),
        told_until=since,
        only_new=True,
        **asked_for(Wishes(length=Length.FULL)),
    )


def _awaited(since: datetime, until: datetime, drafts: Iterable[Draft]) -> bool:
    return any(draft.covers(since, until) for draft in drafts)
