"""The time zone of a place on the map, found offline."""

from __future__ import annotations

import asyncio
import logging
import sys

log = logging.getLogger(__name__)
SECONDS = 10
# The map takes 34 MB for as long as a process lives, and a chat asks for its zone once: so it is
# asked in a process of its own.
ASK = "import sys, tzfpy; print(tzfpy.get_tz(float(sys.argv[1]), float(sys.argv[2])))"


async def zone_at(latitude: float, longitude: float) -> str:
    """The IANA zone there, in degrees; "" when it can't be found."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        ASK,
        f"{longitude}",
        f"{latitude}",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(SECONDS):
            out, wrong = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return ""
    if process.returncode:
        log.warning("The zone of a place was not found: %s", wrong.decode(errors="replace")[-200:])
    return out.decode().strip()
