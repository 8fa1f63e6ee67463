"""Bring a database to the form that the program needs, with a copy of the file before it.

Each package keeps a tree of Alembic versions and its own version table, so that one never waits for
the other. Everything pending of all trees runs in one transaction: it is all there, or nothing is.
"""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from digests.errors import StoreError
from digests.store.copying import copy_sqlite
from digests.store.database import Database

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

LOCK = 7_316_042  # any number, the same in every process: one migration at a time


@dataclass(frozen=True, slots=True)
class MigrationTree:
    """A folder of Alembic versions, given as the package that holds `versions/`."""

    name: str
    package: str

    @property
    def version_table(self) -> str:
        return f"{self.name}_version"

    @property
    def newest(self) -> str:
        """The last version, by the names of its files: `0002_feeds.py` of `digests` is
        `digests_0002`."""
        last = max(path.name for path in (self.folder / "versions").glob("[0-9]*.py"))
        return f"{self.name}_{last.partition('_')[0]}"

    @property
    def folder(self) -> Path:
        found = importlib.util.find_spec(self.package)
        if found is None or not found.submodule_search_locations:
            raise StoreError(f"The migrations of {self.name} are not installed; install again.")
        return Path(found.submodule_search_locations[0])


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """What was done: the versions that were applied, in order, and the copy made before."""

    applied: tuple[str, ...] = ()
    backup: Path | None = None


STORE_TREE = MigrationTree("digests", "digests.store.migrations")


async def migrate(
    database: Database, trees: Sequence[MigrationTree], now: datetime
) -> MigrationReport:
    """Apply what is pending. Safe to call at every start, and by two processes at once.

    Raises:
        StoreError: the database is from a newer version, or can't be used.
    """
    async with database.write() as connection:
        pending = await connection.run_sync(_pending, trees)
        empty = await connection.run_sync(_is_empty)
    if not pending:
        return MigrationReport()
    backup = None
    if database.file is not None and not empty:
        backup = await asyncio.to_thread(_back_up, database.file, now)
    async with database.write() as connection:
        applied = await connection.run_sync(upgrade_all, trees)
    return MigrationReport(applied=applied, backup=backup)


def _scripts(tree: MigrationTree) -> ScriptDirectory:
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(tree.folder))


def _lock(connection: Connection) -> None:
    """SQLite's writers wait for each other already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _pending(connection: Connection, trees: Sequence[MigrationTree]) -> tuple[str, ...]:
    _lock(connection)
    behind = [tree for tree in trees if not _is_newest(connection, tree)]
    return tuple(step for tree in behind for step in _steps(connection, tree))


def _is_newest(connection: Connection, tree: MigrationTree) -> bool:
    """Asked without Alembic: most starts have nothing to apply, and it takes 3 MB to load."""
    from sqlalchemy import inspect

    if not inspect(connection).has_table(tree.version_table):
        return False
    query = text(f"SELECT version_num FROM {tree.version_table}")  # noqa: S608 - a name of ours
    versions: list[str] = list(connection.execute(query).scalars())
    return versions == [tree.newest]


def _steps(connection: Connection, tree: MigrationTree) -> list[str]:
    """Versions not yet applied, oldest first."""
    from alembic.script.revision import ResolutionError
    from alembic.util import CommandError

    scripts = _scripts(tree)
    current = version_of(connection, tree)
    try:
        found = scripts.iterate_revisions("head", current or "base")
        return [script.revision for script in found][::-1]
    except (CommandError, ResolutionError) as error:
        raise StoreError(
            f"The database is from a newer version of the program ({current}): update the "
            "program, or put back the backup that was made before the update."
        ) from error


def version_of(connection: Connection, tree: MigrationTree) -> str | None:
    """The version that the database has of this tree; None before the first."""
    from alembic.runtime.migration import MigrationContext

    options = {"version_table": tree.version_table}
    return MigrationContext.configure(connection, opts=options).get_current_revision()


def _is_empty(connection: Connection) -> bool:
    from sqlalchemy import inspect

    return not inspect(connection).get_table_names()


def upgrade_all(connection: Connection, trees: Sequence[MigrationTree]) -> tuple[str, ...]:
    """Apply what is pending in the caller's transaction; what was applied, in order.

    Raises:
        StoreError: the database is from a newer version.
    """
    applied = _pending(connection, trees)
    for tree in trees:
        upgrade_to(connection, tree, "head")
    return applied


def upgrade_to(connection: Connection, tree: MigrationTree, version: str) -> None:
    """Apply what is pending of one tree up to a version.

    Raises:
        StoreError: there is no such version in this program.
    """
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext

    scripts = _scripts(tree)
    _known(scripts, version)

    def steps(revision: Any, _context: Any) -> Any:
        return scripts._upgrade_revs(version, revision)

    with EnvironmentContext(Config(), scripts, fn=steps, destination_rev=version) as environment:
        environment.configure(
            connection=connection, version_table=tree.version_table, transactional_ddl=True
        )
        environment.run_migrations()


def _known(scripts: ScriptDirectory, version: str) -> None:
    from alembic.script.revision import ResolutionError
    from alembic.util import CommandError

    try:
        scripts.get_revision(version)
    except (CommandError, ResolutionError) as error:
        raise StoreError(
            f"It is from a newer version of the program ({version}): update the program first."
        ) from error


def _back_up(file: Path, now: datetime) -> Path:
    target = file.with_name(f"{file.name}.backup-{now:%Y%m%dT%H%M%SZ}")
    number = 1
    while target.exists():
        number += 1
        target = file.with_name(f"{file.name}.backup-{now:%Y%m%dT%H%M%SZ}-{number}")
    copy_sqlite(file, target)
    return target
