"""What of this package's tables moves house: all but what belongs to one process and one token."""

from __future__ import annotations

from bot.store.tables import metadata
from digests import MigrationTree, State

BOT_TREE = MigrationTree("bot", "bot.store.migrations")

# Updates are numbered by token, waits, turns and alarms are of the moment, logins are of one page.
LEFT = frozenset({"handled_updates", "waits", "turns", "alarms", "web_passes", "web_keys", "seats"})
BOT_STATE = State(BOT_TREE, metadata, LEFT)
