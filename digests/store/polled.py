"""What polls found, written down. Each takes the connection of the transaction it is part of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, select, update

from digests.model import ArticleDraft
from digests.store.adding import adding_to
from digests.store.arrivals import add_arrivals
from digests.store.database import Transaction
from digests.store.feedtables import feed_entries, feeds


def record_polls(
    connection: Transaction,
    changes: Mapping[int, Mapping[str, Any]],
    seen: Mapping[int, Mapping[str, str]],
    arrived: Mapping[int, Sequence[ArticleDraft]],
    now: datetime,
) -> None:
    """Changed columns by feed, and by feed that was read the fingerprint of every key in it and
    what is new in it. A feed that was removed meanwhile leaves nothing.
    """
    kept = _kept(connection, {*seen, *arrived})
    _record_entries(connection, {feed: seen[feed] for feed in kept if feed in seen}, now)
    add_arrivals(connection, {feed: arrived[feed] for feed in arrived if feed in kept}, now)
    _change_rows(connection, changes)


def note_fault(connection: Transaction, feed: int | None, error: str) -> None:
    """Something that was read of the feed could not be taken in: said until it is read again. It is
    one failure, however many entries there are: the feed itself is not to blame.
    """
    some = case((feeds.c.failures > 0, feeds.c.failures), else_=1)
    failed = {"failures": some, "last_error": error}
    connection.execute(update(feeds).where(feeds.c.id == feed).values(failed))


def _kept(connection: Transaction, wanted: Iterable[int]) -> list[int]:
    """Those of these feeds that are still there."""
    numbers = list(wanted)
    if not numbers:
        return []
    query = select(feeds.c.id).where(feeds.c.id.in_(numbers)).order_by(feeds.c.id)
    return list(connection.execute(query).scalars())


def _record_entries(
    connection: Transaction, seen: Mapping[int, Mapping[str, str]], now: datetime
) -> None:
    rows = [
        {"feed": feed, "key": key, "fingerprint": words, "last_seen": now}
        for feed, found in seen.items()
        for key, words in found.items()
    ]
    if rows:
        adding = adding_to(feed_entries, connection.dialect.name)
        fresh = {name: adding.excluded[name] for name in ("fingerprint", "last_seen")}
        connection.execute(
            adding.on_conflict_do_update(index_elements=["feed", "key"], set_=fresh), rows
        )


def _change_rows(connection: Transaction, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """One statement for all feeds of which the same columns change."""
    alike: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for feed, changed in changes.items():
        values = _without_taken_url(connection, feed, changed)
        row = {f"new_{name}": value for name, value in values.items()}
        alike[tuple(sorted(values))].append({**row, "changed_feed": feed})
    for names, rows in alike.items():
        fresh = {name: bindparam(f"new_{name}", type_=feeds.c[name].type) for name in names}
        where = feeds.c.id == bindparam("changed_feed")
        if names:
            connection.execute(update(feeds).where(where).values(fresh), rows)


def _without_taken_url(
    connection: Transaction, feed: int, values: Mapping[str, Any]
) -> Mapping[str, Any]:
    """A feed that moves to where another one is stays, as it is known."""
    if "url" not in values:
        return values
    where = (feeds.c.url == values["url"]) & (feeds.c.id != feed)
    if connection.execute(select(feeds.c.id).where(where)).first() is None:
        connection.execute(update(feeds).where(feeds.c.id == feed).values(url=values["url"]))
    return {name: value for name, value in values.items() if name != "url"}
