"""Delivery: the ledger's states, pacing, and the posters that work them off."""

from bot.delivery.desk import DeliveryDesk
from bot.delivery.newsroom import Newsroom
from bot.delivery.pacing import Pacer
from bot.delivery.signs import tick_troubles
from bot.delivery.watchdog import Watchdog, read_owner

__all__ = ["DeliveryDesk", "Newsroom", "Pacer", "Watchdog", "read_owner", "tick_troubles"]
