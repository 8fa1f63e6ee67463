"""The moment up to which digests were told.

An article gets its first-seen moment when a poll begins and is committed some time later. A digest
that is built in between would neither tell it nor leave it for the next one, for the chat's mark
has passed it. So whoever tells a period closes it first, and what is committed after that counts
as seen after it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from digests.store.database import Transaction
from digests.store.locks import one_writer
from digests.store.tables import closing

ONLY = 1
TICK = timedelta(microseconds=1)


def close_until(connection: Transaction, moment: datetime) -> None:
    """Nothing that is taken in from now on is seen before `moment` or at it."""
    one_writer(connection)
    closed = connection.execute(select(closing.c.moment)).scalar()
    if closed is None:
        connection.execute(insert(closing).values(id=ONLY, moment=moment))
    elif closed < moment:
        connection.execute(update(closing).values(moment=moment))


def seen_at(connection: Transaction, now: datetime) -> datetime:
    """When something that is taken in now counts as seen."""
    closed = connection.execute(select(closing.c.moment)).scalar()
    return now if closed is None else max(now, closed + TICK)
