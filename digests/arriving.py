"""Taking in what polls stored: arrivals, the oldest first, become articles of stories.

feed ─▶ poll ─▶ arrival ─▶ take in ─▶ article ─▶ story

Each batch is one transaction that stores the articles and deletes their arrivals, so that a crash
at any moment neither loses an entry nor takes it in twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from digests.errors import StoreError
from digests.intake import AT_ONCE, Intake
from digests.model import TakenIn, TakenInAs
from digests.preparing import Prepared, prepare
from digests.store.arrivals import (
    Arrival,
    Arrivals,
    any_ready,
    count_arrivals,
    forget_refused,
    refuse_arrival,
    take_arrivals,
)
from digests.store.database import Database, Transaction
from digests.store.polled import note_fault

log = logging.getLogger(__name__)

CHARACTERS = 4_000_000  # of one batch: that many take some tens of megabytes to work on
AGAIN = timedelta(hours=1)  # until a refused one is tried again; twice as long each time
LONGEST = timedelta(days=1)


@dataclass(slots=True)
class ArrivalsReport:
    """What became of arrivals: how many were taken in, how many of them are new articles (copies
    are), and what could not be taken in, a sentence each. `more` says that some are left.
    """

    taken_in: int = 0
    new: int = 0
    refused: list[str] = field(default_factory=list)
    more: bool = False


class ArrivalVerbs:
    """Take in what arrived, and see what waits."""

    _database: Database
    _intake: Intake

    async def take_in_arrivals(self, now: datetime, most: int | None = None) -> ArrivalsReport:
        """What waits, the oldest first, all of it or about `most`; it is seen now, and an entry
        without a date is as old as its arrival.

        One that finds a fault in us is set aside and tried again later; the others go on.

        Raises:
            StoreError: the database can't be used; what is left waits.
        """
        return await Drain(self._database, self._intake, now).run(most)

    async def has_arrivals(self, now: datetime) -> bool:
        """Whether something waits that can be taken in."""
        async with self._database.read() as connection:
            return await any_ready(connection, now)

    async def arrivals(self) -> Arrivals:
        """What waits."""
        async with self._database.read() as connection:
            return await count_arrivals(connection)

    async def forget_arrivals(self, before: datetime) -> int:
        """Give up what arrived before and could never be taken in; how many."""
        return await self._database.write_in_thread(lambda it: forget_refused(it, before))


class Drain:
    """Takes arrivals in, batch by batch."""

    def __init__(self, database: Database, intake: Intake, now: datetime) -> None:
        self._database = database
        self._intake = intake
        self._now = now
        self._batch: Sequence[Arrival] = ()

    async def run(self, most: int | None) -> ArrivalsReport:
        """A batch that fails is tried again with half as many, until the one that is at fault
        stands alone.
        """
        report, at_once = ArrivalsReport(), AT_ONCE
        while most is None or report.taken_in + len(report.refused) < most:
            taken, error = await self._try(at_once)
            if error is None and not self._batch:
                return report
            if error is None:
                report.taken_in += len(taken)
                report.new += sum(one.outcome in (TakenInAs.NEW, TakenInAs.COPY) for one in taken)
                at_once = min(2 * at_once, AT_ONCE)
            elif len(self._batch) > 1:
                at_once = len(self._batch) // 2
            else:
                report.refused.append(await self._refuse(self._batch[0], error))
        report.more = True
        return report

    async def _try(self, at_once: int) -> tuple[list[TakenIn], Exception | None]:
        """Raises StoreError, which is nobody's words' fault."""

        def find(connection: Transaction) -> list[Prepared]:
            self._batch = take_arrivals(connection, self._now, at_once, CHARACTERS)
            return [prepare(one.draft, one.arrived) for one in self._batch]

        self._batch = ()
        taking = self._intake.take_in_found(find, self._now)
        (taken,) = await asyncio.gather(taking, return_exceptions=True)
        if isinstance(taken, list):
            return taken, None
        if not self._batch or isinstance(taken, StoreError) or not isinstance(taken, Exception):
            raise taken
        return [], taken

    async def _refuse(self, arrival: Arrival, error: Exception) -> str:
        """Its feed says so until it is read again, the arrival until it is taken in."""
        fault = f"a fault of ours ({type(error).__name__}: {error})"
        log.error("“%s” can't be taken in", arrival.draft.title, exc_info=error)
        again = self._now + min(AGAIN * 2 ** min(arrival.tries, 10), LONGEST)

        def work(connection: Transaction) -> None:
            refuse_arrival(connection, arrival, again, fault)
            note_fault(connection, arrival.draft.feed, f"not-taken-in: {fault}")

        await self._database.write_in_thread(work)
        return f"{arrival.draft.title}: {fault}"
