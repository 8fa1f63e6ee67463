"""The demo is the real bot: what it prints was delivered, asked and answered."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.demo import NEXT_STEP, SCRIPT, run_demo


async def play(*script: str) -> str:
    out = io.StringIO()
    assert await run_demo(script, out) == 0
    return out.getvalue()


async def test_the_demo_delivers_at_the_due_time_and_then_answers() -> None:
    said = await play("/latest", "/summary 1", "/quit")
    due, delivered, asked = (
        said.index("the digest is now due at"),
        said.index("Delivered, and written into the ledger."),
        said.index("› /latest"),
    )
    assert due < said.index("━━ Coalition of the willing ━") < delivered < asked
    assert said.index("US support areas") < delivered
    assert said.count("US support areas") == 3  # delivered, latest, summary
    assert said.endswith("\n".join(NEXT_STEP) + "\n")


async def test_the_demo_marks_what_is_new_in_a_story_that_goes_on() -> None:
    said = await play("/subscribe harbour-bridge", "/latest harbour-bridge")
    shown = said[said.index("› /latest harbour-bridge") :]
    assert "· update" in shown
    assert "• new " in shown


def test_without_a_terminal_it_plays_its_script_and_exits(tmp_path: Path) -> None:
    # The temporary folder shows that nothing is left behind.
    done = subprocess.run(
        [sys.executable, "-c", "import asyncio, bot.demo; asyncio.run(bot.demo.run_demo())"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONUTF8": "1"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    for line in SCRIPT:
        assert f"› {line}" in done.stdout
    for wrong in ("\x1b", "Something went wrong", "I don’t know", "Traceback"):
        assert wrong not in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
def test_at_a_terminal_it_waits_for_what_a_person_types() -> None:
    import pty

    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", "import asyncio, bot.demo; asyncio.run(bot.demo.run_demo())"],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "COLUMNS": "80", "PYTHONUTF8": "1"},
    )
    os.close(follower)
    seen = read_until(leader, "Your turn")
    os.write(leader, b"/topics\n")
    seen += read_until(leader, "All news")
    os.write(leader, b"/quit\n")
    seen += read_until(leader, NEXT_STEP[-1])
    assert process.wait(30) == 0
    assert "\x1b[1mCoalition of the willing\x1b[0m" in seen


def read_until(leader: int, wanted: str) -> str:
    """What the process writes, up to and with the wanted words."""
    seen = b""
    while wanted.encode() not in seen:
        chunk = os.read(leader, 65536)
        assert chunk, seen.decode()
        seen += chunk
    return seen.decode("utf-8", "replace")


def test_a_reader_of_the_pipe_who_leaves_ends_the_demo() -> None:
    """As `digestbot demo | head` does."""
    demo = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert demo.stdout
    demo.stdout.readline()
    demo.stdout.close()
    assert demo.wait(timeout=60) == 1
    assert demo.stderr
    assert "Traceback" not in demo.stderr.read()
