"""What of this package's tables moves house: all but what belongs to one process and one token."""

from __future__ import annotations

from bot.store.tables import metadata
from digests import MigrationTree, State

BOT_TREE = MigrationTree("bot", "bot.store.migrations")

# Updates are numbered by token, and waits and alarms are of the moment.
BOT_STATE = State(BOT_TREE, metadata, frozenset({"handled_updates", "waits", "alarms"}))
