"""The index by which copies are found: sampled runs of words, by period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, insert, text

from digests.store.tables import text_runs

RUNS = 24
# Asked for every article, so its form is fixed.
WITH_RUNS = text(
    "SELECT article, count(*) FROM text_runs WHERE period IN (:p0, :p1, :p2) AND run IN ("
    ":r0, :r1, :r2, :r3, :r4, :r5, :r6, :r7, :r8, :r9, :r10, :r11, "
    ":r12, :r13, :r14, :r15, :r16, :r17, :r18, :r19, :r20, :r21, :r22, :r23) "
    "GROUP BY article ORDER BY count(*) DESC, article DESC LIMIT :most"
)


def articles_with_runs(
    connection: Connection, periods: Sequence[int], runs: Sequence[int], limit: int
) -> dict[int, int]:
    """Articles of three periods that share runs, the most first, with how many they share."""
    asked = {"most": limit}
    asked |= {f"p{number}": period for number, period in enumerate(periods)}
    asked |= {f"r{number}": runs[number % len(runs)] for number in range(RUNS)}
    return {row[0]: row[1] for row in connection.execute(WITH_RUNS, asked)}


def save_runs(connection: Connection, rows: Iterable[tuple[int, int, int]]) -> None:
    """Period, run, article."""
    values = [
        {"period": period, "run": run, "article": article}
        for period, run, article in sorted(set(rows))
    ]
    if values:
        connection.execute(insert(text_runs), values)
