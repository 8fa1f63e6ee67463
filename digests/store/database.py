"""One way to the database for both packages: SQLite by default, PostgreSQL by URL.

SQLite is set up as measured: WAL with FULL sync, `BEGIN IMMEDIATE` for writers on one connection,
readers that cannot write. The driver's own transactions start at the first write, so a read before
it lies outside of them and updates are lost without any error.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Hashable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from digests.errors import StoreError
from digests.store.later import Later

Result = TypeVar("Result")
Transaction: TypeAlias = Connection  # of `write_in_thread` and `read_in_thread`
Snapshot: TypeAlias = AsyncConnection  # of `read`
SetUp: TypeAlias = Callable[[Any, Any], None]
Begin: TypeAlias = Callable[[Connection], None]
BUSY_SECONDS = 30
NOT_A_DATABASE = "not a database"  # what SQLite says
PAUSED_SECONDS = 15  # in a transaction of PostgreSQL, without a statement
PAUSED_SECONDS_IN_THREAD = 60  # where much is worked out in between
READERS = 4
WRITERS = 4  # threads; on SQLite one at a time
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}


class Database:
    """A pool for reading and one for writing. Open with `Database.open`, close with `close`."""

    def __init__(self, url: URL, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self.url = url
        self._writer = writer
        self._reader = reader
        self._bulk = _plain_engine(url, _set_up_writer, _begin_immediate, WRITERS)
        self._one_at_a_time = threading.Lock()
        self._turn = asyncio.Lock()
        self._plain_reader = _plain_engine(url, _set_up_reader, _begin, READERS)
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="reading")
        self._later = Later(self.write_in_thread)

    @classmethod
    def open(cls, url: str) -> Database:
        """Build the pools; nothing is connected yet. `url` is like `sqlite:///data/digestbot.db`.

        Raises:
            StoreError: the URL is malformed, names another kind of database or a bad folder.
        """
        parsed = parse_url(url)
        if parsed.get_backend_name() == "sqlite":
            if parsed.database in (None, "", ":memory:"):
                raise StoreError("The database needs a file: write sqlite:///data/digestbot.db.")
            _make_folder(Path(str(parsed.database)).parent)
            writer = create_async_engine(parsed, pool_size=1, max_overflow=0, pool_timeout=60)
            reader = create_async_engine(parsed, pool_size=READERS, max_overflow=0)
            event.listen(writer.sync_engine, "connect", _set_up_writer)
            event.listen(writer.sync_engine, "begin", _begin_immediate)
            event.listen(reader.sync_engine, "connect", _set_up_reader)
            event.listen(reader.sync_engine, "begin", _begin)
            return cls(parsed, writer, reader)
        engine = create_async_engine(parsed, pool_size=10, pool_pre_ping=True)
        event.listen(engine.sync_engine, "connect", _let_go_when_paused(PAUSED_SECONDS))
        return cls(parsed, engine, engine)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None on another database."""
        return Path(str(self.url.database)) if self.is_sqlite else None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection with one consistent snapshot; writing through it fails."""
        with clear_errors():
            async with self._reader.connect() as connection, connection.begin():
                yield connection

    async def read_in_thread(self, work: Callable[[Connection], Result]) -> Result:
        """`read` for those whom people wait for: all statements of the work in one thread.

        A statement of `read` is handed to a thread and back several times; this is so once for all.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._read, work)

    def _read(self, work: Callable[[Connection], Result]) -> Result:
        with clear_errors(), self._plain_reader.connect() as connection, connection.begin():
            return work(connection)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction, committed at the end of the block and rolled back on an exception."""
        with clear_errors():
            async with self._in_turn(), self._writer.begin() as connection:
                yield connection

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        """SQLite's writers in the order in which they came: its own wait for the lock is a sleep,
        after which another one may have been quicker, again and again."""
        if not self.is_sqlite:
            yield
            return
        async with self._turn:
            yield

    async def write_in_thread(self, work: Callable[[Connection], Result]) -> Result:
        """`write` for work of very many statements: all of them run in a thread of their own.

        An async statement costs several hops between threads, which is ten times the statement.
        """
        async with self._in_turn():
            return await asyncio.to_thread(self._write, work)

    def _write(self, work: Callable[[Connection], Result]) -> Result:
        alone = self._one_at_a_time if self.is_sqlite else nullcontext()
        with alone, clear_errors(), self._bulk.begin() as connection:
            return work(connection)

    def write_later(self, work: Callable[[Connection], object], about: Iterable[Hashable]) -> None:
        """Have the work done after this, in its turn; `settled` waits for what it is `about`.

        For what is lost without harm when the process is killed in the next moment.
        """
        self._later.put(work, about)

    async def settled(self, about: Hashable = None) -> None:
        """Wait until what is to be written later about this is written, or just everything."""
        await self._later.settled(about)

    async def close(self) -> None:
        await self._later.settled()
        self._threads.shutdown()
        self._plain_reader.dispose()
        await self._reader.dispose()
        await self._writer.dispose()
        self._bulk.dispose()


def _plain_engine(url: URL, set_up: SetUp, begin: Begin, size: int) -> Engine:
    """An engine for threads."""
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_size=size, pool_pre_ping=True)
        event.listen(engine, "connect", _let_go_when_paused(PAUSED_SECONDS_IN_THREAD))
        return engine
    engine = create_engine(url.set(drivername="sqlite"), pool_size=size)
    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", begin)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {folder} for the database can't be made ({error.strerror}): "
            "choose another one or mend its permissions."
        ) from error


def parse_url(url: str) -> URL:
    """The URL with the driver that we use.

    Raises:
        StoreError: it is malformed, or no kind of database that we know.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(
            "database_url can't be read: write sqlite:///data/digestbot.db or "
            "postgresql://user@host/name."
        ) from error
    backend = parsed.get_backend_name()
    if backend not in DRIVERS:
        raise StoreError(f"database_url: “{backend}” is not supported; use sqlite or postgresql.")
    return parsed.set(drivername=DRIVERS[backend])


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turn the database's own refusals into `StoreError`; programming errors pass unchanged.

    Raises:
        StoreError: the file or server can't be used.
    """
    try:
        yield
    except OperationalError as error:
        raise StoreError(_cure(error)) from error
    except DatabaseError as error:
        if NOT_A_DATABASE not in str(error.orig).lower():
            raise
        raise StoreError(
            "The database file is no SQLite database: check database_url, or move the file away."
        ) from error


def _cure(error: DBAPIError) -> str:
    text = str(error.orig).lower()
    if "full" in text or "no space" in text:
        return "The disk is full: free some space; nothing that was stored is lost."
    if "locked" in text:
        return "The database is busy in another process: stop that one or try again in a minute."
    if "readonly" in text or "read-only" in text:
        return "The database can't be written to: check the permissions of its file and folder."
    if "unable to open" in text:
        return "The database file can't be opened: check its folder and permissions."
    return f"The database can't be used: {str(error.orig).splitlines()[0]}."


def _set_up(connection: Any, *pragmas: str) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin event starts transactions, see above
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_SECONDS * 1000}", "foreign_keys=ON", *pragmas):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _set_up_writer(connection: Any, _record: Any) -> None:
    _set_up(connection, "journal_mode=WAL", "synchronous=FULL")


def _set_up_reader(connection: Any, _record: Any) -> None:
    _set_up(connection, "query_only=ON")


def _let_go_when_paused(seconds: int) -> Callable[[Any, Any], None]:
    """A process that is stopped in the middle of a transaction would hold its locks for ever."""

    def set_up(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET idle_in_transaction_session_timeout = {seconds * 1000}")
        cursor.close()
        connection.commit()

    return set_up


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")
