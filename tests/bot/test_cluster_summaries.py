"""Summaries as jobs of their own, shared by several processes, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.app.jobs import GIVEN_UP_FOR, Jobs
from bot.app.ticks import RunningBot
from bot.clock import utc_now
from bot.cluster import Engine, Job, depths
from bot.cluster.schema import SCHEMA
from bot.config import Config
from bot.model import Address, Order
from bot.store import BOT_TREE, BotStore
from digests import (
    STORE_TREE,
    Article,
    ArticleDraft,
    Database,
    KeyPoint,
    Newsroom,
    Section,
    Snapshot,
    StoreError,
    SummaryError,
    Topic,
    migrate,
)
from digests.summarise.extractive import ExtractiveSummariser
from tests.conftest import NOW
from tests.fakes import FakePlatform

pytest.importorskip("procrastinate", reason="the cluster extra is not installed")
DIGEST = ("prepare", "build", "summarise")
TOPICS = tuple(Topic(name=name, title=name, words=("harbour",)) for name in ("port", "sea"))
EVENTS = {
    "Old bridge of Norhaven closes": "The harbour bridge of Norhaven, opened in 1931, will close "
    "for repairs on 4 May. Lorries must take the tunnel until autumn, the council decided.",
    "Ferry runs aground": "A passenger vessel with 40 people aboard hit rocks outside Westmere "
    "harbour in thick fog. Nobody was hurt, rescuers reported after midnight.",
    "Seven cranes arrive": "Container handling doubles in Ostra harbour, where seven machines from "
    "a Finnish factory were mounted. They cost 12 million crowns altogether.",
    "Pilots stop work": "Lindholm harbour stands still since Tuesday: its pilots refuse night "
    "shifts. Their union demands nine more colleagues and another duty roster.",
}


@dataclass
class Model:
    """A summariser that takes its time; `asked` has the title of each article, by process."""

    process: str
    asked: list[tuple[str, str]]
    fails: bool = False
    name: str = "a model"
    builtin: ExtractiveSummariser = field(default_factory=ExtractiveSummariser)

    async def summarise(
        self,
        articles: Sequence[Article],
        sections: Sequence[Section],
        limit: int,
        language: str = "",
    ) -> tuple[KeyPoint, ...]:
        self.asked.append((self.process, articles[0].title))
        await asyncio.sleep(0.3)
        if self.fails:
            raise SummaryError("the language model is out of order")
        return await self.builtin.summarise(articles, sections, limit, language)


@pytest.fixture
async def store(postgresql_url: str) -> AsyncIterator[BotStore]:
    """With four stories, and a chat that is due to be told of each topic."""
    database = Database.open(postgresql_url)
    await migrate(database, [STORE_TREE, BOT_TREE], NOW)
    store, now = BotStore(database), utc_now()
    newsroom = Newsroom(database, TOPICS)
    drafts = [
        ArticleDraft(
            title=title,
            text=story,
            outlet=f"Outlet {number}",
            url=f"https://outlet{number}.example/1",
            published=now - timedelta(hours=1),
            language="en",
        )
        for number, (title, story) in enumerate(EVENTS.items())
    ]
    assert len({one.story for one in await newsroom.take_in(drafts, now)}) == len(EVENTS)
    for number, topic in enumerate(TOPICS):
        chat = await store.chat(Address("telegram", str(number)), now)
        since = now - timedelta(days=1)
        order = Order(topic=topic.name, times=(time(8),), next_due=now, told_until=since)
        await store.subscribe(chat, order, now)
    yield store
    await newsroom.close()
    await database.close()


@asynccontextmanager
async def processes(
    url: str, folder: Path, models: Sequence[Model]
) -> AsyncIterator[list[tuple[Engine, Jobs]]]:
    """One for each model, at work with the role `digest`, one job at a time each."""
    async with AsyncExitStack() as stack:
        found = []
        for model in models:
            database = Database.open(url)
            stack.push_async_callback(database.close)
            newsroom = Newsroom(database, TOPICS)
            newsroom.use_summariser(model)
            stack.push_async_callback(newsroom.close)
            config = Config(database_url=url, health_file=folder / "health.json")
            engine = await stack.enter_async_context(Engine.opened(database, 9))
            bot = RunningBot(config, database, newsroom, {"telegram": FakePlatform()})
            found.append((engine, Jobs(bot, engine, DIGEST)))
        for engine, jobs in found:
            engine.start(jobs.handlers, 1)
        yield found


async def built(store: BotStore, jobs: Jobs) -> None:
    """Both digests are ready to be posted. Nobody looks again at what is due."""
    await jobs.look(utc_now())
    found = 0
    async with asyncio.timeout(60):
        while found < len(TOPICS):
            found += len(await store.claim("telegram", utc_now(), 10))
            await asyncio.sleep(0.1)


async def test_several_processes_share_the_stories_and_each_is_written_once(
    store: BotStore, postgresql_url: str, tmp_path: Path
) -> None:
    asked: list[tuple[str, str]] = []
    models = [Model("first", asked), Model("second", asked)]
    async with processes(postgresql_url, tmp_path, models) as [(_, jobs), _]:
        await built(store, jobs)
    assert sorted(title for _, title in asked) == sorted(EVENTS)
    assert {process for process, _ in asked} == {"first", "second"}
    assert [depth.kind for depth in await depths(store.database)] == ["post"]


async def summary_jobs(store: BotStore) -> dict[int, bool]:
    """The stories that are asked for, and whether each has a job."""
    asked = "SELECT story FROM summaries WHERE given_up IS NULL"
    jobs = f"SELECT lock FROM {SCHEMA}.procrastinate_jobs WHERE task_name = 'summarise'"
    async with store.database.read() as connection:
        stories = (await connection.execute(text(asked))).scalars().all()
        locks = (await connection.execute(text(jobs))).scalars().all()
    return {story: f"summarise:{story}" in locks for story in stories}


async def test_what_is_asked_for_has_its_jobs_from_the_same_moment_on(
    store: BotStore, postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with processes(postgresql_url, tmp_path, [Model("first", [])]) as [(engine, jobs)]:
        await engine.stop()
        await store.fan_out(utc_now())
        put = engine.put

        async def broken(connection: Snapshot, some: Sequence[Job]) -> list[bool]:
            await put(connection, some)
            raise StoreError("the server went away")

        monkeypatch.setattr(engine, "put", broken)
        with pytest.raises(StoreError):
            await jobs.build("port")
        assert await summary_jobs(store) == {}
        monkeypatch.setattr(engine, "put", put)
        monkeypatch.delattr(Engine, "put_now")  # that is a transaction of its own
        for _ in range(2):
            await jobs.build("port")
            found = await summary_jobs(store)
            assert len(found) == len(EVENTS) and all(found.values())
        await jobs.summarise("port", min(found))
        assert min(found) not in await summary_jobs(store)


async def test_what_one_process_gave_up_no_other_one_tries_at_once(
    store: BotStore, postgresql_url: str, tmp_path: Path
) -> None:
    asked: list[tuple[str, str]] = []
    models = [Model("first", asked, fails=True), Model("second", asked, fails=True)]
    async with processes(postgresql_url, tmp_path, models) as [(one, first), (other, second)]:
        await asyncio.gather(one.stop(), other.stop())
        await store.fan_out(utc_now())
        await first.build("port")
        for story in await summary_jobs(store):
            await first.summarise("port", story)
        await second.build("port")
        assert {process for process, _ in asked} == {"first", "second"}  # the second tells it
        assert len(await store.claim("telegram", utc_now(), 10)) == 1
        later = utc_now() + GIVEN_UP_FOR
        assert await store.ask_for_summaries([1], later, GIVEN_UP_FOR, nothing)


async def nothing(connection: Snapshot, stories: Sequence[int]) -> None:
    """Puts no jobs."""


async def test_what_no_model_writes_is_told_by_the_built_in_summariser(
    store: BotStore, postgresql_url: str, tmp_path: Path
) -> None:
    asked: list[tuple[str, str]] = []
    models = [Model("first", asked, fails=True), Model("second", asked, fails=True)]
    async with processes(postgresql_url, tmp_path, models) as [(_, jobs), _]:
        await built(store, jobs)
    told = await store.content(1)
    assert any("Norhaven" in part.text for part in told.values())
