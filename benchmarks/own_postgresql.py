"""A PostgreSQL server of a benchmark's own, that may be restarted in the middle.

`with own_server() as server:` gives None where initdb and pg_ctl are not installed. initdb refuses
root, so root lends everything to the user `postgres`. Unlike the server of the tests it waits for
the disk at each commit, as a real one does.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Server:
    """`url` leads to its database `postgres`."""

    programs: Path
    folder: Path
    port: int
    user: str | None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *arguments: str) -> None:
        """One of PostgreSQL's programs, on the data of this server."""
        subprocess.run(
            [self.programs / program, "-D", self.folder / "data", *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd="/",
            user=self.user,
        )

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder}"
        self.run("pg_ctl", "-w", "-t", "120", "-l", f"{self.folder}/log", "-o", options, "start")

    def stop(self, mode: str) -> None:
        """`immediate` is a crash, `fast` ends every connection in order."""
        self.run("pg_ctl", "-w", "-t", "120", "-m", mode, "stop")

    def restart(self, mode: str) -> None:
        self.stop(mode)
        self.start()


def programs() -> Path | None:
    """The folder with initdb and pg_ctl, which distributions like to keep off the path."""
    found = [Path(path).parent for path in (shutil.which("initdb"),) if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists()), None)


@contextmanager
def own_server() -> Iterator[Server | None]:
    where = programs()
    if where is None:
        yield None
        return
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="digestbot_pg_") as name:
        if user:
            shutil.chown(name, user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = Server(where, Path(name), port, user)
        server.run("initdb", "-U", "postgres", "-A", "trust")
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
