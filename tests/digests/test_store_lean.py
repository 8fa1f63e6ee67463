"""The database layer loads of its library only what it uses."""

from __future__ import annotations

import subprocess
import sys


def printed_by(program: str) -> str:
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_object_mapper_is_not_loaded_with_the_database() -> None:
    program = "import sys, digests.store.database; print('sqlalchemy.orm' in sys.modules)"
    assert printed_by(program) == "False"


def test_whoever_asks_the_library_for_a_session_gets_one_and_the_same_connections() -> None:
    program = """
import digests.store.database
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.ext.asyncio.engine import AsyncConnection as same
print(AsyncSession.__name__, AsyncConnection is same)
"""
    assert printed_by(program) == "AsyncSession True"


def test_a_name_that_the_library_has_not_is_an_ordinary_import_error() -> None:
    program = """
import digests.store.database
try:
    from sqlalchemy.ext.asyncio import Nonsense
except ImportError:
    print("refused")
"""
    assert printed_by(program) == "refused"
