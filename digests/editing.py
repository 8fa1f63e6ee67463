"""Which stories a digest tells, in which order: the store finds, pure code ranks and composes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from digests.compose import Telling, compose, known_by, rank, tell
from digests.marking import between, is_edited
from digests.model import Digest, DigestQuery, Filters, Period, Story, Topic
from digests.reading import Reading
from digests.stories.filters import Sieve
from digests.telling import Teller


class Editor:
    """Makes one digest: the stories of `topic` that `query` asks for."""

    def __init__(self, reading: Reading, teller: Teller, topic: Topic, query: DigestQuery) -> None:
        self._reading = reading
        self._teller = teller
        self._topic = topic
        self._query = query
        self._sieve = Sieve(query.filters) if query.filters != Filters() else None

    async def digest(self, now: datetime, *, exact: bool = True) -> Digest:
        """The best stories that have something to tell, and how many more there are; unless that is
        to be `exact`, silent ones are counted too, which saves telling all of them.
        """
        query, tellings = self._query, dict[int, Telling]()
        waiting = await self._wanted(now)
        most = query.skip + query.max_stories
        ready = await self._at_once(waiting[:most])
        while waiting and len(tellings) < most:
            number = waiting.pop(0)
            telling = ready[number] if number in ready else await self.told(number)
            if telling:  # two that became one meanwhile are one
                tellings.setdefault(telling.story.id, telling)
        left_out = [number for number in waiting if number not in tellings]
        more = await self._told_of(left_out) if exact else len(left_out)
        digest = compose(self._topic, query, list(tellings.values()), more)
        return replace(digest, marks=await self._marks([one.story for one in tellings.values()]))

    async def _marks(self, stories: Sequence[Story]) -> Period | None:
        """The marks that find the same new in these stories. For a digest of what is new alone,
        which stories it tells depends on the mark, too.
        """
        mark = self._query.told_until
        if mark is None or self._query.only_new:
            return None
        parents = [await self._reading.story(one.parent) for one in stories if one.parent]
        whole = [*stories, *(parent for parent in parents if parent)]
        articles = [article for story in whole for article in story.articles]
        moments = {story.first_seen for story in whole}
        moments.update(article.first_seen for article in articles)
        moments.update(await self._reading.edited([one for one in articles if is_edited(one)]))
        return between(mark, moments)

    async def _at_once(self, numbers: Sequence[int]) -> dict[int, Telling | None]:
        """The first tellings side by side, for a language model takes seconds for each."""
        if not self._teller.asks_model:
            return {}
        found = await asyncio.gather(*(self.told(number) for number in numbers))
        return dict(zip(numbers, found, strict=True))

    async def look(self, now: datetime) -> None:
        """Tell the best stories, as many as the digest may hold, and forget what was told."""
        for number in (await self._wanted(now))[: self._query.skip + self._query.max_stories]:
            await self.told(number)

    async def told(self, number: int) -> Telling | None:
        """One story, whether or not it is among the best; None when it has nothing to tell."""
        story = await self._story(number)
        return await self._telling(story, self._teller) if story else None

    async def _wanted(self, now: datetime) -> list[int]:
        """The stories of the period from the best on, silent ones among them."""
        query = self._query
        mark = query.told_until if query.only_new else None
        found = [
            one
            for one in await self._reading.matching(self._topic, query.period)
            if one.story not in query.muted and (mark is None or one.last > mark)
        ]
        found.sort(key=lambda one: (-rank(one.outlets, one.last, one.match, now), -one.story))
        stories = [one.story for one in found]
        if self._sieve is None:
            return stories
        return [number for number in stories if await self._story(number)]

    async def _story(self, number: int) -> Story | None:
        """The story as it was known at the end of the period, as far as the filters let it."""
        whole = await self._reading.story(number)
        if whole is None:
            return None
        known = known_by(whole, self._query.period.end)
        return self._sieve.through(known) if self._sieve else known

    async def _telling(self, story: Story, teller: Teller) -> Telling | None:
        """What there is to tell of it; None when that is nothing."""
        parent = await self._told_parent(story)
        telling = await teller.tell(story, self._topic, self._query, parent)
        return telling if tell(self._topic, self._query, telling) else None

    async def _told_parent(self, story: Story) -> Story | None:
        """The story that this one goes on from, if the asker was told it."""
        mark = self._query.told_until
        parent = await self._reading.story(story.parent) if mark and story.parent else None
        if mark is None or parent is None or parent.first_seen > mark:
            return None
        return parent if await self._reading.wants(self._topic, parent) else None

    async def _told_of(self, stories: list[int]) -> int:
        """How many of these would be told; no language model is asked for that.

        A story that began after the mark and goes on from none has something to tell for sure.
        """
        mark = self._query.told_until
        if not self._query.only_new or mark is None:
            return len(stories)
        going_on = await self._reading.going_on(stories, mark)
        count, teller = len(stories) - len(going_on), self._teller.without_model()
        for number in going_on:
            story = await self._story(number)
            count += bool(story and await self._telling(story, teller))
        return count
