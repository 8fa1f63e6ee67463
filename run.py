#!/usr/bin/env python3
"""Set up `.venv` and run one of the project's tasks: `python3 run.py venv|demo|test|ci-venv`.

Standard library only, so that it runs on a fresh machine with Python 3.11 or newer. The virtual
environment is installed from a lock file with hashes, wheels only. A stamp is written last: an
installation that was interrupted is repaired by the next run.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
LOCK = ROOT / "requirements-dev.lock"
STAMP = VENV / "digestbot.stamp"
OLDEST = (3, 11)


class SetupError(Exception):
    """Set-up cannot go on; the text says what the person should do."""


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two tasks started at the same moment must not install into each other's `.venv`."""
    with (ROOT / ".venv.lock").open("w") as handle:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def wanted_stamp() -> str:
    content = LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    return f"{hashlib.sha256(content).hexdigest()} {sys.version_info[:3]} {ROOT}"


def make_venv() -> None:
    """Create or repair `.venv`; does nothing when it is up to date.

    Raises:
        SetupError: Python is too old, `ensurepip` is missing, or an installation failed.
    """
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        raise SetupError(f"Digestbot needs Python 3.11 or newer, and this is {found}.")
    with one_at_a_time():
        if STAMP.exists() and STAMP.read_text() == wanted_stamp():
            return
        print("Setting up .venv (a minute, once) ...", file=sys.stderr, flush=True)
        STAMP.unlink(missing_ok=True)
        try:
            venv.create(VENV, with_pip=True, clear=VENV.exists())
        except (subprocess.CalledProcessError, ImportError) as error:
            raise SetupError(
                "Python cannot make a virtual environment here: install its venv package "
                "(on Debian and Ubuntu: apt install python3-venv) and run this again."
            ) from error
        pip("--require-hashes", "--only-binary=:all:", "--no-deps", "-r", str(LOCK))
        pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))
        STAMP.write_text(wanted_stamp())


def pip(*arguments: str) -> None:
    # PIP_USER and the like would install outside of the environment.
    environ = {k: v for k, v in os.environ.items() if k not in ("PIP_USER", "PIP_TARGET")}
    command = [str(BIN / "python"), "-m", "pip", "install", "--quiet"]
    done = subprocess.run(
        [*command, "--disable-pip-version-check", *arguments], env=environ, check=False
    )
    if done.returncode:
        raise SetupError("The installation failed; the lines above say why. Run it again later.")


def run(*command: str) -> int:
    return subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, check=False).returncode


def main(arguments: list[str]) -> int:
    task, *rest = arguments or ["help"]
    if task not in ("venv", "demo", "test"):
        print("Usage: python3 run.py venv | demo | test [pytest options]", file=sys.stderr)
        return 2
    try:
        make_venv()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    if task == "demo":
        return run("digestbot", "demo", *rest)
    if task == "test":
        side_by_side = ("-n", "auto", "--dist", "loadfile")  # a process for each processor
        return run("python", "-m", "pytest", *side_by_side, *rest)
    print(f"Ready: {BIN / 'digestbot'}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
