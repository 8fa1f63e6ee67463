"""A changed configuration without a restart: by SIGHUP, and when the file changes."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from bot.config import Config, config_file, load_config
from bot.errors import ConfigError

log = logging.getLogger(__name__)

# What takes effect while the bot runs; all else does at the next start.
AT_ONCE = frozenset(
    {
        "backup",
        "delivery",
        "feeds",
        "fetch",
        "ingest",
        "language",
        "log",
        "retention",
        "templates",
        "topics",
        "zone",
    }
)
Apply: TypeAlias = Callable[[Config, datetime], Awaitable[None]]
Mark: TypeAlias = tuple[int, int, int] | None


class Reloader:
    """Give `look` to the clock; call `ask` at a signal.

    A bad edit keeps what was there and is told once; so is what needs a restart.
    """

    def __init__(
        self,
        source: Path | None,
        config: Config,
        apply: Apply,
        tell: Callable[[str], Awaitable[object]],
    ) -> None:
        self.config = config
        self._source = source
        self._apply = apply
        self._tell = tell
        self._asked = False
        self._seen = self._mark()

    def ask(self) -> None:
        """Read the configuration again at the next look, changed or not."""
        self._asked = True

    async def look(self, now: datetime) -> None:
        """Read the configuration again if somebody asked for it or the file changed."""
        mark = self._mark()
        if not self._asked and mark == self._seen:
            return
        self._asked, self._seen = False, mark
        try:
            wanted = load_config(self._source)
            changed = changes(self.config, wanted)
            # What can't change now stays as it runs, so that it is not told again each time.
            kept = {name: getattr(self.config, name) for name in changed - AT_ONCE}
            new = wanted.model_copy(update=kept)
            await self._apply(new, now)
        except ConfigError as error:
            await self._say(logging.ERROR, f"The configuration stays as it was. {error}")
            return
        self.config = new
        if later := sorted(changed - AT_ONCE):
            line = f"Changed in the configuration, for the next start: {', '.join(later)}."
            await self._say(logging.WARNING, line)
        log.info("Read the configuration again: %s", ", ".join(sorted(changed)) or "no change")

    async def _say(self, level: int, line: str) -> None:
        log.log(level, "%s", line)
        await self._tell(line)

    def _mark(self) -> Mark:
        """By what a change of the file is noticed; editors put a new file in its place."""
        try:
            found = config_file(self._source).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


def changes(old: Config, new: Config) -> frozenset[str]:
    """The tables and keys of the first level that differ."""
    return frozenset(
        name for name in Config.model_fields if getattr(old, name) != getattr(new, name)
    )
