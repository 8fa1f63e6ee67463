"""The newsroom's verbs for topics: those of the configuration, and those that people edited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from digests.errors import UnknownTopicError
from digests.model import Topic
from digests.store.database import Database
from digests.store.topics import drop_topic, edited_topics, store_topic


class TopicVerbs:
    """`topics` are all there are, those of the configuration first and in its order.

    An edited topic takes the place of a configured one of its name. The configuration never deletes
    an edited one; when that is dropped, the configured one is back.
    """

    _database: Database
    _configured: tuple[Topic, ...] = ()
    _edited: tuple[Topic, ...] = ()
    topics: tuple[Topic, ...] = ()

    def topic(self, name: str) -> Topic:
        """The topic of that name.

        Raises:
            UnknownTopicError: none is called so; its text names those there are.
        """
        for topic in self.topics:
            if topic.name == name:
                return topic
        raise UnknownTopicError(name, tuple(topic.name for topic in self.topics))

    def set_topics(self, configured: Iterable[Topic]) -> None:
        """What the configuration says now; edited topics stay."""
        self._configured = tuple(configured)
        self.topics = merged(self._configured, self._edited)

    async def load_topics(self) -> None:
        """Read the edited topics, also those that another process edited."""
        async with self._database.read() as connection:
            self._edited = tuple(await edited_topics(connection))
        self.topics = merged(self._configured, self._edited)

    async def keep_topic(self, topic: Topic, now: datetime) -> None:
        """Store an edited topic; it holds from now on."""
        async with self._database.write() as connection:
            await store_topic(connection, topic, now)
        await self.load_topics()

    async def drop_topic(self, name: str) -> bool:
        """Whether there was an edited topic of that name."""
        async with self._database.write() as connection:
            found = await drop_topic(connection, name)
        await self.load_topics()
        return found

    def is_edited(self, name: str) -> bool:
        return any(topic.name == name for topic in self._edited)

    def is_configured(self, name: str) -> bool:
        return any(topic.name == name for topic in self._configured)


def merged(configured: Iterable[Topic], edited: Iterable[Topic]) -> tuple[Topic, ...]:
    """All topics, each once."""
    own = {topic.name: topic for topic in edited}
    first = [own.pop(topic.name, topic) for topic in configured]
    return (*first, *own.values())
