"""The only SQL of this package: what chats ordered, and the ledger of what they were sent."""

from bot.store.chats import ChatQueries
from bot.store.subscriptions import SubscriptionQueries
from bot.store.tables import metadata
from digests import MigrationTree

BOT_TREE = MigrationTree("bot", "bot.store.migrations")


class BotStore(ChatQueries, SubscriptionQueries):
    """Every question that the paper round asks its tables. `BotStore(database)`."""


__all__ = ["BOT_TREE", "BotStore", "metadata"]
