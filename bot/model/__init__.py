"""The nouns of the paper round: frozen values. Every datetime is aware and in UTC."""

from bot.model.answering import Button, Content, FieldKind, Form, FormField, Reply
from bot.model.asking import ChatChange, ChatEvent, Command, Found, Person, Place, Search
from bot.model.chats import (
    Address,
    Chat,
    ChatKind,
    ChatState,
    Every,
    Length,
    Order,
    Schedule,
    Subscription,
    WhenEmpty,
    Wishes,
)
from bot.model.messages import UNDER_FIRST, DeliveryState, Limits, Part, PlatformHealth, Receipt

__all__ = [
    "UNDER_FIRST",
    "Address",
    "Button",
    "Chat",
    "ChatChange",
    "ChatEvent",
    "ChatKind",
    "ChatState",
    "Command",
    "Content",
    "DeliveryState",
    "Every",
    "FieldKind",
    "Form",
    "FormField",
    "Found",
    "Length",
    "Limits",
    "Order",
    "Part",
    "Person",
    "Place",
    "PlatformHealth",
    "Receipt",
    "Reply",
    "Schedule",
    "Search",
    "Subscription",
    "WhenEmpty",
    "Wishes",
]
