"""Asking a language model: known answers first, then the budget, then the endpoint.

question ─▶ answered before? ─▶ asked this moment? ─▶ within the budget? ─▶ endpoint ─▶ kept
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from digests.errors import SummaryError
from digests.spending import Budget, Spending
from digests.store.database import Database
from digests.store.model import store_answer, stored_answer
from digests.summarise.endpoint import Endpoint, EndpointError, EndpointSettings
from digests.summarise.language_model import LanguageModelSummariser
from digests.summarise.question import Answer, Question, read_object

log = logging.getLogger(__name__)

TRIES = 2
LONGEST_WAIT = 5.0  # seconds before the second try; who asks for more is busy
SHORT_WAIT = 0.5
LAST_WAIT = 2.0  # seconds at a stop
PATIENCE = 3  # failures in a row before the endpoint is left alone
REST = timedelta(minutes=2)


@asynccontextmanager
async def language_model(
    database: Database,
    settings: EndpointSettings,
    budget: Budget,
    clock: Callable[[], datetime],
    tell: Callable[[str], Awaitable[object]] | None = None,
) -> AsyncIterator[LanguageModelSummariser]:
    """A summariser that asks the model at an endpoint, within a budget.

    `clock` says what time it is, in UTC; `tell` gets one line when a cap is first reached.

    Raises:
        SummaryError: the client library is not installed.
    """
    spending = Spending(database, budget, clock, tell)
    asking = Asking(database, Endpoint(settings), spending, clock)
    try:
        yield LanguageModelSummariser(asking, settings.model)
    finally:
        await asking.close()


async def check_model(settings: EndpointSettings) -> str:
    """Ask the endpoint for its models, which costs nothing; one clause about the answer.

    Raises:
        SummaryError: it can't be reached, or refuses the key.
    """
    endpoint = Endpoint(settings)
    try:
        return await endpoint.check()
    except EndpointError as error:
        raise SummaryError(f"{error}: {error.detail}") from error
    finally:
        await endpoint.close()


class Asking:
    """One for the whole process, so that one story is asked about once for all chats."""

    def __init__(
        self,
        database: Database,
        endpoint: Endpoint,
        spending: Spending,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._endpoint = endpoint
        self._spending = spending
        self._clock = clock
        self._under_way: dict[str, asyncio.Task[Mapping[str, Any]]] = {}
        self._failures = 0
        self._rests_until: datetime | None = None

    async def ask(self, question: Question, wanted: str) -> tuple[Mapping[str, Any], bool]:
        """The object of the answer that has the wanted key, and whether it was made just now.

        Raises:
            SummaryError: there is none: the budget is used up, or the endpoint failed.
        """
        key = question.key(self._endpoint.settings.model)
        task, first = self._under_way.get(key), False
        if task is None:
            if (known := await self._known(key, wanted)) is not None:
                return known, False
            task = self._under_way.get(key)  # somebody else may have begun meanwhile
        if task is None:
            task, first = asyncio.create_task(self._answer(question, key, wanted)), True
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        return await asyncio.shield(task), first

    async def _known(self, key: str, wanted: str) -> Mapping[str, Any] | None:
        async with self._database.read() as connection:
            known = await stored_answer(connection, key)
        return None if known is None else read_object(known, wanted)

    async def count(self, *, points: int, repaired: int, replaced: int) -> None:
        """Remember what became of the points of an answer."""
        await self._spending.count(points=points, repaired=repaired, replaced=replaced)

    async def close(self) -> None:
        """Wait a moment for what is under way; what takes longer stays counted as its worst."""
        tasks = list(self._under_way.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=LAST_WAIT)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._endpoint.close()

    async def _answer(self, question: Question, key: str, wanted: str) -> Mapping[str, Any]:
        if (known := await self._known(key, wanted)) is not None:
            return known  # it came while the asker looked
        if self._rests_until is not None and self._clock() < self._rests_until:
            raise SummaryError("the language model is out of order")
        try:
            answer = await self._ask(question)
        except EndpointError as error:
            log.warning("The language model: %s", error.detail)
            await self._failed()
            raise
        self._failures, self._rests_until = 0, None
        found = read_object(answer.text, wanted)
        if found is None:
            await self._spending.count(failures=1)
            raise SummaryError("the language model gave no usable answer")
        async with self._database.write() as connection:
            await store_answer(connection, key, answer.text, self._clock())
        return found

    async def _ask(self, question: Question) -> Answer:
        """One answer within the budget, at the second try where that is worth it."""
        for left in reversed(range(TRIES)):
            reserved = await self._spending.reserve(question.most_tokens_in, question.most_tokens)
            try:
                answer = await self._endpoint.ask(question)
            except EndpointError as error:
                if not error.billed:
                    await self._spending.settle(reserved, (0, 0))
                wait = error.retry_after if error.retry_after is not None else SHORT_WAIT
                if not (left and error.again and wait <= LONGEST_WAIT):
                    raise
                await asyncio.sleep(wait)
                continue
            if answer.spent is not None:  # else the worst case stays
                await self._spending.settle(reserved, answer.spent)
            return answer
        raise AssertionError("the last try returns or raises")

    async def _failed(self) -> None:
        """Count a failure; after some in a row the endpoint gets a rest."""
        await self._spending.count(failures=1)
        self._failures += 1
        if self._failures >= PATIENCE:
            self._rests_until = self._clock() + REST
