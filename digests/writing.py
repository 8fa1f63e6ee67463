"""Key points that a language model has yet to write: which stories lack them, and one at a time.

So that several processes share the waiting for a model: each writes other stories, and whoever
makes the digest finds them in the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from digests.editing import Editor
from digests.model import Article, DigestQuery, KeyPoint, Story, Topic
from digests.reading import Reading
from digests.store.database import Database
from digests.telling import StoredOnly, Teller
from digests.topicbook import TopicVerbs


class Looking(Teller):
    """Tells what is stored and makes nothing; `missing` are the stories that it could not tell."""

    def __init__(self, database: Database, summariser: str) -> None:
        super().__init__(database, StoredOnly(summariser))
        self.missing: set[int] = set()

    async def _points(
        self,
        story: Story,
        articles: Sequence[Article],
        others: Sequence[Article],
        topic: Topic,
        language: str,
    ) -> tuple[tuple[KeyPoint, ...], str | None]:
        points, note = await super()._points(story, articles, others, topic, language)
        if note is not None:
            self.missing.add(story.id)
        return points, note

    async def _make(self, *_: object) -> tuple[tuple[KeyPoint, ...], str | None]:
        return (), "not written yet"


class WritingVerbs(TopicVerbs):
    """What a newsroom with a language model is asked before a digest."""

    _reading: Reading
    _teller: Teller

    async def unwritten(
        self, query: DigestQuery, now: datetime, only: int | None = None
    ) -> list[int]:
        """Stories that the digest would tell, and for which a model would be asked first; with
        `only`, that story or none.

        Raises:
            UnknownTopicError: no topic is called so.
        """
        if (summariser := self._teller.summariser) is None:
            return []
        looking = Looking(self._database, summariser.name)
        editor = Editor(self._reading, looking, self.topic(query.topic), query)
        await (editor.look(now) if only is None else editor.told(only))
        return sorted(looking.missing)

    async def write(self, query: DigestQuery, story: int) -> None:
        """Have the points written of one story, as the digest would tell it; they are kept.

        Raises:
            UnknownTopicError: no topic is called so.
        """
        topic = self.topic(query.topic)
        await Editor(self._reading, self._teller, topic, query).told(story)
