"""What "healthy" means: the process ticks, every platform was heard from a moment ago, feeds come
in and deliveries go out.

The running bot writes a small file; `digestbot health` reads it. Standard library only, for the
check runs every half minute for ever.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.model import PlatformHealth

BEAT_SECONDS = 5
STALE_BEAT = timedelta(seconds=60)
STALE_TICK = timedelta(minutes=2)
STALE_CONTACT = timedelta(minutes=3)  # a long poll of Telegram may take 50 s


def default_path(database_file: Path | None) -> Path:
    """Beside the SQLite file; with another database, in the folder for temporary files."""
    folder = database_file.parent if database_file else Path(tempfile.gettempdir())
    return folder / "digestbot.health.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What the bot knows of itself besides its platforms.

    `ticked` is the last look at what is due, `last_fetch` the last feed that could be fetched,
    `last_sent` the last message delivered, `oldest_due` since when the oldest delivery waits that
    could leave. `troubles` are sentences, as the owner is told them.
    """

    ticked: datetime | None = None
    last_fetch: datetime | None = None
    last_sent: datetime | None = None
    oldest_due: datetime | None = None
    troubles: tuple[str, ...] = ()


def write_beat(
    path: Path, platforms: Mapping[str, PlatformHealth], signs: Signs, now: datetime
) -> None:
    """Replace the file as a whole, so that a reader never sees half of it."""
    beat = {
        "at": now.isoformat(),
        **{
            name: moment.isoformat() if moment else None
            for name, moment in (
                ("ticked", signs.ticked),
                ("last_fetch", signs.last_fetch),
                ("last_sent", signs.last_sent),
                ("oldest_due", signs.oldest_due),
            )
        },
        "troubles": list(signs.troubles),
        "platforms": {
            name: {
                "connected": health.connected,
                "last_contact": health.last_contact.isoformat() if health.last_contact else None,
                "problem": health.problem,
            }
            for name, health in platforms.items()
        },
    }
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(beat), encoding="utf-8")
    os.replace(fresh, path)  # noqa: PTH105 - the atomic one on every system


def problems(path: Path, now: datetime) -> list[str]:
    """What is wrong, a sentence each; an empty list means healthy."""
    try:
        beat = json.loads(path.read_text(encoding="utf-8"))
        if now - datetime.fromisoformat(beat["at"]) > STALE_BEAT:
            return ["The bot hangs or was killed: its last sign of life is old."]
        found = []
        if not beat["ticked"] or now - datetime.fromisoformat(beat["ticked"]) > STALE_TICK:
            found.append("Deliveries stand still.")
        for name, health in beat["platforms"].items():
            contact = health["last_contact"]
            recent = contact and now - datetime.fromisoformat(contact) <= STALE_CONTACT
            if not (health["connected"] and recent):
                reason = health["problem"] or "no answer from it lately."
                found.append(f"No contact with {name}: {reason}")
        return [*found, *map(str, beat["troubles"])]
    except FileNotFoundError:
        return ["The bot is not running: there is no sign of life."]
    except (OSError, ValueError, KeyError, TypeError):
        return [f"The sign of life in {path} can't be read."]
