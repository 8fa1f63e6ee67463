"""What assigning and finding copies no longer need: the tables that they search stay small.

A few old rows go with every batch. "Old" is by arrival: an archive that is imported today finds its
own stories, however long ago they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from digests.store.plain import ask, run_each
from digests.store.tables import articles, centres, profiles
from digests.stories.assign import WINDOW, stretch_of
from digests.stories.copies import period_of

DAY = 86_400  # seconds
KEPT = timedelta(days=3 * WINDOW)
AT_ONCE = 600  # profiles: more than a batch brings
LOOKUPS_AT_ONCE = 20_000
PERIODS = 4  # of copies

WORDS = "SELECT stretch, word, article FROM story_words WHERE stretch < ? LIMIT ?"
RUNS = "SELECT period, run, article FROM text_runs WHERE period < ? LIMIT ?"
DROP_WORD = "DELETE FROM story_words WHERE stretch = ? AND word = ? AND article = ?"
DROP_RUN = "DELETE FROM text_runs WHERE period = ? AND run = ? AND article = ?"


@dataclass(frozen=True, slots=True)
class Outgrown:
    """Articles up to this id have no profile any more, and these stories no middle."""

    until: int = 0
    stories: frozenset[int] = frozenset()


def forget_outgrown(connection: Connection, now: datetime) -> Outgrown:
    """Drop what arrived long before now from the tables that are searched for every article."""
    seen = articles.c.first_seen
    oldest = select(profiles.c.article, profiles.c.story, seen).join_from(
        profiles, articles, profiles.c.article == articles.c.id
    )
    rows = connection.execute(oldest.order_by(profiles.c.article).limit(AT_ONCE))
    old = [row for row in rows if row.first_seen < now - KEPT]
    if not old:
        return Outgrown()
    until = max(row.article for row in old)
    connection.execute(delete(profiles).where(profiles.c.article.in_([row.article for row in old])))
    stories = _without_articles(connection, {row.story for row in old})
    connection.execute(delete(centres).where(centres.c.story.in_(stories)))
    day = now.timestamp() / DAY
    for floor, found, drop in (
        (stretch_of(day) - 2, WORDS, DROP_WORD),
        (period_of(day) - PERIODS, RUNS, DROP_RUN),
    ):
        looked_up = ask(connection, found, (floor, LOOKUPS_AT_ONCE))
        run_each(connection, drop, [row for row in looked_up if row[2] <= until])
    return Outgrown(until, frozenset(stories))


def _without_articles(connection: Connection, stories: set[int]) -> set[int]:
    living = select(profiles.c.story).where(profiles.c.story.in_(stories)).distinct()
    return stories - set(connection.execute(living).scalars())
