"""Answers that are the same for many chats: composed and rendered once, until there is more."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

from bot.model import Reply
from bot.store import Shown

MOST = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply with its parts, and the digest that its buttons lead back to.

    One that is not `lasting` is made anew for the next who asks.
    """

    reply: Reply
    shown: Shown
    lasting: bool = True


class Answers:
    """The last answers by everything that they depend on. Many who ask at once wait for one."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, asyncio.Task[Answer]] = OrderedDict()

    async def of(self, key: Hashable, make: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer of that key, made now if need be; what fails is not remembered."""
        task = self._known.get(key)
        if task is None:
            task = asyncio.ensure_future(make())
            self._keep(key, task)
        try:
            answer = await asyncio.shield(task)  # who gives up must not stop it for the others
        except BaseException:
            if task.done():
                self._drop(key, task)
            raise
        if not answer.lasting:
            self._drop(key, task)
        return answer

    def _keep(self, key: Hashable, task: asyncio.Task[Answer]) -> None:
        self._known[key] = task
        while len(self._known) > MOST:
            self._known.popitem(last=False)

    def _drop(self, key: Hashable, task: asyncio.Task[Answer]) -> None:
        if self._known.get(key) is task:
            del self._known[key]
