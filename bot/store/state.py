"""What of this package's tables moves house: all but what belongs to one process and one token."""

from __future__ import annotations

from bot.store.tables import metadata
from digests import MigrationTree, State

BOT_TREE = MigrationTree("bot", "bot.store.migrations")

# Updates are numbered by token, logins are of one page, the rest is of the moment.
LEFT = frozenset(
    {"handled_updates", "web_passes", "web_keys", "waits", "turns", "alarms", "seats", "summaries"}
)
BOT_STATE = State(BOT_TREE, metadata, LEFT)
