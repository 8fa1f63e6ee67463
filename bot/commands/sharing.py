"""Answers that are the same for many chats: composed and rendered once, until there is more.

What a chat was told decides only what is marked as new. So an answer goes for all chats whose marks
lie between the same two moments at which something came of what it tells.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.model import Reply
from bot.store import Shown
from digests import Period

MOST = 200
Marks = Sequence[datetime | None]


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply with its parts, and the digest that its buttons lead back to.

    It goes for whoever has each of his marks in these; None is for who has no mark. One that is not
    `lasting` is made anew for the next who asks.
    """

    reply: Reply
    shown: Shown
    lasting: bool = True
    marks: tuple[Period | None, ...] = ()

    def fits(self, marks: Marks) -> bool:
        return all(
            mark is None if period is None else mark and period.start <= mark < period.end
            for mark, period in zip(marks, self.marks, strict=True)
        )


@dataclass(slots=True)
class _Shelf:
    """The answers of one key, and the one that is being made."""

    answers: list[Answer] = field(default_factory=list)
    making: asyncio.Task[Answer] | None = None

    def find(self, marks: Marks) -> Answer | None:
        return next((answer for answer in self.answers if answer.fits(marks)), None)


class Answers:
    """The last answers by everything that they depend on. Many who ask at once wait for one."""

    def __init__(self) -> None:
        self._shelves: OrderedDict[Hashable, _Shelf] = OrderedDict()

    async def of(
        self, key: Hashable, make: Callable[[], Awaitable[Answer]], marks: Marks = ()
    ) -> Answer:
        """The answer of that key for these marks, made now if need be; what fails is not
        remembered.
        """
        shelf = self._shelves.setdefault(key, _Shelf())
        self._shelves.move_to_end(key)
        while (found := shelf.find(marks)) is None:
            making = shelf.making
            if making is None:
                making = shelf.making = asyncio.ensure_future(self._made(shelf, make))
            made = await asyncio.shield(making)  # who gives up must not stop it for the others
            if made.fits(marks):
                return made
            if not made.lasting:  # nobody waits in a line for a model that is silent
                return await make()
        return found

    async def _made(self, shelf: _Shelf, make: Callable[[], Awaitable[Answer]]) -> Answer:
        try:
            answer = await make()
        finally:
            shelf.making = None
        if answer.lasting:
            shelf.answers = [*shelf.answers, answer][-MOST:]
            self._forget()
        return answer

    def _forget(self) -> None:
        """The oldest, as long as there are too many."""
        there = sum(1 + len(shelf.answers) for shelf in self._shelves.values())
        while there > 2 * MOST and len(self._shelves) > 1:
            _, oldest = self._shelves.popitem(last=False)
            there -= 1 + len(oldest.answers)
