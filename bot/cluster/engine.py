"""The engine behind a narrow door: put jobs into a transaction, work on them, find lost ones."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from bot.cluster.schema import LOCK, SCHEMA, make_schema
from digests import Database, Snapshot, StoreError

if TYPE_CHECKING:
    from procrastinate import App, JobContext
    from procrastinate.jobs import Job as Row

log = logging.getLogger(__name__)

Handler = Callable[..., Awaitable[None]]
STOP_SECONDS = 3.0
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)  # between tries while the database is away
FETCH_SECONDS = 2.0  # a notification comes at once; this is for one that is missed


def installed() -> bool:
    """Whether the extra `cluster` is there."""
    return all(find_spec(name) for name in ("procrastinate", "psycopg", "psycopg_pool"))


@dataclass(frozen=True, slots=True)
class Job:
    """`key` names the work: no second job with it waits, and no two are worked on at once. The
    greatest `priority` is taken first, then the oldest.
    """

    kind: str
    key: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Depth:
    """Of one kind: jobs that wait or are worked on, and the seconds the oldest of them is there."""

    kind: str
    jobs: int
    seconds: float


class Engine:
    """Each kind of job has a queue of its name, so that a process takes only what it is for."""

    def __init__(self, app: App, database: Database, dead_after: float) -> None:
        self._app = app
        self._database = database
        self._dead_after = dead_after
        self._working: asyncio.Task[None] | None = None
        self._in_hand: set[int | None] = set()
        self._workers: set[int | None] = set()  # the engine's numbers of this process
        self._left: set[int | None] = set()  # jobs that seem to be left behind

    @classmethod
    @asynccontextmanager
    async def opened(cls, database: Database, dead_after: float) -> AsyncIterator[Engine]:
        """On a PostgreSQL database; `dead_after` in seconds without a heartbeat.

        Raises:
            StoreError: the engine's tables are of another version, or can't be made.
        """
        from procrastinate import App, PsycopgConnector

        await make_schema(database)
        url = database.url.set(drivername="postgresql")
        options = {"options": f"-c search_path={SCHEMA}"}
        connector = PsycopgConnector(
            conninfo=url.render_as_string(hide_password=False),
            kwargs=options,
            min_size=1,
            max_size=4,
        )
        logging.getLogger("procrastinate").setLevel(logging.WARNING)  # else two lines a job
        app = App(connector=connector)
        async with app.open_async():
            engine = cls(app, database, dead_after)
            try:
                yield engine
            finally:
                await engine.stop()

    async def put(self, connection: Snapshot, jobs: Sequence[Job]) -> list[bool]:
        """Into the caller's transaction, so that they are there with its rows or not at all; for
        each whether it is new.

        A savepoint around each: one whose key waits already must not end the transaction.
        """
        if not jobs:
            return []
        raw: Any = (await connection.get_raw_connection()).driver_connection
        before = await (await raw.execute("SELECT current_setting('search_path')")).fetchone()
        await raw.execute("SELECT set_config('search_path', %s, true)", (SCHEMA,))
        try:
            return [await self._put_one(raw, job) for job in jobs]
        finally:
            await raw.execute("SELECT set_config('search_path', %s, true)", (before[0],))

    async def _put_one(self, raw: Any, job: Job) -> bool:
        from procrastinate.exceptions import AlreadyEnqueued

        deferrer = self._app.configure_task(
            job.kind,
            queue=job.kind,
            lock=job.key,
            queueing_lock=job.key,
            priority=job.priority,
            connection=raw,
        )
        try:
            async with raw.transaction():
                await deferrer.defer_async(**job.arguments)
        except AlreadyEnqueued:
            return False
        return True

    async def put_now(self, jobs: Sequence[Job]) -> list[bool]:
        """`put` in a transaction of its own."""
        if not jobs:
            return []
        async with self._database.write() as connection:
            return await self.put(connection, jobs)

    def start(self, handlers: Mapping[str, Handler], at_once: int) -> None:
        """Begin to work on jobs of these kinds. Without any, nothing is taken."""
        for kind, handler in handlers.items():
            self._app.task(name=kind, queue=kind, pass_context=True)(self._tried_again(handler))
        if handlers:
            self._working = asyncio.create_task(self._work(list(handlers), at_once))

    def _tried_again(self, handler: Handler) -> Handler:
        """A database that is away for a moment costs no job: it is tried again, under its key."""

        async def work(context: JobContext, **arguments: Any) -> None:
            number = context.job.id
            self._in_hand.add(number)
            self._workers.add(context.job.worker_id)
            try:
                for pause in PAUSES:
                    try:
                        return await handler(**arguments)
                    except StoreError as error:
                        log.warning("The job %s is tried again: %s", context.job.lock, error)
                        await asyncio.sleep(pause)
                await handler(**arguments)
            finally:
                self._in_hand.discard(number)

        return work

    async def _work(self, kinds: Sequence[str], at_once: int) -> None:
        """A worker ends when the database does: another one begins as soon as it is back."""
        from procrastinate.exceptions import ProcrastinateException

        while True:
            try:
                await self._app.run_worker_async(
                    queues=list(kinds),
                    concurrency=at_once,
                    install_signal_handlers=False,
                    fetch_job_polling_interval=FETCH_SECONDS,
                    update_heartbeat_interval=self._dead_after / 3,
                    stalled_worker_timeout=self._dead_after,
                    shutdown_graceful_timeout=STOP_SECONDS,
                    delete_jobs="always",
                )
            except (ProcrastinateException, OSError, RuntimeError):
                if self._working is None:  # we are to stop, and the database is away
                    return
                log.exception("Working on jobs ended; begun again")
            await asyncio.sleep(1)

    async def stop(self) -> None:
        """Finish what is worked on, within 3 seconds; what is not finished is found by others.

        A database that is away can't be told; the engine would wait for it for half a minute.
        """
        working, self._working = self._working, None
        for patience in (STOP_SECONDS + 1, 1.0):
            if working is not None and not working.done():
                working.cancel()
                await asyncio.wait({working}, timeout=patience)

    async def retry_stalled(self) -> int:
        """Give jobs that nobody works on any more to others; how many. For every process: one at a
        time looks, for what it gives back may be in hand again before another one has looked.
        """
        async with self._database.read() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            await raw.execute("SET LOCAL idle_in_transaction_session_timeout = 5000")
            turn = await raw.execute("SELECT pg_try_advisory_xact_lock(%s)", (LOCK,))
            return await self._give_back() if (await turn.fetchone())[0] else 0

    async def _give_back(self) -> int:
        from procrastinate.exceptions import UniqueViolation
        from procrastinate.jobs import Status

        jobs = self._app.job_manager
        stalled = await jobs.get_stalled_jobs(seconds_since_heartbeat=self._dead_after)
        lost = [*stalled, *await self._left_behind()]
        for job in lost:
            try:
                await jobs.retry_job(job)
            except UniqueViolation:  # one with its key waits already, and will do the work
                await jobs.finish_job(job, status=Status.FAILED, delete_job=True)
            log.warning("Nobody works on the job %s any more: it is given to another", job.lock)
        return len(lost)

    async def _left_behind(self) -> list[Row]:
        """Our own jobs that came to their end when the database could not be told so: a second look
        finds them unfinished, and nobody is at work on them.
        """
        before = self._left
        mine: list[Row] = []
        for worker in self._workers:
            rows = await self._app.job_manager.list_jobs_async(status="doing", worker_id=worker)
            mine += [row for row in rows if row.id not in self._in_hand]
        self._left = {row.id for row in mine}
        return [row for row in mine if row.id in before]


async def depths(database: Database) -> list[Depth]:
    """The jobs of each kind; none where several processes never ran."""
    if database.file is not None:
        return []
    async with database.read() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        there = await raw.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.procrastinate_jobs",))
        if (await there.fetchone())[0] is None:
            return []
        await raw.execute("SELECT set_config('search_path', %s, true)", (SCHEMA,))
        rows = await raw.execute(
            "SELECT task_name, count(DISTINCT job.id), "
            "coalesce(extract(epoch FROM now() - min(event.at)), 0)::float "
            "FROM procrastinate_jobs job "
            "LEFT JOIN procrastinate_events event ON event.job_id = job.id "
            "WHERE status IN ('todo', 'doing') GROUP BY task_name ORDER BY task_name"
        )
        return [Depth(*row) for row in await rows.fetchall()]
