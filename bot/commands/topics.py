"""Which topics a person means, and which of them their chat gets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot import say
from bot.commands.spec import Ask
from bot.model import Button, Subscription
from digests import Topic, UnknownTopicError

Rows = tuple[tuple[Button, ...], ...]


def find_topic(topics: Sequence[Topic], text: str) -> Topic:
    """The topic by its name or title, in any case.

    Raises:
        UnknownTopicError: it lists the topics there are.
    """
    wanted = " ".join(text.split()).casefold()
    for topic in topics:
        if wanted in (topic.name.casefold(), topic.title.casefold()):
            return topic
    raise UnknownTopicError(say.short(text), tuple(topic.name for topic in topics))


def title_of(topics: Sequence[Topic], name: str) -> str:
    """The title of a topic; its name when it is no longer configured."""
    return next((topic.title for topic in topics if topic.name == name), name)


def topic_buttons(topics: Sequence[Topic], command: str) -> Rows:
    """A button a topic, one in a row: titles are long."""
    return tuple(
        (Button(label=topic.title, command=f"{command} {topic.name}"),) for topic in topics
    )


async def chat_topics(ask: Ask) -> list[tuple[Topic, Subscription | None]]:
    """The topics that the chat is subscribed to, or all of them when it has none."""
    known = ask.opening.orders if ask.opening else await ask.store.orders_of(ask.chat)
    orders = {order.topic: order for order in known}
    topics = ask.newsroom.topics
    own: list[tuple[Topic, Subscription | None]] = [
        (topic, orders[topic.name]) for topic in topics if topic.name in orders
    ]
    return own or [(topic, None) for topic in topics]


def soonest(orders: Sequence[Subscription]) -> datetime | None:
    """When the next digest of these subscriptions is due."""
    return min((order.next_due for order in orders if order.next_due), default=None)
