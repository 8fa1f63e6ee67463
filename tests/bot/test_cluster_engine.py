"""Jobs and seats of several processes, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cluster import Engine, Job, Seat, depths
from bot.cluster.schema import SCHEMA, make_schema
from bot.store import BOT_STATE, BOT_TREE, BotStore, one_of_several, only_instance
from digests import (
    NEWSROOM_STATE,
    STORE_TREE,
    Database,
    StoreError,
    export_state,
    import_state,
    migrate,
)
from tests.conftest import NOW
from tests.servers.relay import Relay

pytest.importorskip("procrastinate", reason="the cluster extra is not installed")
LEASE = timedelta(seconds=9)


@pytest.fixture
async def shared(postgresql_url: str) -> AsyncIterator[Database]:
    """A PostgreSQL database with our tables."""
    database = Database.open(postgresql_url)
    await migrate(database, [STORE_TREE, BOT_TREE], NOW)
    yield database
    await database.close()


async def waiting(database: Database) -> dict[str, int]:
    return {depth.kind: depth.jobs for depth in await depths(database)}


async def test_a_job_is_there_with_the_rows_of_its_transaction_or_not_at_all(
    shared: Database,
) -> None:
    assert await depths(shared) == []
    async with Engine.opened(shared, 9) as engine:
        with pytest.raises(RuntimeError):
            async with shared.write() as connection:
                await engine.put(connection, [Job("poll", "poll:a")])
                raise RuntimeError
        assert await waiting(shared) == {}
        async with shared.write() as connection:
            await engine.put(connection, [Job("poll", "poll:a")])
        assert await waiting(shared) == {"poll": 1}


async def test_a_key_waits_once_and_the_transaction_goes_on(shared: Database) -> None:
    store = BotStore(shared)
    async with Engine.opened(shared, 9) as engine:
        await engine.put_now([Job("post", "post:telegram")])
        async with shared.write() as connection:
            jobs = [Job("post", "post:telegram"), Job("post", "post:slack")]
            assert await engine.put(connection, jobs) == [False, True]
        assert await store.take_seat("a", "me", NOW, LEASE)
        many = [engine.put_now([Job("build", "build:news")]) for _ in range(20)]
        new = [one for (one,) in await asyncio.gather(*many)]
        assert sorted(new) == [False] * 19 + [True]
        assert await waiting(shared) == {"post": 2, "build": 1}


async def test_jobs_with_one_key_are_never_worked_on_at_once(shared: Database) -> None:
    running, most, done = 0, 0, []

    async def post(number: int) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.1)
        running -= 1
        done.append(number)

    async with Engine.opened(shared, 9) as one, Engine.opened(shared, 9) as other:
        one.start({"post": post}, 4)
        other.start({"post": post}, 4)
        for number in range(4):
            while not (await one.put_now([Job("post", "post:telegram", {"number": number})]))[0]:
                await asyncio.sleep(0.02)
        async with asyncio.timeout(20):
            while len(done) < 4:
                await asyncio.sleep(0.02)
        await asyncio.gather(one.stop(), other.stop())
    assert sorted(done) == [0, 1, 2, 3]
    assert most == 1


async def test_the_job_of_a_dead_process_is_done_by_another_one(shared: Database) -> None:
    held, done = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        held.set()
        await asyncio.sleep(3600)

    async def finish() -> None:
        done.set()

    async with Engine.opened(shared, 1.5) as dead, Engine.opened(shared, 1.5) as alive:
        dead.start({"poll": hang}, 1)
        await dead.put_now([Job("poll", "poll:a")])
        await asyncio.wait_for(held.wait(), 10)
        alive.start({"poll": finish}, 1)
        assert await alive.retry_stalled() == 0
        async with shared.write() as connection:  # its heartbeats are of long ago
            raw: Any = (await connection.get_raw_connection()).driver_connection
            await raw.execute(
                f"UPDATE {SCHEMA}.procrastinate_workers SET last_heartbeat = now() - interval '1h' "
                f"WHERE id = (SELECT worker_id FROM {SCHEMA}.procrastinate_jobs)"
            )
        assert await alive.retry_stalled() == 1
        await asyncio.wait_for(done.wait(), 10)
        await asyncio.gather(dead.stop(), alive.stop())


async def test_a_stalled_job_gives_way_to_one_that_waits_with_its_key(shared: Database) -> None:
    held = asyncio.Event()

    async def hang() -> None:
        held.set()
        await asyncio.sleep(3600)

    async with Engine.opened(shared, 9) as engine:
        engine.start({"poll": hang}, 1)
        await engine.put_now([Job("poll", "poll:a")])
        await asyncio.wait_for(held.wait(), 10)
        assert await engine.put_now([Job("poll", "poll:a")]) == [True]
        async with shared.write() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            await raw.execute(
                f"UPDATE {SCHEMA}.procrastinate_workers SET last_heartbeat = now() - interval '1h'"
            )
        async with Engine.opened(shared, 9) as other:
            assert await other.retry_stalled() == 1
            assert await waiting(shared) == {"poll": 1}
        await engine.stop()


async def test_the_tables_of_the_engine_are_made_once(shared: Database) -> None:
    await asyncio.gather(*(make_schema(shared) for _ in range(3)))
    async with shared.write() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        await raw.execute(f"COMMENT ON SCHEMA {SCHEMA} IS 'another'")
    with pytest.raises(StoreError, match="another version of procrastinate"):
        await make_schema(shared)


async def test_exports_and_imports_do_not_see_the_engine(
    shared: Database, postgresql_server: str, tmp_path: Path
) -> None:
    async with Engine.opened(shared, 9) as engine:
        await engine.put_now([Job("poll", "poll:a")])
    file = tmp_path / "state.jsonl"
    await export_state(shared, [NEWSROOM_STATE, BOT_STATE], file, NOW)
    assert "procrastinate" not in file.read_text()
    await import_state(shared, [NEWSROOM_STATE, BOT_STATE], file)
    assert await waiting(shared) == {"poll": 1}
    await make_schema(shared)


async def test_processes_of_a_cluster_run_beside_each_other_and_nobody_else(
    shared: Database, postgresql_url: str
) -> None:
    other = Database.open(postgresql_url)
    try:
        async with one_of_several(shared), one_of_several(other):
            with pytest.raises(StoreError, match="Another digestbot runs"):
                async with only_instance(other):
                    pytest.fail("beside a cluster")
        async with only_instance(shared):
            with pytest.raises(StoreError, match="Another digestbot runs"):
                async with one_of_several(other):
                    pytest.fail("beside one that works alone")
    finally:
        await other.close()


class Sitter:
    """A process with a seat and a clock of its own."""

    def __init__(self, store: BotStore, name: str) -> None:
        self.moves: list[str] = []
        self.seconds = 0.0
        self.seat = Seat(store, "listen", name, LEASE, (self.sit, self.rise), lambda: self.seconds)

    async def sit(self) -> None:
        self.moves.append("sit")

    async def rise(self) -> None:
        self.moves.append("rise")

    async def tick(self, seconds: float) -> None:
        self.seconds = seconds
        await self.seat.tick(NOW + timedelta(seconds=seconds))


@pytest.fixture
async def store(any_database_url: str) -> AsyncIterator[BotStore]:
    database = Database.open(any_database_url)
    await migrate(database, [STORE_TREE, BOT_TREE], NOW)
    yield BotStore(database)
    await database.close()


async def test_a_seat_is_kept_by_renewal_and_taken_over_from_the_dead(store: BotStore) -> None:
    first, second = Sitter(store, "first"), Sitter(store, "second")
    for seconds in (0, 3, 6, 9, 12):
        await first.tick(seconds)
        await second.tick(seconds)
    assert (first.moves, second.moves) == (["sit"], [])
    await second.tick(20)
    assert second.moves == []
    await second.tick(21)
    assert second.moves == ["sit"]


async def test_a_process_that_was_paused_gets_up_before_anything_else(store: BotStore) -> None:
    paused, other = Sitter(store, "paused"), Sitter(store, "other")
    await paused.tick(0)
    await other.tick(10)
    await paused.tick(30)
    assert paused.moves == ["sit", "rise", "sit"]  # the lease of the other is over as well
    await other.tick(31)
    assert other.moves == ["sit", "rise"]


async def test_a_seat_that_is_given_back_is_free_at_once(store: BotStore) -> None:
    first, second = Sitter(store, "first"), Sitter(store, "second")
    await first.tick(0)
    await first.seat.leave()
    await second.tick(1)
    assert (first.moves, second.moves) == (["sit", "rise"], ["sit"])
    await first.seat.leave()
    await second.tick(2)
    assert second.moves == ["sit"]


async def test_the_metrics_tell_how_many_jobs_wait_and_how_long(shared: Database) -> None:
    async with Engine.opened(shared, 9) as engine:
        await engine.put_now([Job("poll", "poll:a"), Job("poll", "poll:b")])
        async with shared.write() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            await raw.execute(
                f"UPDATE {SCHEMA}.procrastinate_events SET at = at - interval '1 minute'"
            )
        (depth,) = await depths(shared)
    assert (depth.kind, depth.jobs) == ("poll", 2)
    assert 60 <= depth.seconds < 120


async def test_a_job_is_tried_again_while_the_database_is_away(
    shared: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cluster.engine.PAUSES", (0.01, 0.01, 0.01))
    tries, done = 0, asyncio.Event()

    async def poll(feeds: list[int]) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise StoreError("away")
        assert feeds == [7]
        done.set()

    async with Engine.opened(shared, 9) as engine:
        engine.start({"poll": poll}, 1)
        await engine.put_now([Job("poll", "poll:a", {"feeds": [7]})])
        await asyncio.wait_for(done.wait(), 10)
        await engine.stop()
    assert tries == 3
    assert await depths(shared) == []


async def test_a_process_stops_in_time_though_its_database_is_gone(
    shared: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cluster.engine.STOP_SECONDS", 0.5)
    async with Relay(shared.url.host or "", shared.url.port or 5432) as relay:
        there = shared.url.set(host="127.0.0.1", port=relay.port)
        database = Database.open(there.render_as_string(hide_password=False))
        async with Engine.opened(database, 1.5) as engine:
            engine.start({"poll": hang}, 1)
            await asyncio.sleep(1)  # it has begun
            seat = Seat(BotStore(database), "listen", "me", LEASE, (nothing, nothing))
            await seat.tick(NOW)
            await relay.cut()
            manager: Any = engine._app.job_manager
            manager.unregister_worker = hang  # as a pool that waits
            async with asyncio.timeout(10):
                await engine.stop()
                await seat.leave()
        await database.close()


async def nothing() -> None:
    """A move of a seat that moves nothing."""


async def hang(*_: object) -> None:
    await asyncio.sleep(3600)


async def test_a_job_whose_end_could_not_be_written_down_is_given_to_another_process(
    shared: Database,
) -> None:
    done = asyncio.Semaphore(0)

    async def poll() -> None:
        done.release()

    async with Engine.opened(shared, 30) as engine:
        finish = engine._app.job_manager.finish_job

        async def lost(*_: object, **__: object) -> None:
            raise OSError("the connection is cut")

        engine._app.job_manager.finish_job = lost  # type: ignore[method-assign] # one seam
        engine.start({"poll": poll}, 1)
        await engine.put_now([Job("poll", "poll:a")])
        await asyncio.wait_for(done.acquire(), 10)
        await asyncio.sleep(0.2)
        engine._app.job_manager.finish_job = finish  # type: ignore[method-assign] # put back
        assert await engine.retry_stalled() == 0  # it may be ending just now
        assert await engine.retry_stalled() == 1
        await asyncio.wait_for(done.acquire(), 10)
        await engine.stop()
    assert await depths(shared) == []


async def test_a_job_of_a_dead_process_is_given_away_once_by_many(shared: Database) -> None:
    held = asyncio.Event()

    async def hang() -> None:
        held.set()
        await asyncio.sleep(3600)

    async with AsyncExitStack() as stack:
        dead, *others = [await stack.enter_async_context(Engine.opened(shared, 9)) for _ in "abcd"]
        dead.start({"poll": hang}, 1)
        await dead.put_now([Job("poll", "poll:a")])
        await asyncio.wait_for(held.wait(), 10)
        async with shared.write() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            await raw.execute(
                f"UPDATE {SCHEMA}.procrastinate_workers SET last_heartbeat = now() - interval '1h'"
            )
        assert sum(await asyncio.gather(*(other.retry_stalled() for other in others))) == 1
        assert await waiting(shared) == {"poll": 1}
