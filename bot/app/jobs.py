"""What the jobs of several processes do: the same as the ticks of one, a piece at a time."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.app.ticks import RunningBot
from bot.clock import utc_now
from bot.cluster import Engine, Handler, Job
from bot.delivery.writing import Writer
from digests import Snapshot

log = logging.getLogger(__name__)

FEEDS_AT_ONCE = 500  # handed out in one transaction
FEEDS_OF_A_HOST = 20  # in one job; the rest follows when it is done
STORIES_EVERY = timedelta(seconds=30)
GIVEN_UP_FOR = timedelta(minutes=2)
FEED_LEASE = timedelta(minutes=10)  # a feed whose job is lost is due again after this
KINDS = {
    "ingest": ("poll", "assign"),
    "digest": ("prepare", "build", "summarise"),
    "post": ("post",),
    "answer": (),
}
ASSIGN = Job("assign", "assign", priority=1)  # not behind hundreds of feeds


class Jobs:
    """Puts jobs where something is to do, and does those that this process is given."""

    def __init__(self, bot: RunningBot, engine: Engine, kinds: Sequence[str]) -> None:
        self._bot = bot
        self._engine = engine
        self._kinds = kinds
        self._watched: datetime | None = None
        self._writer = Writer(bot.newsroom, bot.deliveries.builder)
        bot.store.wake = self.wake
        bot.newsroom.on_arrival = self.arrived

    @property
    def handlers(self) -> dict[str, Handler]:
        """What this process does, by the kind of job."""
        return {kind: getattr(self, kind) for kind in self._kinds}

    # -- put -------------------------------------------------------------------------------

    async def wake(self, connection: Snapshot, what: str) -> None:
        """Into the transaction in which the work appears."""
        kind, _, name = what.partition(" ")
        if kind == "build":
            topics = await self._bot.store.topics_to_build(self._bot.platforms, connection)
            await self._engine.put(connection, [_build(topic) for topic in topics])
        else:
            await self._engine.put(connection, [_post(name)])

    async def arrived(self, connection: Snapshot) -> None:
        """Into the transaction in which a poll stores what is new."""
        await self._engine.put(connection, [ASSIGN])

    async def look(self, now: datetime) -> None:
        """What is due by the clock, or was woken by a job that is lost."""
        store, platforms = self._bot.store, self._bot.platforms
        jobs: list[Job] = []
        if "assign" in self._kinds and await self._bot.newsroom.has_arrivals(now):
            jobs.append(ASSIGN)
        if "prepare" in self._kinds:
            if await store.is_anything_due(now) or await self._has_to_watch(now):
                jobs.append(Job("prepare", "prepare"))
            jobs += [_build(topic) for topic in await store.topics_to_build(platforms)]
        if "post" in self._kinds:
            jobs += [_post(name) for name in platforms if await self._has_to_post(name, now)]
        await self._engine.put_now(jobs)

    async def _has_to_watch(self, now: datetime) -> bool:
        """Whether subscriptions wait for stories, and it is time to look for these."""
        if self._watched and now < self._watched + STORIES_EVERY:
            return False
        self._watched = now
        return bool(await self._bot.store.waiting_for_stories())

    async def _has_to_post(self, platform: str, now: datetime) -> bool:
        store = self._bot.store
        if await store.has_ready(platform, now) or await store.to_correct(now, 1):
            return True
        drafts = await store.waiting_drafts()
        return any(draft.message_id is None or draft.decide_by <= now for draft in drafts)

    async def hand_out(self, now: datetime) -> None:
        """Feeds that are due, to whichever process polls."""

        async def put(connection: Snapshot, by_host: Mapping[str, Sequence[int]]) -> Iterable[int]:
            shares = {host: list(feeds[:FEEDS_OF_A_HOST]) for host, feeds in by_host.items()}
            jobs = [Job("poll", f"poll:{host}", {"feeds": shares[host]}) for host in shares]
            new = await self._engine.put(connection, jobs)
            taken = [feeds for feeds, is_new in zip(shares.values(), new, strict=True) if is_new]
            return [feed for feeds in taken for feed in feeds]

        await self._bot.newsroom.hand_out_feeds(now, now + FEED_LEASE, FEEDS_AT_ONCE, put)

    # -- do --------------------------------------------------------------------------------

    async def poll(self, feeds: Sequence[int]) -> None:
        now = utc_now()
        await self._bot.note_poll(await self._bot.newsroom.poll_these(feeds, now), now)

    async def assign(self) -> None:
        """Stories are found in one process at a time; what is left has a job of its own, so that
        none takes long."""
        if await self._bot.take_in_arrivals(utc_now()):
            await self._engine.put_now([ASSIGN])

    async def prepare(self) -> None:
        await self._bot.deliveries.fan_out(utc_now())

    async def build(self, topic: str) -> None:
        """What a language model has yet to write is shared out first; whoever writes the last of it
        puts this job again."""
        now = utc_now()

        async def put(connection: Snapshot, stories: Sequence[int]) -> None:
            await self._engine.put(connection, [_summarise(topic, story) for story in stories])

        lacking = await self._writer.unwritten(topic, now)
        if lacking and await self._bot.store.ask_for_summaries(lacking, now, GIVEN_UP_FOR, put):
            return
        await self._bot.deliveries.build(topic, now)

    async def summarise(self, topic: str, story: int) -> None:
        """One story for all chats. What no model writes now is left to the built-in summariser."""
        now = utc_now()
        given_up = None if await self._writer.write(topic, story, now) else now

        async def wake(connection: Snapshot) -> None:
            await self.wake(connection, "build")

        await self._bot.store.end_summary(story, wake, given_up=given_up)

    async def post(self, platform: str) -> None:
        """All that writes through a token by itself: one job at a time, so that one process has
        its whole budget."""
        deliveries = self._bot.deliveries
        await deliveries.posters[platform].run(utc_now())
        await deliveries.correcting.tick(utc_now(), platform)
        await deliveries.drafting.tick(utc_now(), platform)


def _build(topic: str) -> Job:
    return Job("build", f"build:{topic}", {"topic": topic})


def _summarise(topic: str, story: int) -> Job:
    """The story is the key: two topics that want it wait for one another."""
    return Job("summarise", f"summarise:{story}", {"topic": topic, "story": story})


def _post(platform: str) -> Job:
    return Job("post", f"post:{platform}", {"platform": platform})
