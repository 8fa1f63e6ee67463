"""The process that parsers run in: one job after the other, each a function by its name.

It is started as a script (with `-P`, or `xml` would be ours for every library) and imports of the
newsroom only what a job needs: all of `digests` would cost it half a second and twice the memory.

Wire format, both ways: length (8 bytes, big endian), pickle. Before the first answer comes an empty
message: what the job needs is loaded, and its time begins. A job that raises anything but
`UnreadableError` ends the process: its state is unknown then.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import sys
from collections.abc import Callable
from importlib import import_module, util
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

MEMORY_BYTES = 512 * 1024 * 1024
IDLE_SECONDS = 60
LONGEST_SECONDS = 120  # whoever asked ends a long job far earlier, unless he was killed himself
LENGTH = struct.Struct(">Q")
BARE = ("digests", "digests.ingest")


def send(pipe: BinaryIO | Any, message: bytes) -> None:
    pipe.write(LENGTH.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def receive(pipe: BinaryIO | Any) -> bytes | None:
    """The next message, or None when the other side has gone."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    body: bytes = pipe.read(length)
    return body if len(body) == length else None


def serve() -> None:
    """Jobs until the pipe closes or nothing came for a minute."""
    limit_memory()
    inlet, outlet = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a parser that prints must not answer for us
    ready = False
    while True:
        alarm(IDLE_SECONDS)
        request = receive(inlet)
        if request is None:
            return
        alarm(LONGEST_SECONDS)
        module, name, arguments = pickle.loads(request)  # noqa: S301 - from our own parent
        job = find(module, name)
        from digests.errors import UnreadableError

        if not ready:
            send(outlet, b"")
            ready = True
        try:
            answer = ("value", job(*arguments))
        except UnreadableError as error:
            answer = ("unreadable", (error.source, error.reason))
        send(outlet, pickle.dumps(answer))


def find(module: str, name: str) -> Callable[..., Any]:
    """The function. A job from elsewhere may import all that the newsroom shows."""
    if not module.startswith("digests."):
        for package in BARE:
            fill(sys.modules[package])
    job: Callable[..., Any] = getattr(import_module(module), name)
    return job


def bare(package: str, folder: Path) -> None:
    """Make a package known without running its `__init__`."""
    made = ModuleType(package)
    made.__path__ = [str(folder)]
    made.__file__ = str(folder / "__init__.py")
    sys.modules[package] = made


def fill(package: ModuleType) -> None:
    """Run the `__init__` of a bare package after all; once."""
    if package.__spec__ is None and package.__file__:
        spec = util.spec_from_file_location(package.__name__, package.__file__)
        assert spec and spec.loader
        package.__spec__ = spec
        spec.loader.exec_module(package)


def alarm(seconds: int) -> None:
    """The default action of the alarm ends the process; Windows has none and just stays."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    bare("digests", here.parent)
    bare("digests.ingest", here)
    serve()
