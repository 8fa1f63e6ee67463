"""The index by which copies are found: sampled runs of words, by period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import cycle, islice

from sqlalchemy import Connection, select, update

from digests.store.plain import ask, run_each
from digests.store.tables import articles

PERIODS, RUNS = 3, 16
LATEST = "SELECT max(period) FROM text_runs"
# Asked and answered for every article, so both forms are fixed and go to the driver directly.
WITH_RUNS = (
    "SELECT article, count(*) FROM text_runs WHERE period IN (?, ?, ?) "
    "AND run IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "GROUP BY article ORDER BY count(*) DESC, article DESC LIMIT ?"
)
ADD_RUN = "INSERT INTO text_runs (period, run, article) VALUES (?, ?, ?)"
DROP_RUN = "DELETE FROM text_runs WHERE period = ? AND run = ? AND article = ?"


def articles_with_runs(
    connection: Connection, periods: Sequence[int], runs: Sequence[int], limit: int
) -> dict[int, int]:
    """Articles of at most three periods that share runs, the most first, with how many they
    share.
    """
    if not periods:
        return {}
    asked = (*islice(cycle(periods), PERIODS), *islice(cycle(runs), RUNS), limit)
    return {row[0]: row[1] for row in ask(connection, WITH_RUNS, asked)}


def latest_period(connection: Connection) -> int | None:
    """The last period in which articles can be found by runs."""
    found: int | None = ask(connection, LATEST, ())[0][0]
    return found


def save_runs(connection: Connection, rows: Iterable[tuple[int, int, int]]) -> None:
    """Period, run, article."""
    run_each(connection, ADD_RUN, sorted(set(rows)))


def forget_runs(connection: Connection, rows: Iterable[tuple[int, int, int]]) -> None:
    """Let articles no longer be found by runs: period, run, article."""
    run_each(connection, DROP_RUN, sorted(set(rows)))


def copies_by(connection: Connection, family: int, story: int, outlet: str) -> list[int]:
    """An outlet's articles of a family of copies, all of which are in this story; newest first."""
    member = (articles.c.id == family) | (articles.c.original == family)
    query = select(articles.c.id).where(articles.c.story == story, articles.c.outlet == outlet)
    return list(connection.scalars(query.where(member).order_by(articles.c.id.desc())))


def leave_family(connection: Connection, article: int) -> None:
    """A copy becomes an article of its own."""
    connection.execute(update(articles).where(articles.c.id == article).values(original=None))


def join_families(connection: Connection, family: int, into: int) -> None:
    """An original becomes a copy of another one, and so do its copies."""
    members = (articles.c.id == family) | (articles.c.original == family)
    connection.execute(update(articles).where(members).values(original=into))
