"""What all tests share: a migrated SQLite database, and PostgreSQL where there is a server."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url

from digests import STORE_TREE, Database, migrate

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A SQLite file with the newsroom's tables."""
    opened = Database.open(f"sqlite:///{tmp_path}/digestbot.db")
    await migrate(opened, [STORE_TREE], NOW)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a server that may be written to: the named one, the local one, or one of our own."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        yield named
        return
    if _answers("127.0.0.1", 5432):
        yield "postgresql://postgres@127.0.0.1:5432/postgres"
        return
    programs = _server_programs()
    if programs is None and os.environ.get("TEST_REQUIRE_POSTGRESQL"):
        pytest.fail("TEST_REQUIRE_POSTGRESQL is set, and there is no PostgreSQL")
    if programs is None:
        pytest.skip("no PostgreSQL: set TEST_DATABASE_URL, start a server, or install one")
    yield from _own_server(programs, tmp_path_factory.mktemp("postgresql"))


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """URL of an empty database of its own; it is dropped afterwards."""
    name = f"digestbot_test_{secrets.token_hex(6)}"
    try:
        _execute(postgresql_server, f"CREATE DATABASE {name}")
    except OSError as error:
        pytest.skip(f"PostgreSQL answers, but gives no database: {error}")
    yield make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)
    _execute(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def _execute(url: str, statement: str) -> None:
    psycopg = pytest.importorskip("psycopg", reason="the postgresql extra is not installed")
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(plain, autocommit=True, connect_timeout=5) as connection:
            connection.execute(statement)
    except psycopg.Error as error:
        raise OSError(str(error).strip()) from error


def _server_programs() -> Path | None:
    """The folder with initdb and pg_ctl, which distributions like to keep off the path."""
    found = [Path(path).parent for path in (shutil.which("initdb"),) if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists()), None)


def _own_server(programs: Path, folder: Path) -> Iterator[str]:
    """A private cluster on a free port; initdb refuses root, so root lends it to `postgres`."""
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
        for parent in [folder, *list(folder.parents)[:2]]:
            parent.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data, log = str(folder / "data"), str(folder / "log")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -F"

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, "-D", data, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            user=user,
        )

    run("initdb", "-U", "postgres", "-A", "trust")
    run("pg_ctl", "-w", "-l", log, "-o", options, "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-m", "immediate", "stop")


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The same test on both kinds of database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/digestbot.db"
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture
async def any_database(any_database_url: str) -> AsyncIterator[Database]:
    """A migrated database of both kinds."""
    opened = Database.open(any_database_url)
    await migrate(opened, [STORE_TREE], NOW)
    yield opened
    await opened.close()
