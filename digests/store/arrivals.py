"""Entries of feeds that were read, and wait to be taken in.

They are written in the transaction that says that their feed was read, and deleted in the one that
takes them in: a crash in between loses nothing, and takes nothing in twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from digests.model import ArticleDraft, TextFrom
from digests.store.database import Snapshot, Transaction
from digests.store.feedtables import arrivals

_OF_DRAFT = tuple(ArticleDraft.__dataclass_fields__)
_READ_AT_ONCE = 20  # rows, so that long texts don't come all together


@dataclass(frozen=True, slots=True)
class Arrival:
    """A draft that waits. `tries` have failed."""

    id: int
    arrived: datetime
    draft: ArticleDraft
    tries: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many wait, since when the oldest does; and how many could not be taken in, with
    the last error of one of them: these are tried again later.
    """

    waiting: int = 0
    oldest: datetime | None = None
    refused: int = 0
    error: str | None = None


def add_arrivals(
    connection: Transaction, drafts: Mapping[int, Sequence[ArticleDraft]], now: datetime
) -> None:
    """Drafts by the feed that they came in, in this order."""
    rows = [
        {**_values(draft), "feed": feed, "arrived": now}
        for feed, some in drafts.items()
        for draft in some
    ]
    if rows:
        connection.execute(insert(arrivals), rows)


def take_arrivals(
    connection: Transaction, now: datetime, most: int, characters: int
) -> list[Arrival]:
    """Delete the oldest that may be tried and return them: at most so many, and of no more text
    than that, but one at least.
    """
    query = select(arrivals).where(_is_ready(now)).order_by(arrivals.c.id).limit(most)
    found: list[Arrival] = []
    with connection.execute(query.execution_options(yield_per=_READ_AT_ONCE)) as rows:
        for row in rows:
            characters -= len(row.text)
            if found and characters < 0:
                break
            found.append(_arrival(row))
    if found:
        connection.execute(delete(arrivals).where(arrivals.c.id.in_([one.id for one in found])))
    return found


def refuse_arrival(connection: Transaction, arrival: Arrival, again: datetime, error: str) -> None:
    """It could not be taken in, and is tried again then."""
    changed = {"tries": arrival.tries + 1, "not_before": again, "error": error}
    connection.execute(update(arrivals).where(arrivals.c.id == arrival.id).values(changed))


def forget_refused(connection: Transaction, before: datetime) -> int:
    """Delete those that arrived before and could not be taken in since; how many."""
    old = (arrivals.c.arrived < before) & (arrivals.c.tries > 0)
    return connection.execute(delete(arrivals).where(old)).rowcount


async def any_ready(connection: Snapshot, now: datetime) -> bool:
    """Whether there is something to take in."""
    found = await connection.execute(select(arrivals.c.id).where(_is_ready(now)).limit(1))
    return found.first() is not None


async def count_arrivals(connection: Snapshot) -> Arrivals:
    columns = arrivals.c
    fresh, refused = columns.tries == 0, columns.tries > 0
    query = select(
        func.count().filter(fresh),
        func.min(columns.arrived).filter(fresh),
        func.count().filter(refused),
        func.max(columns.error),
    )
    return Arrivals(*(await connection.execute(query.select_from(arrivals))).one())


def _is_ready(now: datetime) -> ColumnElement[bool]:
    return (arrivals.c.not_before.is_(None)) | (arrivals.c.not_before <= now)


def _values(draft: ArticleDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in _OF_DRAFT} | {"text_from": draft.text_from.value}


def _arrival(row: Row[*tuple[Any, ...]]) -> Arrival:
    values = {name: row._mapping[name] for name in _OF_DRAFT}
    draft = ArticleDraft(**{**values, "text_from": TextFrom(row.text_from)})
    return Arrival(row.id, row.arrived, draft, row.tries)
